//! Saudi telephone numbers, in whatever way people write them, to E.164.
//!
//! Accepted: `05…`, `5…`, `+966…`, `00966…`, `966…`; ASCII, Arabic-Indic and Extended digits; blanks, `-`, `.`, `(`, `)`
//! and the direction marks that a contact list pastes along. The table of operators is not enforced: it lags behind the
//! numbers that are handed out, and the code sent by SMS proves reachability. Source: national numbering plan (CST),
//! ITU E.129 for SA.

use std::fmt;

use crate::code::Code;
use crate::text::cap;
use crate::unicode::{digit, is_bidi_control};

/// Largest text that is looked at, in bytes.
const MAX_RAW_BYTES: usize = 128;
/// Most digits that any accepted spelling has: `00966` and nine more, and one to notice that there are too many.
const MAX_DIGITS: usize = 16;

/// What is reached under a number.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PhoneKind {
    /// `5XXXXXXXX`: takes SMS.
    Mobile,
    /// `1[1-7]XXXXXXX`.
    Landline,
    /// `920XXXXXX`: one number of a company for the whole country.
    Unified,
    /// `800XXXXXXX`: free for the caller.
    TollFree,
}

/// A Saudi telephone number in E.164. Debug shows the kind only.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct SaudiPhone {
    e164: String,
    kind: PhoneKind,
}

impl SaudiPhone {
    /// Parses a number of any kind, premium numbers (925) excepted.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] for a blank, [`Code::InvalidPhone`].
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let digits = digits(cap(raw, MAX_RAW_BYTES)?)?;
        let national = national(&digits).ok_or(Code::InvalidPhone)?;
        let kind = kind(national).ok_or(Code::InvalidPhone)?;
        Ok(Self {
            e164: format!("+966{national}"),
            kind,
        })
    }

    /// Parses a number of one of `kinds`: [`PhoneKind::Mobile`] where an SMS must arrive.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse), and [`Code::PhoneKindNotAccepted`].
    pub fn parse_kind(raw: &str, kinds: &[PhoneKind]) -> Result<Self, Code> {
        let phone = Self::parse(raw)?;
        if kinds.contains(&phone.kind) {
            Ok(phone)
        } else {
            Err(Code::PhoneKindNotAccepted)
        }
    }

    /// Parses a mobile number.
    ///
    /// # Errors
    /// Those of [`parse_kind`](Self::parse_kind).
    pub fn parse_mobile(raw: &str) -> Result<Self, Code> {
        Self::parse_kind(raw, &[PhoneKind::Mobile])
    }

    /// The number in E.164: `+966512345678`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.e164
    }

    /// What is reached under it.
    #[must_use]
    pub const fn kind(&self) -> PhoneKind {
        self.kind
    }
}

impl fmt::Debug for SaudiPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SaudiPhone({:?}, ***)", self.kind)
    }
}

/// The number as ASCII digits, with the `+` of an international one.
fn digits(raw: &str) -> Result<String, Code> {
    let mut out = String::with_capacity(MAX_DIGITS);
    for character in raw.chars() {
        if let Some(value) = digit(character) {
            out.push(char::from(b'0'.saturating_add(value)));
        } else if character == '+' && out.is_empty() {
            out.push('+');
        } else if !(matches!(character, ' ' | '\u{A0}' | '-' | '.' | '(' | ')') || is_bidi_control(character)) {
            return Err(Code::InvalidPhone);
        }
        if out.len() > MAX_DIGITS {
            return Err(Code::InvalidPhone);
        }
    }
    if out.is_empty() { Err(Code::Required) } else { Ok(out) }
}

/// The number without its prefix for the country or the trunk.
fn national(digits: &str) -> Option<&str> {
    if let Some(international) = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")) {
        return international.strip_prefix("966");
    }
    // `966…` is the country code only if a whole number follows: no national number starts with it.
    digits
        .strip_prefix("966")
        .or_else(|| digits.strip_prefix('0'))
        .or(Some(digits))
}

fn kind(national: &str) -> Option<PhoneKind> {
    match (national.as_bytes(), national.len()) {
        ([b'5', ..], 9) => Some(PhoneKind::Mobile),
        ([b'1', b'1'..=b'7', ..], 9) => Some(PhoneKind::Landline),
        ([b'9', b'2', b'0', ..], 9) => Some(PhoneKind::Unified),
        ([b'8', b'0', b'0', ..], 10) => Some(PhoneKind::TollFree),
        _ => None,
    }
}
