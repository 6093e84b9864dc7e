//! One pass over a text that keeps the last 19 digits and how they were grouped.
//!
//! A *word* is a run of letters and digits, a *gap* the one to three blanks, dashes and dots between two words, and
//! anything else a break. Work a character is bounded by the 19 digits and the 7 lengths of a PAN, whatever the text.

use zeroize::{Zeroize, Zeroizing};

use super::{CardScheme, MAX_PAN_DIGITS, MIN_PAN_DIGITS, PanError};
use crate::digit;

/// What stands between two words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Gap {
    /// Nothing that joins: a break, or the ends of the text.
    None,
    /// Blanks, maybe with a dash: what is on both sides can be read alone.
    Blank,
    /// A dash or dot: one number is on both sides, like the parts of a UUID.
    Joint,
}

/// A digit of a number in groups.
#[derive(Clone, Copy)]
struct Digit {
    value: u8,
    /// What stands before the group that it begins.
    begins: Option<Gap>,
}

impl Zeroize for Digit {
    fn zeroize(&mut self) {
        self.value.zeroize();
    }
}

/// The word being read.
#[derive(Default)]
struct Word {
    len: usize,
    letters: usize,
    /// Letters that no hexadecimal number has.
    other_letters: usize,
    /// Digits since the last letter.
    digits: usize,
    /// A PAN in one piece, which counts unless the word turns out to be hexadecimal.
    found: Option<CardScheme>,
    /// `sa` or `ae` in any case and two digits.
    iban: IbanHead,
}

#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum IbanHead {
    #[default]
    Start,
    Saudi1,
    Uae1,
    Country,
    Check1,
    Whole,
    No,
}

pub(super) struct Scanner {
    recent: Zeroizing<[Digit; MAX_PAN_DIGITS]>,
    /// How many of `recent`, from the end, belong to the number in groups that is being read.
    grouped: usize,
    word: Word,
    /// Since the last word, and its length in characters.
    gap: Gap,
    gap_len: usize,
    /// Whether a word stands before the gap; else it is no joint.
    after_word: bool,
    /// Digits of an IBAN that are still to come.
    iban_digits: usize,
}

impl Scanner {
    pub(super) fn run(text: impl Iterator<Item = char>) -> Result<(), PanError> {
        let blank = Digit { value: 0, begins: None };
        let mut scanner = Self {
            recent: Zeroizing::new([blank; MAX_PAN_DIGITS]),
            grouped: 0,
            word: Word::default(),
            gap: Gap::None,
            gap_len: 0,
            after_word: false,
            iban_digits: 0,
        };
        for character in text {
            scanner.read(character)?;
        }
        scanner.end_word()?;
        scanner.end_number(Gap::None)
    }

    fn read(&mut self, character: char) -> Result<(), PanError> {
        if let Some(digit) = digit::value(character) {
            self.begin_word()?;
            self.push_digit(digit);
        } else if character.is_alphabetic() {
            self.begin_word()?;
            self.end_digits();
            self.word.push_letter(character);
        } else if let Some(gap) = gap(character) {
            self.end_word()?;
            self.gap_len += 1;
            if self.gap_len > MAX_GAP_LEN {
                self.end_number(Gap::None)?;
            } else if gap == Gap::Blank || (self.gap == Gap::None && self.after_word) {
                self.gap = gap;
            }
        } else if !is_ignored(character) {
            self.end_word()?;
            self.end_number(Gap::None)?;
        }
        Ok(())
    }

    /// What stands before the new word decides what the groups before it were.
    fn begin_word(&mut self) -> Result<(), PanError> {
        if self.word.len == 0 {
            self.refuse_groups(self.gap)?;
        }
        Ok(())
    }

    fn push_digit(&mut self, value: u8) {
        let begins = (self.word.len == 0).then_some(self.gap);
        self.recent.rotate_left(1);
        if let Some(last) = self.recent.last_mut() {
            *last = Digit { value, begins };
        }
        self.grouped = (self.grouped + 1).min(MAX_PAN_DIGITS);
        self.iban_digits = self.iban_digits.saturating_sub(1);
        self.word.push_digit();
    }

    /// The digits of one piece are whole: a letter or the word's end follows.
    fn end_digits(&mut self) {
        let len = self.word.digits;
        if (MIN_PAN_DIGITS..=MAX_PAN_DIGITS).contains(&len) {
            self.word.found = self
                .word
                .found
                .or(CardScheme::of_pan(self.last(len).map(|digit| digit.value)));
        }
        self.word.digits = 0;
    }

