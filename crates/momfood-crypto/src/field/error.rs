//! Why a value was not sealed, opened or resealed. Sealing says why, opening does not.

use crate::context::MAX_BIND_LEN;
use crate::envelope::MAX_PLAINTEXT_LEN;
use crate::random::RandomError;

/// Why a value could not be sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The row or the tenant is empty or longer than [`MAX_BIND_LEN`] bytes.
    #[error("a row or tenant id has 1 to {MAX_BIND_LEN} bytes")]
    Bind,
    /// The plaintext, with its padding, is longer than [`MAX_PLAINTEXT_LEN`] bytes.
    #[error("plaintext longer than {MAX_PLAINTEXT_LEN} bytes")]
    TooLong,
    /// No randomness for a nonce.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The backend refused to encrypt.
    #[error("encryption failed")]
    Cipher,
}

impl SealError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bind => "seal_bind",
            Self::TooLong => "seal_too_long",
            Self::Random(error) => error.code(),
            Self::Cipher => "seal_failed",
        }
    }
}

/// The value does not open here: forged, damaged, moved, or under a key that does not open. Which one is not said.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the sealed value does not open")]
pub struct OpenError;

impl OpenError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "open_failed"
    }
}

/// Why a value could not be resealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the two halves of the operation")]
pub enum ResealError {
    /// It does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It could not be sealed again.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl ResealError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open(error) => error.code(),
            Self::Seal(error) => error.code(),
        }
    }
}
