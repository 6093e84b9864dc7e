//! Names of persons, in Arabic and Latin script.
//!
//! Accepted: letters and marks of the two scripts, blanks, `'`, `’`, `ʼ`, `-`, `.`, and the joiners between Arabic
//! letters (عبد‌الله). No digits, no other scripts: a Cyrillic `а` in a Latin name is a spoof here, not a name. A word
//! of both scripts is accepted and flagged (UTS #39), since people do write brand and nickname together.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::code::Code;
use crate::text::{cap, shown};
use crate::unicode::{is_hidden, is_joiner, nfc};

/// Longest name, in characters as people count them.
pub const MAX_NAME_CHARACTERS: usize = 100;
/// Largest text that is looked at, in bytes.
const MAX_RAW_BYTES: usize = 1024;
/// Most marks on one letter (UTS #39 §5.4 forbids more than four nonspacing marks): heaps of them spill over other lines.
const MAX_MARKS: usize = 4;

/// A name of a person: 1 to 100 characters, NFC, single blanks. Debug is masked.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct PersonName(String);

impl PersonName {
    /// Parses what a person typed. Surrounding blanks are dropped, inner ones collapsed.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] for a blank, [`Code::ForbiddenCharacter`] for what nobody sees,
    /// [`Code::InvalidName`] for other characters, [`Code::TooLong`].
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let normal = nfc(cap(raw, MAX_RAW_BYTES)?);
        cap(&normal, MAX_RAW_BYTES)?;
        let mut name = String::with_capacity(normal.len());
        for word in normal.split(' ').filter(|word| !word.is_empty()) {
            check_word(word)?;
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        if name.is_empty() {
            return Err(Code::Required);
        }
        // A tatweel lengthens letters and is none.
        if !name
            .chars()
            .any(|character| script(character).is_some() && character != '\u{640}')
        {
            return Err(Code::InvalidName);
        }
        let length = if name.is_ascii() {
            name.len()
        } else {
            name.graphemes(true).count()
        };
        if length > MAX_NAME_CHARACTERS {
            return Err(Code::TooLong {
                max: shown(MAX_NAME_CHARACTERS),
            });
        }
        Ok(Self(name))
    }

    /// The name in NFC. Escape it where you show it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether one word mixes Arabic and Latin letters: worth a look, not a refusal.
    #[must_use]
    pub fn is_mixed_script(&self) -> bool {
        self.0.split([' ', '-']).any(|word| {
            let mut scripts = word.chars().filter_map(script);
            let first = scripts.next();
            scripts.any(|other| Some(other) != first)
        })
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(***)")
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Script {
    Latin,
    Arabic,
}

fn check_word(word: &str) -> Result<(), Code> {
    let mut previous = None;
    let mut marks = 0_usize;
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        let mark = is_mark(character);
        marks = if mark { marks.saturating_add(1) } else { 0 };
        let fine = if is_joiner(character) {
            // Joiners shape Arabic letters; anywhere else they only hide.
            previous.is_some_and(is_arabic) && characters.peek().copied().is_some_and(is_arabic)
        } else if is_hidden(character) {
            return Err(Code::ForbiddenCharacter);
        } else if mark {
            // A mark belongs to a letter: none at the start of a word.
            previous.is_some() && marks <= MAX_MARKS
        } else {
            script(character).is_some() || matches!(character, '\'' | '’' | 'ʼ' | '-' | '.')
        };
        if !fine {
            return Err(Code::InvalidName);
        }
        previous = Some(character);
    }
    Ok(())
}

fn is_arabic(character: char) -> bool {
    script(character) == Some(Script::Arabic) || is_arabic_mark(character)
}

const fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}') || is_arabic_mark(character)
}

const fn is_arabic_mark(character: char) -> bool {
    matches!(character, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}' | '\u{8CA}'..='\u{8E1}' | '\u{8E3}'..='\u{8FF}')
}

/// The script of a letter; `None` for all that is no letter of the two scripts. The blocks are those of Unicode 16.
const fn script(character: char) -> Option<Script> {
    match character {
        'A'..='Z' | 'a'..='z' | 'ª' | 'º' => Some(Script::Latin),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24F}' | '\u{2BB}' | '\u{2BE}' | '\u{2BF}' => Some(Script::Latin),
        '\u{1E00}'..='\u{1EFF}' => Some(Script::Latin),
        '\u{620}'..='\u{64A}' | '\u{66E}' | '\u{66F}' | '\u{671}'..='\u{6D3}' | '\u{6D5}' => Some(Script::Arabic),
        '\u{6E5}' | '\u{6E6}' | '\u{6EE}' | '\u{6EF}' | '\u{6FA}'..='\u{6FF}' => Some(Script::Arabic),
        '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}' => Some(Script::Arabic),
        _ => None,
    }
}
