//! The keys of access tokens: prepared once, bound to one algorithm and named by their `kid`.
//!
//! Invariants: a key verifies with its own algorithm and no other, whatever a header says, so a public key can never be
//! taken for an HMAC secret. A key's name tells nothing of its secret.

use momfood_crypto::{MacKeyError, RandomError};

mod ed25519;
mod kid;
mod pem;
mod signing;
mod verifying;

pub use kid::Kid;
pub use signing::SigningKey;
pub use verifying::{PUBLIC_KEY_BYTES, VerifyingKey};

/// The algorithms of access tokens (RFC 7518 §3.2, RFC 8037 §3.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256: whoever verifies can also issue, so it is for one service alone.
    Hs256,
    /// Ed25519: only the issuer can issue; every service may verify with the public key.
    EdDsa,
}

impl Algorithm {
    /// The header's name of it: `HS256` or `EdDSA`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// Why a key was refused. It never holds any part of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not one `PRIVATE KEY` block of PEM.
    #[error("not a pem private key")]
    Pem,
    /// Not an Ed25519 private key in PKCS#8.
    #[error("not an ed25519 key in pkcs#8")]
    Pkcs8,
    /// A public key of small order: some signatures verify under it for every message.
    #[error("an ed25519 public key of small order")]
    SmallOrder,
    /// The HMAC secret is too short, too long or no randomness.
    #[error("the hmac secret was refused")]
    Hmac(#[from] MacKeyError),
    /// No randomness for a new key.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl KeyError {
    /// The stable code, such as `key_small_order`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pem => "key_pem",
            Self::Pkcs8 => "key_pkcs8",
            Self::SmallOrder => "key_small_order",
            Self::Hmac(error) => error.code(),
            Self::Random(error) => error.code(),
        }
    }
}
