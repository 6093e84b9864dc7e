//! What a wrapped keyring is for. Authenticated with each of its keys, so that one keyring cannot stand in for another.

use std::fmt;

/// The lasting name of a keyring, like `"fields"` or `"tenant/0198c1f2-…"`: 1 to [`MAX_KEYRING_NAME_LEN`] characters of
/// `A-Z`, `a-z`, `0-9`, `_`, `.`, `-`, `:` and `/`.
///
/// It must be the reader's own knowledge, never taken from where the wrapped keyring lies.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyringName(Box<str>);

impl KeyringName {
    /// The name `text`.
    ///
    /// # Errors
    /// [`KeyringNameError`] for another length or character.
    pub fn new(text: &str) -> Result<Self, KeyringNameError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-:/".contains(&byte);
        if (1..=MAX_KEYRING_NAME_LEN).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(KeyringNameError)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyringName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not a name of a keyring.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a keyring name has 1 to {MAX_KEYRING_NAME_LEN} characters of A-Z a-z 0-9 _ . - : /")]
pub struct KeyringNameError;

impl KeyringNameError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "keyring_name"
    }
}

/// Longest name of a keyring in bytes.
pub const MAX_KEYRING_NAME_LEN: usize = 128;
