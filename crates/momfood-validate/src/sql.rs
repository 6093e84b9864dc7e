//! The one part of a statement that cannot be bound: a column or a table by name, as `ORDER BY` needs it.
//!
//! Values are bound (ASVS 5.0 1.2.4), always; nothing in this crate makes a value safe to paste into SQL.

use std::fmt;

use crate::code::Code;

/// An identifier of an allow-list of the program. No byte of the input is in it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct SqlIdentifier(&'static str);

impl SqlIdentifier {
    /// Finds `raw` in `allowed`, byte for byte.
    ///
    /// # Errors
    /// [`Code::UnknownIdentifier`] if it is not there, or if the entry is no plain name (`[a-z_][a-z0-9_]*`, at most 63
    /// bytes): a faulty list fails closed.
    pub fn parse(raw: &str, allowed: &'static [&'static str]) -> Result<Self, Code> {
        let found = allowed
            .iter()
            .find(|name| **name == raw)
            .ok_or(Code::UnknownIdentifier)?;
        if is_plain(found) {
            Ok(Self(found))
        } else {
            Err(Code::UnknownIdentifier)
        }
    }

    /// The name, as the program wrote it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// The name in quotes, so that a reserved word such as `order` is a name as well.
impl fmt::Display for SqlIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// PostgreSQL cuts names after 63 bytes.
fn is_plain(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
