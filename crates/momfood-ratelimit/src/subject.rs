//! Who or what is counted. One quota counts one subject: the address, the user and the phone number of one request are
//! three charges, for a bucket under "address and user" is escaped by changing either.

use core::fmt;
use std::net::IpAddr;

use crate::{IpPrefix, bucket_prefix};

/// A client's network, a user, or a text such as a phone number. Stores keep only a keyed hash of it; `Debug` masks it.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Subject<'a>(pub(crate) Kind<'a>);

#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Kind<'a> {
    Prefix(IpPrefix),
    User(&'a str),
    Text(&'static str, &'a str),
}

impl Subject<'static> {
    /// A client by its address: an IPv4 address alone, an IPv6 address with its /64 ([`bucket_prefix`]).
    #[must_use]
    pub fn ip(ip: IpAddr) -> Self {
        Self(Kind::Prefix(bucket_prefix(ip)))
    }

    /// A wider network, for a second tier with a larger quota: an IPv4 /24, an IPv6 /56 or /48.
    #[must_use]
    pub const fn prefix(prefix: IpPrefix) -> Self {
        Self(Kind::Prefix(prefix))
    }

    /// Everybody together: one bucket for the whole quota.
    #[must_use]
    pub const fn everyone() -> Self {
        Self(Kind::Text("everyone", "*"))
    }
}

impl<'a> Subject<'a> {
    /// A user by account id.
    ///
    /// # Errors
    /// [`SubjectError`] if the id is empty or longer than [`MAX_SUBJECT_BYTES`].
    pub const fn user(id: &'a str) -> Result<Self, SubjectError> {
        match checked(id) {
            Ok(id) => Ok(Self(Kind::User(id))),
            Err(error) => Err(error),
        }
    }

    /// Anything else by its text, in a namespace of its own: `Subject::text("phone", number)`. Hand in one spelling of
    /// what is one thing (a number in E.164, a mailbox in its canonical form), or every spelling has a bucket.
    ///
    /// # Errors
    /// [`SubjectError`] if the text is empty or longer than [`MAX_SUBJECT_BYTES`].
    pub const fn text(namespace: &'static str, text: &'a str) -> Result<Self, SubjectError> {
        match checked(text) {
            Ok(text) => Ok(Self(Kind::Text(namespace, text))),
            Err(error) => Err(error),
        }
    }
}

/// The longest id or text that is counted, in bytes.
pub const MAX_SUBJECT_BYTES: usize = 256;

/// The text cannot be a subject.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the caller refuses the request by it: matches must be total"
)]
pub enum SubjectError {
    /// It is empty: everybody without an id would share one bucket.
    #[error("a subject may not be empty")]
    Empty,
    /// It is longer than [`MAX_SUBJECT_BYTES`].
    #[error("a subject has at most 256 bytes")]
    TooLong,
}

impl SubjectError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "subject_empty",
            Self::TooLong => "subject_too_long",
        }
    }
}

const fn checked(text: &str) -> Result<&str, SubjectError> {
    match text.len() {
        0 => Err(SubjectError::Empty),
        1..=MAX_SUBJECT_BYTES => Ok(text),
        _ => Err(SubjectError::TooLong),
    }
}

impl fmt::Debug for Subject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Prefix(_) => formatter.write_str("Subject(prefix, ..)"),
            Kind::User(_) => formatter.write_str("Subject(user, ..)"),
            Kind::Text(namespace, _) => write!(formatter, "Subject({namespace}, ..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_are_bounded() {
        assert_eq!(Subject::user(""), Err(SubjectError::Empty));
        assert_eq!(Subject::text("phone", &"9".repeat(257)), Err(SubjectError::TooLong));
        assert!(Subject::user(&"é".repeat(128)).is_ok());
    }

    #[test]
    fn debug_does_not_tell_who_it_is() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Subject::user("canary").unwrap(),
            Subject::text("phone", "canary").unwrap(),
            Subject::ip(IpAddr::from([203, 0, 113, 9]))
        );
        assert!(!shown.contains("canary") && !shown.contains("203"), "{shown}");
    }
}
