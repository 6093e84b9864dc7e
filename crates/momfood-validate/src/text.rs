//! Text of people: a byte cap before any work, then no hidden characters, NFC, and a cap in grapheme clusters.
//!
//! Nothing is encoded here: `&` stays `&`, and the template that shows the text escapes it (ASVS 5.0 1.1.2). Byte caps
//! are 8 bytes a character plus 64: enough for Arabic with marks, and small enough that nobody buys work with them.

use std::borrow::Cow;
use std::fmt;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::code::Code;
use crate::unicode::{is_hidden, nfc};

/// What one kind of text accepts.
#[derive(Clone, Copy)]
struct Rules {
    min: usize,
    max: usize,
    lines: bool,
}

/// The byte cap that belongs to a cap of `max` characters.
const fn byte_cap(max: usize) -> usize {
    max.saturating_mul(8).saturating_add(64)
}

/// Limits are consts of this crate or of its user and far below `u32::MAX`; a larger one is shown as that.
pub(crate) fn shown(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

/// Refuses by size, before any other work.
pub(crate) fn cap(raw: &str, max_bytes: usize) -> Result<&str, Code> {
    if raw.len() > max_bytes {
        Err(Code::TooManyBytes { max: shown(max_bytes) })
    } else {
        Ok(raw)
    }
}

fn parse(raw: &str, rules: Rules) -> Result<String, Code> {
    let trimmed = cap(raw, byte_cap(rules.max))?.trim();
    // Editors on Windows end lines with CR LF. A CR alone is a control character, and refused below.
    let unix = if rules.lines && trimmed.contains("\r\n") {
        Cow::Owned(trimmed.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(trimmed)
    };
    if unix
        .chars()
        .any(|character| is_hidden(character) && !(rules.lines && character == '\n'))
    {
        return Err(Code::ForbiddenCharacter);
    }
    if unix.is_empty() && rules.min > 0 {
        return Err(Code::Required);
    }
    let normal = nfc(&unix);
    // NFC lengthens a few characters threefold; what is printed must be parsed again.
    cap(&normal, byte_cap(rules.max))?;
    // Each ASCII byte is one cluster, since CR is gone.
    let length = if normal.is_ascii() {
        normal.len()
    } else {
        normal.graphemes(true).count()
    };
    if length < rules.min {
        return Err(Code::TooShort { min: shown(rules.min) });
    }
    if length > rules.max {
        return Err(Code::TooLong { max: shown(rules.max) });
    }
    Ok(normal.into_owned())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, lines: $lines:literal) => {
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name<const MIN: usize, const MAX: usize>(String);

        impl<const MIN: usize, const MAX: usize> $name<MIN, MAX> {
            /// Largest accepted size, in bytes of UTF-8.
            pub const MAX_BYTES: usize = byte_cap(MAX);

            /// Parses what a person typed. Surrounding blanks are dropped.
            ///
            /// # Errors
            /// [`Code::TooManyBytes`], [`Code::ForbiddenCharacter`], [`Code::Required`] (blank, if `MIN` > 0),
            /// [`Code::TooShort`], [`Code::TooLong`].
            pub fn parse(raw: &str) -> Result<Self, Code> {
                parse(raw, Rules { min: MIN, max: MAX, lines: $lines }).map(Self)
            }

            /// The text in NFC. Escape it where you show it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text in NFC.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }
    };
}

text! {
    /// Text of `MIN` to `MAX` characters that may have several lines, such as a description or a review.
    ///
    /// Debug shows its size only: "gate code 4711, key under the mat" is what people write to a driver.
    Text, lines: true
}
text! {
    /// One line of `MIN` to `MAX` characters, such as a title.
    Line, lines: false
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for Line<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Line").field(&self.0).finish()
    }
}

/// The name of a restaurant: one line of 2 to 200 characters.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RestaurantName(Line<2, 200>);

/// A street address: one line of 5 to 200 characters. Debug is masked, since it tells where somebody lives.
///
/// No path or SQL rule belongs on it (`Apt #4`, `12/3 O'Connell St.` are addresses).
#[derive(Clone, Eq, PartialEq)]
pub struct Street(Line<5, 200>);

macro_rules! line {
    ($name:ident) => {
        impl $name {
            /// Parses what a person typed. Surrounding blanks are dropped.
            ///
            /// # Errors
            /// Those of [`Line::parse`].
            pub fn parse(raw: &str) -> Result<Self, Code> {
                Line::parse(raw).map(Self)
            }

            /// The text in NFC. Escape it where you show it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }
    };
}

line!(RestaurantName);
line!(Street);

impl fmt::Debug for Street {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Street(***)")
    }
}
