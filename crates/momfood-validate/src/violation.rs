//! One refused field: where (a JSON pointer, RFC 6901) and why (a [`Code`]). The value is not part of it.

use std::fmt;

use crate::code::{Code, Param};
use crate::message::Locale;

/// Longest field name of a client that is repeated in a pointer.
const MAX_ECHOED_NAME_BYTES: usize = 64;

/// One refused field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Violation {
    pointer: String,
    code: Code,
}

impl Violation {
    /// A refusal of the whole document; [`below`](Self::below) and [`at`](Self::at) say where in it.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self {
            pointer: String::new(),
            code,
        }
    }

    /// The same refusal, seen from the object that holds it under `name`.
    #[must_use]
    pub fn below(mut self, name: &'static str) -> Self {
        self.prepend(name);
        self
    }

    /// The same refusal, seen from the list that holds it at `index`.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.pointer.insert_str(0, &format!("/{index}"));
        self
    }

    /// The same refusal below a name that the client chose.
    ///
    /// Such a name is repeated only if it is a plausible name of a field; otherwise the pointer stays at the object,
    /// since a name may carry line breaks or a secret pasted into the wrong place.
    pub(crate) fn below_foreign(mut self, name: &str) -> Self {
        let plausible = (1..=MAX_ECHOED_NAME_BYTES).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if plausible {
            self.prepend(name);
        }
        self
    }

    fn prepend(&mut self, name: &str) {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        self.pointer.insert_str(0, &escaped);
        self.pointer.insert(0, '/');
    }

    /// The JSON pointer: `/items/3/quantity`, empty for the whole document.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Why it was refused.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The named parameters of the code.
    pub fn params(&self) -> impl Iterator<Item = (&'static str, Param)> {
        self.code.params()
    }

    /// A sentence for people.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        self.code.message(locale)
    }
}

/// The pointer and the code, for logs.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{pointer} {}", self.code.as_str())
    }
}
