//! Identifiers in the text form of RFC 9562 §4: 8-4-4-4-12 hexadecimal digits.

use std::fmt;

use crate::code::Code;

/// Bytes of a UUID in text form.
const TEXT_BYTES: usize = 36;
/// Where its hyphens are.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// An identifier. Versions are not looked at: which one is used is the issuer's affair.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Uuid(u128);

impl Uuid {
    /// Parses the hyphenated form, in any case. Braces, `urn:uuid:` and the bare 32 digits are refused: one
    /// identifier with several spellings splits caches, limits and logs.
    ///
    /// # Errors
    /// [`Code::InvalidUuid`].
    pub fn parse(raw: &str) -> Result<Self, Code> {
        if raw.len() != TEXT_BYTES {
            return Err(Code::InvalidUuid);
        }
        raw.chars()
            .enumerate()
            .try_fold(0_u128, |value, (place, character)| {
                if HYPHENS.contains(&place) {
                    return if character == '-' {
                        Ok(value)
                    } else {
                        Err(Code::InvalidUuid)
                    };
                }
                let digit = character.to_digit(16).ok_or(Code::InvalidUuid)?;
                Ok((value << 4) | u128::from(digit))
            })
            .map(Self)
    }

    /// The identifier as a number.
    #[must_use]
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// The identifier as bytes, in network order.
    #[must_use]
    pub const fn as_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

/// The hyphenated form in lower case.
impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |shift: u32, bits: u32| (self.0 >> shift) & ((1 << bits) - 1);
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            part(96, 32),
            part(80, 16),
            part(64, 16),
            part(48, 16),
            part(0, 48)
        )
    }
}
