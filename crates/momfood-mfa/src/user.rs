//! Whose factors they are: the application's own account id, which every record, tag and sealed value is bound to.

use std::fmt;
use std::str::FromStr;

/// An account id: 1 to [`MAX_USER_ID_BYTES`] bytes of `A-Z a-z 0-9 _ -`, so that it is safe in any store's key.
///
/// # Security
/// It must be the server's own knowledge (the session, the account that passed the first factor), never a field of the
/// request. Do not use an e-mail address: an id that changes hands takes its factors along.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UserId(Box<str>);

impl UserId {
    /// Reads an account id.
    ///
    /// # Errors
    /// [`UserIdError`] for any other length or character.
    pub fn parse(text: &str) -> Result<Self, UserIdError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if (1..=MAX_USER_ID_BYTES).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.into()))
        } else {
            Err(UserIdError)
        }
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for UserId {
    type Err = UserIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no account id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a user id has 1 to {MAX_USER_ID_BYTES} characters of A-Z a-z 0-9 _ -")]
pub struct UserIdError;

impl UserIdError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_user_id"
    }
}

/// Longest account id, in bytes. A UUID has 36.
pub const MAX_USER_ID_BYTES: usize = 64;
