//! Redaction by type: what a string from outside must say of itself before it may enter an event.
//!
//! A mask tells that a value was there and how long it was, and nothing of the value: the first letter of a one-letter text is
//! the text, and the first digit of a Saudi national id is its holder's nationality. Telling two masked values apart needs a
//! keyed pseudonym, and so a key: that is for a feature with `momfood-crypto`, not for the vocabulary. Until then, put the
//! account's id into the event's actor.

use crate::{IntoValue, SafeText, Value};

/// Text that anyone who reads the log may see: a route, a user agent, a rule's id.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper is its one field")]
pub struct Public<T>(pub T);

impl<T: AsRef<str>> IntoValue for Public<T> {
    fn into_value(self) -> Value {
        Value::Text(SafeText::new(self.0.as_ref()))
    }
}

/// Personal data: only the mask `[pii:16]` enters the event, where 16 is the length in characters.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper is its one field")]
pub struct Pii<T>(pub T);

impl<T: AsRef<str>> IntoValue for Pii<T> {
    fn into_value(self) -> Value {
        // Counted only as far as text is kept at all, so that the work is bounded too.
        let characters = self.0.as_ref().chars().take(SafeText::MAX_BYTES).count();
        Value::Text(SafeText::new(&format!("[pii:{characters}]")))
    }
}

impl<T> core::fmt::Debug for Pii<T> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Pii(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_the_length_and_no_character() {
        for (text, mask) in [
            ("", "[pii:0]"),
            ("م", "[pii:1]"),
            ("1000000008", "[pii:10]"),
            ("sara@example.com", "[pii:16]"),
        ] {
            assert_eq!(Pii(text).into_value(), Value::Text(SafeText::new(mask)));
        }
        let long = "x".repeat(1_000_000);
        assert_eq!(Pii(long).into_value(), Value::Text(SafeText::new("[pii:1024]")));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Pii("1000000008")), "Pii(..)");
    }
}
