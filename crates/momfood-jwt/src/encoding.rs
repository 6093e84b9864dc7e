//! How bytes become text and back, for every token of this crate: strict base64url, and values read by their parser.
//!
//! Strict means: no padding, no white space, no stray bits, so that a value has one spelling (RFC 4648 §3.5, §5; RFC 7515
//! §2). A token with two spellings is two tokens to a deny list and one to a verifier.

use core::{fmt, marker::PhantomData, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserializer, de};

/// The engine, for what streams into a string of its own.
pub(crate) const BASE64URL: base64::engine::GeneralPurpose = URL_SAFE_NO_PAD;

/// Decodes `text` into the front of `buffer`; `None` when it is not the spelling of some bytes, or they do not fit.
///
/// The buffer must be a whole number of 3-byte groups that holds the bytes, for that is how the decoder writes.
pub(crate) fn decode_into<'b>(text: &str, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let length = BASE64URL.decode_slice(text, buffer).ok()?;
    buffer.get(..length)
}

/// Reads a string through the `FromStr` of its type, for `#[serde(deserialize_with)]`; copies nothing before it parses.
pub(crate) fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    struct Parsed<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> de::Visitor<'_> for Parsed<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parsed(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_spelling() {
        let mut buffer = [0; 6];
        assert_eq!(decode_into("AQI", &mut buffer), Some([1, 2].as_slice()));
        for alias in ["AQI=", "AQJ", "AQI ", "\nAQI", "AQI\n", "AQ+", "AQ/", "A", "AQI\0"] {
            assert_eq!(decode_into(alias, &mut buffer), None, "{alias:?}");
        }
        assert_eq!(decode_into("AAAAAAAAAAAA", &mut buffer), None, "longer than the buffer");
    }
}
