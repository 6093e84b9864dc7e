//! The wire format of a sealed value, version 1: parse and print, no cryptography.
//!
//! ```text
//! 0     1          5            5+n                     len-16      len
//! | hdr | key id   | nonce      | ciphertext            | tag       |
//! | 1   | 4 bytes, | n bytes by | as long as the        | 16 bytes  |
//! |     | big end. | the suite  | (padded) plaintext    |           |
//! ```
//!
//! `hdr`: the high nibble is the format, 1. In the low nibble, bit 3 says that the plaintext is padded, and the rest is the
//! [`Suite`]: 1 is AES-256-GCM with n = 12, 33 bytes of overhead; 2 is XAES-256-GCM with n = 24, 45 bytes. A padded plaintext
//! is followed by 80 and as many 00 as the writer chose (ISO/IEC 7816-4). The text form is `mf1.` followed by the unpadded
//! base64url of these bytes.
//!
//! The key and the authenticated data (`‖` joins; `u16` are big-endian byte lengths; an absent tenant is an empty one):
//!
//! ```text
//! key = HKDF-Expand-SHA256(keyring key, "mf/enc/v1" ‖ 00 ‖ suite ‖ u16 ‖ context ‖ u16 ‖ tenant, 32 bytes)
//! aad = "momfood/field/v1" ‖ hdr ‖ key id ‖ u16 ‖ context ‖ u16 ‖ tenant ‖ u16 ‖ row
//! ```
//!
//! # Test vectors
//!
//! ```text
//! keyring key  000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
//! key id       01020304
//! context      users.national_id
//! tenant       riyadh
//! row          user-17
//! plaintext    1012345678
//!
//! AES-256-GCM
//! nonce        a0a1a2a3a4a5a6a7a8a9aaab
//! derived key  1835831c292d95b3cdcb87c01c77aa090de40c64f0bc7234af9bd2efe6251962
//! aad          6d6f6d666f6f642f6669656c642f76311101020304001175736572732e6e6174
//!              696f6e616c5f696400067269796164680007757365722d3137
//! envelope     1101020304a0a1a2a3a4a5a6a7a8a9aaab9e2e6ee106873083023e229809c733
//!              4c29ce9222330ac6109a97
//! text         mf1.EQECAwSgoaKjpKWmp6ipqqueLm7hBocwgwI-IpgJxzNMKc6SIjMKxhCalw
//!
//! the same, padded to 32 bytes
//! envelope     1901020304a0a1a2a3a4a5a6a7a8a9aaab9e2e6ee106873083023e50e432b9ab
//!              f2301433f6738dccc95a3749fcb87494e7465eb320d695a25ef3899f9b10827c
//!              a0
//!
//! XAES-256-GCM
//! nonce        a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7
//! derived key  55166d3bc877379528759a58068b5ebe053316f969de1d6eadc3d7f5e1efab8d
//! envelope     1201020304a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7300b4e
//!              eed99ece386a5d82629a910c980ec2152120afdd4ae06b
//!
//! the same, padded to 32 bytes
//! envelope     1a01020304a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7300b4e
//!              eed99ece386a5d8f31dd02e7b94376d5d1e7d541a27e0368baacfa6886499a6e
//!              78eead45b20233298d2f754337
//! ```

use crate::encoding::{base64url, from_base64url};
use crate::key::KeyId;

mod suite;

pub(crate) use suite::Header;
pub use suite::Suite;

