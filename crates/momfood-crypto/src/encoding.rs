//! Text encodings shared by keys, tokens, tags, envelopes and hashes: strict base64 and base64url, lower-case hex.
//!
//! Decoding is strict (no padding, no stray bits, one spelling for each value: RFC 4648 §3.5, §5), so that a text form can
//! be compared, indexed and logged without aliases.

use base64::Engine as _;
#[cfg(feature = "argon2")]
use base64::engine::general_purpose::STANDARD_NO_PAD;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Unpadded base64url.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of an unpadded base64url text, or `None` when it is not the one spelling of some bytes.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Unpadded base64 with the standard alphabet, which PHC strings call B64.
#[cfg(feature = "argon2")]
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// The bytes of an unpadded base64 text, or `None` when it is not the one spelling of some bytes.
#[cfg(feature = "argon2")]
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok()
}

/// Padded base64 with the standard alphabet.
pub(crate) fn padded_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a padded base64 text, or `None` when it is not the one spelling of some bytes.
pub(crate) fn from_padded_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f])
        .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
        .collect()
}

/// The bytes of a hexadecimal text of either case, or `None`.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect()
}
