//! Codes become sentences here, at the edge, in Arabic or English.
//!
//! The tables are `match`es without a wildcard, so that a code without both translations does not compile.

mod ar;
mod en;

use crate::code::Code;

/// The language of a message.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Modern Standard Arabic.
    Ar,
}

impl Locale {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::En, Self::Ar];

    /// The first supported language of an `Accept-Language` header, English if there is none.
    ///
    /// Entries are taken in their order, which is how browsers send them; `q` only excludes (`q=0`). At most 16
    /// entries are read.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        for entry in accept_language.split(',').take(16) {
            let mut parts = entry.split(';').map(str::trim);
            let primary = parts.next().unwrap_or("").split('-').next().unwrap_or("");
            let excluded = parts.any(|part| {
                part.strip_prefix("q=")
                    .is_some_and(|q| q.parse::<f32>().is_ok_and(|weight| weight <= 0.0))
            });
            if excluded {
                continue;
            }
            if primary.eq_ignore_ascii_case("ar") {
                return Self::Ar;
            }
            if primary.eq_ignore_ascii_case("en") {
                return Self::En;
            }
        }
        Self::default()
    }

    /// The tag for `Content-Language`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
        }
    }

    pub(crate) fn render(self, code: Code) -> String {
        match self {
            Self::En => en::render(code),
            Self::Ar => ar::render(code),
        }
    }
}