/// A parsed envelope: borrowed views into its bytes. Nothing in it is authentic before it has been opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Envelope<'a> {
    header: Header,
    key_id: KeyId,
    nonce: &'a [u8],
    ciphertext: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Parses the binary form.
    ///
    /// # Errors
    /// [`EnvelopeError`] when the length, the format or the suite is not one that this version reads.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > MAX_ENVELOPE_LEN {
            return Err(EnvelopeError::TooLong);
        }
        let (&header, rest) = bytes.split_first().ok_or(EnvelopeError::TooShort)?;
        let header = Header::parse(header)?;
        let (key_id, rest) = rest.split_first_chunk().ok_or(EnvelopeError::TooShort)?;
        let (nonce, ciphertext) = rest
            .split_at_checked(header.suite.nonce_len())
            .ok_or(EnvelopeError::TooShort)?;
        if ciphertext.len() < TAG_LEN {
            return Err(EnvelopeError::TooShort);
        }
        if ciphertext.len() > MAX_PLAINTEXT_LEN + TAG_LEN {
            return Err(EnvelopeError::TooLong);
        }
        Ok(Self {
            header,
            key_id: KeyId::new(u32::from_be_bytes(*key_id)),
            nonce,
            ciphertext,
        })
    }

    /// Prints the binary form: the bytes that [`parse`](Self::parse) read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 + 4 + self.nonce.len() + self.ciphertext.len());
        write_start(&mut bytes, self.header, self.key_id, self.nonce);
        bytes.extend_from_slice(self.ciphertext);
        bytes
    }

    /// The encryption scheme.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        self.header.suite
    }

    /// Whether the plaintext is padded, so that the length of the ciphertext is not its own.
    #[must_use]
    pub const fn is_padded(&self) -> bool {
        self.header.padded
    }

    #[cfg(any(feature = "ring", feature = "aes-gcm"))]
    pub(crate) const fn header(&self) -> Header {
        self.header
    }

    /// The key that claims to have sealed it.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The nonce, of the suite's length.
    #[must_use]
    pub const fn nonce(&self) -> &'a [u8] {
        self.nonce
    }

    /// Ciphertext and tag.
    #[must_use]
    pub const fn ciphertext(&self) -> &'a [u8] {
        self.ciphertext
    }
}

/// Appends everything before the ciphertext.
pub(crate) fn write_start(bytes: &mut Vec<u8>, header: Header, key_id: KeyId, nonce: &[u8]) {
    bytes.push(header.byte());
    bytes.extend_from_slice(&key_id.value().to_be_bytes());
    bytes.extend_from_slice(nonce);
}

/// The text form of an envelope's bytes.
#[must_use]
pub fn to_text(bytes: &[u8]) -> String {
    format!("{TEXT_PREFIX}{}", base64url(bytes))
}

/// The bytes of a text form; [`Envelope::parse`] them next.
///
/// # Errors
/// [`EnvelopeError::Text`] without the prefix or with anything but unpadded base64url behind it, and
/// [`EnvelopeError::TooLong`].
pub fn from_text(text: &str) -> Result<Vec<u8>, EnvelopeError> {
    let encoded = text.strip_prefix(TEXT_PREFIX).ok_or(EnvelopeError::Text)?;
    if encoded.len() > MAX_ENVELOPE_LEN.div_ceil(3) * 4 {
        return Err(EnvelopeError::TooLong);
    }
    from_base64url(encoded).ok_or(EnvelopeError::Text)
}

/// Why bytes are not an envelope. All of it is visible to whoever holds the bytes, so none of it is secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// Not the text form of any bytes.
    #[error("not the text form of an envelope")]
    Text,
    /// Fewer bytes than its suite adds to a plaintext.
    #[error("envelope too short")]
    TooShort,
    /// A plaintext of more than [`MAX_PLAINTEXT_LEN`] bytes.
    #[error("envelope too long")]
    TooLong,
    /// A format that this version does not read.
    #[error("unknown envelope format")]
    Format,
    /// A suite that this version does not read.
    #[error("unknown envelope suite")]
    Suite,
}

impl EnvelopeError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text => "envelope_text",
            Self::TooShort => "envelope_too_short",
            Self::TooLong => "envelope_too_long",
            Self::Format => "envelope_format",
            Self::Suite => "envelope_suite",
        }
    }
}

/// Bytes that sealing adds to a plaintext in the default suite.
pub const OVERHEAD_LEN: usize = Suite::Aes256Gcm.overhead_len();
/// Longest plaintext of an envelope, its padding included, 1 MiB: a field, not a file.
pub const MAX_PLAINTEXT_LEN: usize = 1 << 20;
/// Longest envelope of any suite.
pub const MAX_ENVELOPE_LEN: usize = MAX_PLAINTEXT_LEN + 1 + 4 + MAX_NONCE_LEN + TAG_LEN;
/// Bytes of a nonce in the default suite.
pub const NONCE_LEN: usize = 12;
/// Most bytes of a nonce in any suite.
pub const MAX_NONCE_LEN: usize = 24;

/// Bytes of a tag.
pub(crate) const TAG_LEN: usize = 16;

const TEXT_PREFIX: &str = "mf1.";
