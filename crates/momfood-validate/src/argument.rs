//! One argument of a child process. Passed through `std::process::Command::arg`, never through a shell, it needs no
//! escaping: `Tom & Jerry` is a fine argument. What remains are options (`-oProxyCommand=…`) and ends of lines.

use crate::code::Code;
use crate::text::cap;
use crate::unicode::is_hidden;

/// Longest argument, in bytes.
pub const MAX_ARGUMENT_BYTES: usize = 4096;

/// An argument that the program cannot take for an option.
///
/// # Security
/// Put `--` before it where the program knows that. Never hand it to `sh -c`, `cmd /c` or a `.bat` file: no check of an
/// argument makes that safe (CWE-78, CVE-2024-24576).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct SafeArg(String);

impl SafeArg {
    /// Parses an argument.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] if empty, [`Code::ForbiddenCharacter`] for NUL, line ends and other
    /// hidden characters, [`Code::UnsafeArgument`] for a leading `-` (also its look-alikes).
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let raw = cap(raw, MAX_ARGUMENT_BYTES)?;
        if raw.is_empty() {
            return Err(Code::Required);
        }
        if raw.chars().any(is_hidden) {
            return Err(Code::ForbiddenCharacter);
        }
        // Code pages of Windows map the long dashes to `-`.
        if raw.starts_with([
            '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{FF0D}',
        ]) {
            return Err(Code::UnsafeArgument);
        }
        Ok(Self(raw.to_owned()))
    }

    /// The argument.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<std::ffi::OsStr> for SafeArg {
    fn as_ref(&self) -> &std::ffi::OsStr {
        self.0.as_ref()
    }
}
