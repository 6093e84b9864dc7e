//! The suites behind one sealed trait: the seam between the envelope and whoever does the arithmetic.
//!
//! Every backend gives the same bytes for the same key, nonce, data and plaintext, and refuses the same ones; the laws in
//! the crate's conformance suite hold them to it. Nothing here chooses a nonce or frames a message.

use std::fmt;
use std::sync::Arc;

use crate::envelope::{Suite, TAG_LEN};
use crate::key::KEY_LEN;

#[cfg(feature = "aes-gcm")]
mod aes_gcm;
#[cfg(feature = "ring")]
mod ring;
#[cfg(test)]
mod wycheproof;
#[cfg(feature = "xaes")]
mod xaes;

/// One key of one suite, ready to use. Private to the crate, and so sealed. A nonce of another length is refused.
pub(crate) trait Aead: fmt::Debug + Send + Sync {
    /// Encrypts `in_out` in place and gives the tag.
    fn seal(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LEN], Refused>;

    /// Checks the tag and decrypts `in_out` in place. On refusal `in_out` holds no plaintext.
    fn open(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> Result<(), Refused>;
}

/// Not authentic, or not possible. It says no more: a reason would be an oracle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused;

/// Who does the arithmetic. The choice never shows in the bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Backend {
    /// The ring library: assembly for the common processors.
    #[cfg(feature = "ring")]
    Ring,
    /// The `aes-gcm` crate: pure Rust, for platforms without ring's assembly and as its cross-check.
    #[cfg(feature = "aes-gcm")]
    AesGcm,
}

impl Backend {
    /// Every backend of this build.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "ring")]
        Self::Ring,
        #[cfg(feature = "aes-gcm")]
        Self::AesGcm,
    ];

    /// A key to keep.
    pub(crate) fn cipher(self, suite: Suite, key: &[u8; KEY_LEN]) -> Result<Arc<dyn Aead>, Refused> {
        match (suite, self) {
            #[cfg(feature = "ring")]
            (Suite::Aes256Gcm, Self::Ring) => Ok(Arc::new(ring::RingAes256Gcm::new(key)?)),
            #[cfg(feature = "aes-gcm")]
            (Suite::Aes256Gcm, Self::AesGcm) => Ok(Arc::new(aes_gcm::RustAes256Gcm::new(key))),
            #[cfg(feature = "xaes")]
            (Suite::Xaes256Gcm, _) => Ok(Arc::new(xaes::Xaes256Gcm::new(key, self))),
        }
    }

    /// A key of AES-256-GCM for one message.
    #[cfg(feature = "xaes")]
    fn once<T>(self, key: &[u8; KEY_LEN], message: impl FnOnce(&dyn Aead) -> Result<T, Refused>) -> Result<T, Refused> {
        match self {
            #[cfg(feature = "ring")]
            Self::Ring => message(&ring::RingAes256Gcm::new(key)?),
            #[cfg(feature = "aes-gcm")]
            Self::AesGcm => message(&aes_gcm::RustAes256Gcm::new(key)),
        }
    }
}

impl Default for Backend {
    /// ring where it is built in, else the pure-Rust backend.
    fn default() -> Self {
        #[cfg(feature = "ring")]
        return Self::Ring;
        #[cfg(not(feature = "ring"))]
        return Self::AesGcm;
    }
}
