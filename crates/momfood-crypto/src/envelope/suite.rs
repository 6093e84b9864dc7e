//! The first byte of an envelope: the format, the encryption scheme, and whether the plaintext is padded.

#[cfg(feature = "xaes")]
use super::MAX_NONCE_LEN;
use super::{EnvelopeError, NONCE_LEN, TAG_LEN};

/// The encryption scheme of an envelope. Its number is on the wire and in the key derivation.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Suite {
    /// AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D).
    Aes256Gcm,
    /// XAES-256-GCM with a random 192-bit nonce (C2SP), which no number of messages wears out.
    #[cfg(feature = "xaes")]
    Xaes256Gcm,
}

impl Suite {
    /// Every suite of this build.
    pub const ALL: &'static [Self] = &[
        Self::Aes256Gcm,
        #[cfg(feature = "xaes")]
        Self::Xaes256Gcm,
    ];

    /// Its number in the header, 1 to 7.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            #[cfg(feature = "xaes")]
            Self::Xaes256Gcm => 2,
        }
    }

    /// Bytes of its nonce.
    #[must_use]
    pub const fn nonce_len(self) -> usize {
        match self {
            Self::Aes256Gcm => NONCE_LEN,
            #[cfg(feature = "xaes")]
            Self::Xaes256Gcm => MAX_NONCE_LEN,
        }
    }

    /// Bytes that sealing adds to a plaintext, padding aside.
    #[must_use]
    pub const fn overhead_len(self) -> usize {
        1 + 4 + self.nonce_len() + TAG_LEN
    }
}

/// The first byte of an envelope.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Header {
    pub(crate) suite: Suite,
    pub(crate) padded: bool,
}

impl Header {
    pub(crate) const fn byte(self) -> u8 {
        let padded = if self.padded { PADDED } else { 0 };
        FORMAT << 4 | padded | self.suite.number()
    }

    pub(super) fn parse(byte: u8) -> Result<Self, EnvelopeError> {
        if byte >> 4 != FORMAT {
            return Err(EnvelopeError::Format);
        }
        let number = byte & (PADDED - 1);
        let suite = Suite::ALL.iter().find(|suite| suite.number() == number);
        Ok(Self {
            suite: *suite.ok_or(EnvelopeError::Suite)?,
            padded: byte & PADDED != 0,
        })
    }
}

const FORMAT: u8 = 1;
/// Bit 3.
const PADDED: u8 = 8;
