//! Where a code is sent. The one form is E.164; how people write numbers is `momfood-validate`'s to read.

use std::fmt;

use momfood_crypto::{Context, FieldContext};

/// A telephone number in E.164: `+` and 8 to 15 digits. `Debug` is masked; it is personal data.
#[derive(Clone, Eq, PartialEq)]
pub struct PhoneNumber(Box<str>);

impl PhoneNumber {
    /// Reads a number that is in E.164 already.
    ///
    /// # Errors
    /// [`PhoneNumberError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError)?.as_bytes();
        let sound = (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len())
            && digits.iter().all(u8::is_ascii_digit)
            && digits.first() != Some(&b'0');
        sound.then(|| Self(text.into())).ok_or(PhoneNumberError)
    }

    /// The number itself, for the gateway.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Enough for its owner to recognise it: `+966•••••••78`.
    #[must_use]
    pub fn masked(&self) -> String {
        let last = self.0.len().saturating_sub(SHOWN_LAST);
        let mask = |(place, character)| {
            if place < SHOWN_FIRST || place >= last {
                character
            } else {
                '•'
            }
        };
        self.0.chars().enumerate().map(mask).collect()
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

/// The text is no number in E.164.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a phone number is + and {MIN_DIGITS} to {MAX_DIGITS} digits (E.164)")]
pub struct PhoneNumberError;

impl PhoneNumberError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_phone_number"
    }
}

/// The context under which numbers are sealed, bound to their user.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum PhoneContext {}

impl FieldContext for PhoneContext {
    const CONTEXT: Context = Context::new("mfa.phone");
}

/// Shortest international number in use, without its `+`.
const MIN_DIGITS: usize = 8;
/// ITU-T E.164 §6.
const MAX_DIGITS: usize = 15;
const SHOWN_FIRST: usize = 4;
const SHOWN_LAST: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_is_a_number() {
        for text in ["+966512345678", "+12025550123", "+12345678", "+123456789012345"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().expose(), text);
        }
        for text in [
            "",
            "+",
            "0512345678",
            "966512345678",
            "+0512345678",
            "+1234567",
            "+1234567890123456",
            "+96651234567٨",
            "+966 512345678",
        ] {
            assert!(PhoneNumber::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_country_and_two_digits() {
        let phone = PhoneNumber::parse("+966512345678").unwrap();
        assert_eq!(format!("{phone:?}"), "PhoneNumber(+966•••••••78)");
    }
}
