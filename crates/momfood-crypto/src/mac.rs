//! Message authentication with HMAC-SHA-256 (RFC 2104), one derived key for each purpose.
//!
//! Invariants: a tag made for one purpose never verifies for another; the parts of a message are length-prefixed, so
//! `["a", "bc"]` and `["ab", "c"]` have different tags; malformed input to `verify` is `false`, never a panic.

use std::fmt;

use ring::hmac;

use crate::encoding::{base64url, from_base64url, from_hex, hex};
use crate::hkdf;
use crate::key::{KEY_LEN, is_one_byte_repeated};
use crate::random::{self, RandomError};
use crate::secret::{Secret, constant_time_eq};

/// Computes and checks tags for one purpose. Cheap to clone; make one at start and keep it.
#[derive(Clone)]
pub struct Mac {
    key: hmac::Key,
    purpose: &'static str,
}

impl Mac {
    /// The MAC of `purpose` under `key`. Name purposes like `"jwt.device"`: they must never change.
    #[must_use]
    pub fn new(key: &MacKey, purpose: &'static str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.expand(MAC_LABEL, purpose).expose());
        Self { key, purpose }
    }

    /// The tag over `parts`, each behind its length.
    #[must_use]
    pub fn tag(&self, parts: &[&[u8]]) -> Tag {
        let mut context = hmac::Context::with_key(&self.key);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut bytes = [0; TAG_LEN];
        bytes.copy_from_slice(context.sign().as_ref());
        Tag(bytes)
    }

    /// Whether `tag` is the tag of `parts`, in constant time. Any other length than 32 bytes is `false`.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        constant_time_eq(&self.tag(parts).0, tag)
    }

    /// [`verify`](Self::verify) for a tag in hexadecimal of either case.
    #[must_use]
    pub fn verify_hex(&self, parts: &[&[u8]], tag: &str) -> bool {
        tag.len() == 2 * TAG_LEN && from_hex(tag).is_some_and(|tag| self.verify(parts, &tag))
    }

    /// [`verify`](Self::verify) for a tag in unpadded base64url.
    #[must_use]
    pub fn verify_base64url(&self, parts: &[&[u8]], tag: &str) -> bool {
        tag.len() == TAG_TEXT_LEN && from_base64url(tag).is_some_and(|tag| self.verify(parts, &tag))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mac")
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

/// The authenticator of a message.
///
/// Whoever holds it can pass the message off as ours: `Debug` is redacted, and there is no `PartialEq`, so that the only
/// way to check one is [`Mac::verify`].
#[derive(Clone, Copy)]
pub struct Tag([u8; TAG_LEN]);

impl Tag {
    /// 32 bytes, for a binary column or frame.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; TAG_LEN] {
        &self.0
    }

    /// 64 lower-case hexadecimal characters.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// 43 characters of unpadded base64url.
    #[must_use]
    pub fn to_base64url(&self) -> String {
        base64url(&self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tag(..)")
    }
}

/// The root of a family of MACs: at least [`MIN_MAC_KEY_LEN`] bytes of uniform randomness, never used directly.
#[derive(Clone, Debug)]
pub struct MacKey(Secret<Vec<u8>>);

impl MacKey {
    /// Takes key material, of [`MIN_MAC_KEY_LEN`]..=[`MAX_MAC_KEY_LEN`] bytes, from a secret store.
    ///
    /// # Errors
    /// [`MacKeyError`] for a wrong length, or for one byte repeated, which is a placeholder and not a key.
    ///
    /// # Security
    /// A password or a sentence is not key material, whatever its length.
    pub fn new(material: impl Into<Vec<u8>>) -> Result<Self, MacKeyError> {
        let material = Secret::new(material.into());
        if !(MIN_MAC_KEY_LEN..=MAX_MAC_KEY_LEN).contains(&material.expose().len()) {
            return Err(MacKeyError::Length);
        }
        if is_one_byte_repeated(material.expose()) {
            return Err(MacKeyError::Weak);
        }
        Ok(Self(material))
    }

    /// A fresh key of [`MIN_MAC_KEY_LEN`] random bytes.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn generate() -> Result<Self, RandomError> {
        let mut material = vec![0; MIN_MAC_KEY_LEN];
        random::fill(&mut material)?;
        Ok(Self(Secret::new(material)))
    }

    /// An independent key for the subsystem `label`, by HKDF-Expand: it tells nothing of this one.
    #[must_use]
    pub fn derive(&self, label: &'static str) -> Self {
        Self(Secret::new(self.expand(DERIVE_LABEL, label).expose().to_vec()))
    }

    /// The root of what is derived from a key of a keyring; always by [`derive`](Self::derive), so that no two uses of the
    /// key meet.
    pub(crate) fn of_key(material: &[u8; KEY_LEN]) -> Self {
        Self(Secret::new(material.to_vec()))
    }

    fn expand(&self, label: &[u8], purpose: &str) -> Secret<[u8; 32]> {
        // `info` ends with the only part of free length, so no two (label, purpose) pairs share one.
        let info = [label, b"\0", purpose.as_bytes()];
        hkdf::expand(self.0.expose(), &info)
    }
}

/// Why key material for a [`MacKey`] was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MacKeyError {
    /// Fewer than [`MIN_MAC_KEY_LEN`] or more than [`MAX_MAC_KEY_LEN`] bytes.
    #[error("a mac key has {MIN_MAC_KEY_LEN} to {MAX_MAC_KEY_LEN} bytes")]
    Length,
    /// One byte repeated.
    #[error("a mac key must be random")]
    Weak,
}

impl MacKeyError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "mac_key_length",
            Self::Weak => "mac_key_weak",
        }
    }
}

/// Bytes of a tag: the whole output of SHA-256.
pub const TAG_LEN: usize = 32;
/// Fewest bytes of a MAC key: the output length of the hash (RFC 2104 §3).
pub const MIN_MAC_KEY_LEN: usize = 32;
/// Most bytes of a MAC key; more adds nothing to HMAC-SHA-256, whose block has 64.
pub const MAX_MAC_KEY_LEN: usize = 1_024;

const TAG_TEXT_LEN: usize = 43;
const MAC_LABEL: &[u8] = b"mf/mac/v1";
const DERIVE_LABEL: &[u8] = b"mf/derive/v1";
