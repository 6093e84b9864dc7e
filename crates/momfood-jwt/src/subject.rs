//! Whose session it is: the claim `sub`, and the first half of every key in a session store.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encoding::parsed;

/// An account's id, of 1 to [`MAX_SUBJECT_BYTES`] visible ASCII characters. It never changes and is never given twice.
///
/// The characters are those of every id in use (numbers, UUIDs, `auth0|…`); without blanks and controls it cannot forge
/// a log line, and without other scripts no two ids look alike.
///
/// # Security
/// Take the account's id, not an e-mail address or phone number: those change hands, and are personal data in each token.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Subject(Box<str>);

impl Subject {
    /// The subject with this id.
    ///
    /// # Errors
    /// [`SubjectError`] for an empty or too long text, or for other characters than visible ASCII.
    pub fn new(id: &str) -> Result<Self, SubjectError> {
        if !(1..=MAX_SUBJECT_BYTES).contains(&id.len()) {
            return Err(SubjectError::Length);
        }
        if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SubjectError::Character);
        }
        Ok(Self(id.into()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(id: &str) -> Result<Self, SubjectError> {
        Self::new(id)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Subject({self})")
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

/// Why a text cannot be a subject.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SubjectError {
    /// Empty, or longer than [`MAX_SUBJECT_BYTES`].
    #[error("a subject has 1 to {MAX_SUBJECT_BYTES} characters")]
    Length,
    /// A blank, a control or a character beyond ASCII.
    #[error("a subject has visible ascii characters only")]
    Character,
}

impl SubjectError {
    /// The stable code: `subject_length` or `subject_character`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length => "subject_length",
            Self::Character => "subject_character",
        }
    }
}

/// Longest subject, in bytes. OpenID Connect Core §2 allows 255; every refresh token carries it, so ours are shorter.
pub const MAX_SUBJECT_BYTES: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_use_are_subjects_and_deceptive_texts_are_not() {
        for id in [
            "1",
            "user-17",
            "01JD7Z0000",
            "auth0|5f7c",
            "a".repeat(MAX_SUBJECT_BYTES).as_str(),
        ] {
            assert_eq!(Subject::new(id).unwrap().as_str(), id);
        }
        for (id, error) in [
            ("", SubjectError::Length),
            (&"a".repeat(MAX_SUBJECT_BYTES + 1), SubjectError::Length),
            ("a b", SubjectError::Character),
            ("a\n", SubjectError::Character),
            ("\0", SubjectError::Character),
            ("аdmin", SubjectError::Character),
        ] {
            assert_eq!(Subject::new(id), Err(error), "{id:?}");
        }
    }
}
