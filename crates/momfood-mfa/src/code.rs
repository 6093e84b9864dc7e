//! What a person types: exactly `N` digits, in whichever digits and with whichever marks their keyboard makes.
//!
//! Saudi keyboards make Arabic-Indic digits (U+0660..), Persian and Urdu ones U+06F0.., Japanese ones full-width U+FF10..;
//! all count as ASCII. Blanks, NBSP, `-` and the invisible direction marks that a paste brings along are dropped. Anything
//! else is refused, `+` included. Count characters, not bytes: six Arabic digits are twelve bytes.

use std::fmt;

use momfood_crypto::{RandomError, random};
use zeroize::Zeroize;

/// A one-time code of `N` ASCII digits. It leaves through [`expose`](Self::expose) only; `Debug` is redacted.
pub struct Code<const N: usize = CODE_DIGITS>([u8; N]);

impl<const N: usize> Code<N> {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`CodeError`]; no work is done for more than [`MAX_RAW_BYTES`] bytes.
    pub fn parse(raw: &str) -> Result<Self, CodeError> {
        if raw.len() > MAX_RAW_BYTES {
            return Err(CodeError::TooLong);
        }
        let mut code = Self([0; N]);
        let mut places = code.0.iter_mut();
        for character in raw.chars().filter(|character| !is_filler(*character)) {
            let digit = ascii_digit(character).ok_or(CodeError::NotADigit)?;
            *places.next().ok_or(CodeError::Length)? = digit;
        }
        if places.next().is_some() {
            return Err(CodeError::Length);
        }
        Ok(code)
    }

    /// The digits in ASCII.
    #[must_use]
    pub fn expose(&self) -> &str {
        // Every constructor writes ASCII digits, so the default is never taken.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Code {
    /// A code drawn uniformly from all million, leading zeros included.
    pub(crate) fn random() -> Result<Self, RandomError> {
        loop {
            if let Some(code) = Self::from_draw(u32::from_be_bytes(random::array()?)) {
                return Ok(code);
            }
        }
    }

    /// Rejection sampling: the last, incomplete million of the 2³² draws would favour small codes, so it is drawn again.
    fn from_draw(draw: u32) -> Option<Self> {
        const SPACE: u32 = 1_000_000;
        const WHOLE: u32 = u32::MAX / SPACE * SPACE;
        if draw >= WHOLE {
            return None;
        }
        let mut digits = [b'0'; CODE_DIGITS];
        let mut rest = draw % SPACE;
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        Some(Self(digits))
    }
}

impl<const N: usize> Drop for Code<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> fmt::Debug for Code<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// Why typed text is no code. Which one may be told to the person: it depends on the text alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// More than [`MAX_RAW_BYTES`] bytes.
    #[error("more than {MAX_RAW_BYTES} bytes")]
    TooLong,
    /// A character that is neither a digit nor dropped.
    #[error("a character that is no digit")]
    NotADigit,
    /// Too few or too many digits.
    #[error("wrong number of digits")]
    Length,
}

impl CodeError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "mfa_code_too_long",
            Self::NotADigit => "mfa_code_not_a_digit",
            Self::Length => "mfa_code_length",
        }
    }
}

/// The ASCII digit that `character` stands for.
pub(crate) fn ascii_digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    let value = u32::from(character).checked_sub(u32::from(zero))?;
    u8::try_from(value).ok()?.checked_add(b'0')
}

/// What people and phones put between digits: blanks, hyphens, and marks that nobody sees.
pub(crate) fn is_filler(character: char) -> bool {
    matches!(character,
        ' ' | '\t' | '-' | '\u{A0}' | '\u{202F}' | '\u{61C}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Digits of a TOTP or SMS code: what every authenticator app shows (RFC 4226 §5.3 asks for at least six).
pub const CODE_DIGITS: usize = 6;
/// Longest text that is looked at, in bytes: room for digits of four bytes and a mark around each.
pub const MAX_RAW_BYTES: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_map_evenly_and_keep_leading_zeros() {
        assert_eq!(Code::from_draw(0).unwrap().expose(), "000000");
        assert_eq!(Code::from_draw(1_000_042).unwrap().expose(), "000042");
        assert_eq!(Code::from_draw(4_293_999_999).unwrap().expose(), "999999");
        assert!(Code::from_draw(4_294_000_000).is_none());
        assert!(Code::from_draw(u32::MAX).is_none());
    }
}
