//! Saudi national ids and iqama numbers: ten digits, the first 1 (citizen) or 2 (resident), the last a Luhn digit.
//!
//! Source: SAMA rulebook for form and first digit; the check digit is the one that banks and Absher verify.

use std::fmt;

use crate::code::Code;
use crate::text::cap;
use crate::unicode::digit;

/// Largest text that is looked at, in bytes.
const MAX_RAW_BYTES: usize = 64;

/// Whom a number identifies.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NationalIdKind {
    /// A citizen's national id.
    Citizen,
    /// A resident's iqama.
    Resident,
}

/// A Saudi national id or iqama number. Debug is masked: store it sealed (`momfood-crypto`).
#[derive(Clone, Eq, PartialEq)]
pub struct NationalId(String);

impl NationalId {
    /// Parses ten digits, ASCII or Arabic; blanks are dropped.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] for a blank, [`Code::InvalidNationalId`].
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let mut digits = String::with_capacity(10);
        for character in cap(raw, MAX_RAW_BYTES)?.chars().filter(|character| *character != ' ') {
            let value = digit(character).ok_or(Code::InvalidNationalId)?;
            digits.push(char::from(b'0'.saturating_add(value)));
        }
        if digits.is_empty() {
            return Err(Code::Required);
        }
        let known = digits.len() == 10 && digits.starts_with(['1', '2']) && luhn(digits.as_bytes());
        if known {
            Ok(Self(digits))
        } else {
            Err(Code::InvalidNationalId)
        }
    }

    /// The ten digits in ASCII.
    ///
    /// # Security
    /// Personal data of the highest class under the PDPL: seal it, and log none of it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whom it identifies.
    #[must_use]
    pub fn kind(&self) -> NationalIdKind {
        if self.0.starts_with('1') {
            NationalIdKind::Citizen
        } else {
            NationalIdKind::Resident
        }
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(***)")
    }
}

/// Luhn's sum (ISO/IEC 7812-1 annex B): every second digit from the right doubled, its digits added.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let value = u32::from(byte.saturating_sub(b'0'));
            match (place % 2, value) {
                (0, _) => value,
                (_, 0..=4) => value * 2,
                _ => value * 2 - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
