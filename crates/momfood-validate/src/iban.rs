//! International bank account numbers of the Gulf and its neighbours (ISO 13616), with their check digits (mod 97-10).

use std::fmt;

use crate::code::Code;
use crate::text::cap;

/// Largest text that is looked at, in bytes.
const MAX_RAW_BYTES: usize = 64;

/// Countries that restaurants and drivers are paid in, with the length of their IBANs in characters (ISO 13616 registry).
const LENGTHS: [(&str, usize); 9] = [
    ("SA", 24),
    ("AE", 23),
    ("BH", 22),
    ("EG", 29),
    ("JO", 30),
    ("KW", 30),
    ("LB", 28),
    ("OM", 23),
    ("QA", 29),
];

/// A bank account number. Debug shows the country only.
#[derive(Clone, Eq, PartialEq)]
pub struct Iban(String);

impl Iban {
    /// Parses an IBAN of any case; blanks are dropped.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] for a blank, [`Code::InvalidIban`] also for other countries.
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let iban: String = cap(raw, MAX_RAW_BYTES)?
            .chars()
            .filter(|character| *character != ' ')
            .map(|character| character.to_ascii_uppercase())
            .collect();
        if iban.is_empty() {
            return Err(Code::Required);
        }
        let fits = LENGTHS
            .iter()
            .any(|(country, length)| iban.starts_with(country) && iban.len() == *length);
        if fits && remainder(&iban) == Some(1) {
            Ok(Self(iban))
        } else {
            Err(Code::InvalidIban)
        }
    }

    /// The number in electronic form: upper case, no blanks.
    ///
    /// # Security
    /// Seal it, and log none of it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The country, as ISO 3166-1 alpha-2.
    #[must_use]
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or("")
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({}***)", self.country())
    }
}

/// The number modulo 97, its first four characters moved to the end, letters as 10 to 35; `None` for other characters.
fn remainder(iban: &str) -> Option<u32> {
    let (head, tail) = iban.split_at_checked(4)?;
    tail.chars().chain(head.chars()).try_fold(0_u32, |sum, character| {
        let value = character.to_digit(36).filter(|_| character.is_ascii())?;
        Some((sum * if value < 10 { 10 } else { 100 } + value) % 97)
    })
}
