//! A password hash as it is stored: parsed once, bounded, and never printed.

use std::fmt;

#[cfg(feature = "bcrypt")]
use super::bcrypt::BcryptHash;
use super::phc::{Argon2Hash, Refusal};

/// A stored password hash: a PHC string of argon2, or, with feature `bcrypt`, a hash of an older system.
///
/// No comparison: the way to check a password is [`PasswordHasher::verify`](super::PasswordHasher::verify). `Debug` shows
/// the scheme only, since whoever has a hash can try passwords on it.
#[derive(Clone)]
pub struct PasswordHash {
    text: Box<str>,
    scheme: Scheme,
}

/// What the text says.
#[derive(Clone)]
pub(super) enum Scheme {
    Argon2(Argon2Hash),
    #[cfg(feature = "bcrypt")]
    Bcrypt(BcryptHash),
}

impl PasswordHash {
    /// Takes a hash from storage. Nothing is computed, and what would cost too much is refused now.
    ///
    /// # Errors
    /// [`PasswordHashError`]. For the one who tries to log in it is a wrong password: spend the same time with
    /// [`verify_dummy`](super::PasswordHasher::verify_dummy), and tell the operator.
    pub fn parse(text: &str) -> Result<Self, PasswordHashError> {
        if text.len() > MAX_HASH_LEN {
            return Err(PasswordHashError::Malformed);
        }
        let scheme = match text.split('$').nth(1) {
            Some("argon2id" | "argon2i") => Scheme::Argon2(Argon2Hash::parse(text)?),
            #[cfg(feature = "bcrypt")]
            Some("2a" | "2b" | "2y") => Scheme::Bcrypt(BcryptHash::parse(text)?),
            _ => return Err(PasswordHashError::Scheme),
        };
        Ok(Self {
            text: text.into(),
            scheme,
        })
    }

    pub(super) fn from_argon2(hash: Argon2Hash) -> Self {
        Self {
            text: hash.print().into(),
            scheme: Scheme::Argon2(hash),
        }
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn scheme(&self) -> &Scheme {
        &self.scheme
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match &self.scheme {
            Scheme::Argon2(hash) => hash.algorithm.as_str(),
            #[cfg(feature = "bcrypt")]
            Scheme::Bcrypt(_) => "bcrypt",
        };
        write!(f, "PasswordHash({scheme}, ..)")
    }
}

/// Why a stored text is not a password hash. It never holds any part of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordHashError {
    /// Neither argon2id nor argon2i, nor, with feature `bcrypt`, one of `$2a$`, `$2b$` and `$2y$`.
    #[error("unknown password hash scheme")]
    Scheme,
    /// Not a text that the scheme can have written.
    #[error("malformed password hash")]
    Malformed,
    /// The hash asks for more than 256 MiB, 10 passes or 16 lanes of argon2, or for a bcrypt cost over 14.
    #[error("password hash with an unreasonable cost")]
    Cost,
}

impl PasswordHashError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scheme => "password_hash_scheme",
            Self::Malformed => "password_hash_malformed",
            Self::Cost => "password_hash_cost",
        }
    }
}

impl From<Refusal> for PasswordHashError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed => Self::Malformed,
            Refusal::Cost => Self::Cost,
        }
    }
}

/// Longest text, in bytes: an argon2 string with the longest salt and output has under 256.
const MAX_HASH_LEN: usize = 256;
