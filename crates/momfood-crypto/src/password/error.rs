//! Why a hasher gave no answer. None of it is a verdict, and none of it shows a password or a hash.

use super::MAX_PASSWORD_LEN;
use crate::key::KeyId;
use crate::random::RandomError;

/// Why a password could be neither hashed nor verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new reason must break whoever answers a login by it"
)]
pub enum PasswordError {
    /// Empty, or longer than [`MAX_PASSWORD_LEN`] bytes: no stored hash can be its hash.
    #[error("a password has 1 to {MAX_PASSWORD_LEN} bytes")]
    Length,
    /// The hash is peppered with a key that this hasher does not have, or that no longer opens. Tell the operator.
    #[error("the pepper {0} of a password hash does not open")]
    Pepper(KeyId),
    /// No memory for argon2.
    #[error("no memory for password hashing")]
    Memory,
    /// No randomness for a salt.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The backend refused.
    #[error("password hashing failed")]
    Failed,
}

impl PasswordError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "password_length",
            Self::Pepper(_) => "password_pepper",
            Self::Memory => "password_memory",
            Self::Random(error) => error.code(),
            Self::Failed => "password_failed",
        }
    }
}