    fn end_word(&mut self) -> Result<(), PanError> {
        if self.word.len == 0 {
            return Ok(());
        }
        self.end_digits();
        let word = std::mem::take(&mut self.word);
        if let Some(scheme) = word.found.filter(|_| !word.is_hexadecimal()) {
            return Err(PanError::Found(scheme));
        }
        if word.letters > 0 {
            self.grouped = 0;
            self.iban_digits = if word.iban == IbanHead::Whole { IBAN_DIGITS } else { 0 };
        }
        (self.gap, self.gap_len, self.after_word) = (Gap::None, 0, true);
        Ok(())
    }

    /// The groups before `after` are a number, and nothing continues it.
    fn end_number(&mut self, after: Gap) -> Result<(), PanError> {
        self.refuse_groups(after)?;
        self.grouped = 0;
        self.iban_digits = 0;
        (self.gap, self.after_word) = (Gap::None, false);
        Ok(())
    }

    /// Whether some of the last groups are a PAN. `after` stands behind them.
    fn refuse_groups(&self, after: Gap) -> Result<(), PanError> {
        if self.iban_digits > 0 {
            return Ok(());
        }
        for len in MIN_PAN_DIGITS..=self.grouped {
            let mut gaps = self.last(len).map(|digit| digit.begins);
            let Some(Some(before)) = gaps.next() else {
                continue;
            };
            // Cards are printed with four digits in front; a number in one piece has been judged with its word.
            let is_like_a_card =
                gaps.clone().take(3).all(|gap| gap.is_none()) && gaps.clone().flatten().next().is_some();
            let is_joined = gaps.flatten().any(|gap| gap == Gap::Joint);
            let is_part = is_joined && (before == Gap::Joint || after == Gap::Joint);
            if is_like_a_card
                && !is_part
                && let Some(scheme) = CardScheme::of_pan(self.last(len).map(|digit| digit.value))
            {
                return Err(PanError::Found(scheme));
            }
        }
        Ok(())
    }

    /// The last `len` digits.
    fn last(&self, len: usize) -> std::slice::Iter<'_, Digit> {
        let start = MAX_PAN_DIGITS.saturating_sub(len);
        self.recent.get(start..).unwrap_or_default().iter()
    }
}

impl Word {
    fn push_digit(&mut self) {
        self.len += 1;
        self.digits += 1;
        self.iban = match self.iban {
            IbanHead::Country => IbanHead::Check1,
            IbanHead::Check1 => IbanHead::Whole,
            _ => IbanHead::No,
        };
    }

    fn push_letter(&mut self, letter: char) {
        self.len += 1;
        self.letters += 1;
        self.other_letters += usize::from(!letter.is_ascii_hexdigit());
        self.iban = match (self.iban, letter.to_ascii_lowercase()) {
            (IbanHead::Start, 's') => IbanHead::Saudi1,
            (IbanHead::Start, 'a') => IbanHead::Uae1,
            (IbanHead::Saudi1, 'a') | (IbanHead::Uae1, 'e') => IbanHead::Country,
            _ => IbanHead::No,
        };
    }

    const fn is_hexadecimal(&self) -> bool {
        self.letters > 0 && self.other_letters == 0
    }
}

fn gap(character: char) -> Option<Gap> {
    match character {
        ' ' | '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(Gap::Blank),
        '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Some(Gap::Joint),
        _ => None,
    }
}

/// Direction marks and characters without width, which come along when a number is copied.
const fn is_ignored(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// The characters of a JSON text, its escapes undone. What is no character, half of a surrogate pair too, is a break.
pub(super) fn unescaped(json: &str) -> impl Iterator<Item = char> {
    let mut rest = json.chars();
    std::iter::from_fn(move || {
        let character = rest.next()?;
        if character != '\\' {
            return Some(character);
        }
        Some(match rest.next() {
            Some('t') => '\t',
            Some('u') => {
                let mut ahead = rest.clone();
                let code = (0..4).try_fold(0, |code, _| Some(code * 16 + ahead.next()?.to_digit(16)?));
                match code {
                    Some(code) => {
                        rest = ahead;
                        char::from_u32(code).unwrap_or(BREAK)
                    }
                    None => BREAK,
                }
            }
            _ => BREAK,
        })
    })
}

const BREAK: char = '\n';
const MAX_GAP_LEN: usize = 3;
/// What follows the head of a Saudi IBAN, and one more: the count runs out with the first digit after it.
const IBAN_DIGITS: usize = 21;
