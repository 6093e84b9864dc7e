//! Relative paths that cannot leave the folder they are joined to. Parsed and refused, never repaired: removing `../`
//! from `....//` makes one.
//!
//! Refused in every spelling: `..`, absolute paths, drives, UNC, `\`, NUL and other controls, device names, names that
//! Windows shortens (`a.`, `a `), alternate streams (`a:b`), percent-escapes, and full-width look-alikes that a later
//! conversion would turn into dots and slashes. Source: CWE-22, CWE-180, Microsoft "Naming Files".

use std::path::{Path, PathBuf};

use crate::code::Code;
use crate::text::cap;
use crate::unicode::{is_hidden, is_joiner, nfc};

/// Longest path, in bytes.
pub const MAX_PATH_BYTES: usize = 1024;
/// Longest segment, in bytes (NAME_MAX of common file systems).
const MAX_SEGMENT_BYTES: usize = 255;
/// Most segments.
const MAX_SEGMENTS: usize = 32;

/// A relative path of plain names, separated by `/`, in NFC.
///
/// # Security
/// It is a statement about the text. A symbolic link inside the root can still lead out of it: open with
/// `O_NOFOLLOW`/`openat2(RESOLVE_BENEATH)`, or keep links out of folders that users write to.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct SafePath(String);

impl SafePath {
    /// Parses a relative path.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] if empty, [`Code::UnsafePath`].
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let raw = cap(raw, MAX_PATH_BYTES)?;
        if raw.is_empty() {
            return Err(Code::Required);
        }
        let path = nfc(raw);
        cap(&path, MAX_PATH_BYTES)?;
        let segments = path.split('/').take(MAX_SEGMENTS.saturating_add(1));
        let safe = segments.clone().count() <= MAX_SEGMENTS && segments.clone().all(is_safe_segment);
        if safe {
            Ok(Self(path.into_owned()))
        } else {
            Err(Code::UnsafePath)
        }
    }

    /// Parses `relative` and joins it below `root`.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    pub fn join(root: &Path, relative: &str) -> Result<PathBuf, Code> {
        Ok(Self::parse(relative)?.below(root))
    }

    /// The path below `root`.
    #[must_use]
    pub fn below(&self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        path.extend(self.0.split('/'));
        path
    }

    /// The path, relative, with `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_safe_segment(segment: &str) -> bool {
    // An empty segment is an absolute path, a UNC path or a doubled slash; a leading `~` is a home folder to a shell.
    !segment.is_empty()
        && segment.len() <= MAX_SEGMENT_BYTES
        && !segment.ends_with(['.', ' '])
        && !segment.starts_with([' ', '~'])
        // `..;x` is `..` to servers that cut parameters off.
        && !segment.split(';').next().is_some_and(|name| name.ends_with('.'))
        && !segment.chars().any(is_unsafe)
        && !has_escape(segment)
        && !is_device(segment)
}

fn is_unsafe(character: char) -> bool {
    is_hidden(character)
        || is_joiner(character)
        || matches!(character, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        // Full-width forms, and what code pages map to a slash, a backslash or dots.
        || matches!(character, '\u{FF01}'..='\u{FF5E}' | '\u{2024}'..='\u{2026}' | '\u{2044}' | '\u{2215}' | '\u{2216}'
            | '\u{29F5}' | '\u{29F8}' | '\u{FE52}' | '\u{FE68}')
}

/// Whether a later decoder would find something: `%2e`, `%252e`, `%u002e`. `100%.png` is a name.
fn has_escape(segment: &str) -> bool {
    segment.as_bytes().windows(3).any(|window| {
        matches!(window, [b'%', b'u' | b'U', digit] if digit.is_ascii_hexdigit())
            || matches!(window, [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
    })
}

/// Names that Windows gives to a device, with any extension.
fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end();
    let (head, number) = stem.split_at_checked(3).unwrap_or((stem, ""));
    let is = |name: &str| head.eq_ignore_ascii_case(name);
    match number {
        "" => is("con") || is("prn") || is("aux") || is("nul"),
        "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³" => is("com") || is("lpt"),
        _ => stem.eq_ignore_ascii_case("conin$") || stem.eq_ignore_ascii_case("conout$"),
    }
}
