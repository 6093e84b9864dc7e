//! Foreign text in a log line: one line stays one line, and nothing on the screen moves (CWE-117, CWE-150).

use std::fmt;

use crate::unicode::is_hidden;

/// Most characters that are written, in code points.
const MAX_LOGGED: usize = 1024;

/// Shows a text with controls, escape sequences, line separators and direction marks as `\u{…}`, cut after 1,024
/// characters. Writes without allocating.
///
/// ```
/// use momfood_validate::LogSafe;
/// assert_eq!(LogSafe("ok\n2026 ADMIN LOGIN").to_string(), r"ok\u{a}2026 ADMIN LOGIN");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LogSafe<'t>(pub &'t str);

impl fmt::Display for LogSafe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;

        let mut characters = self.0.chars();
        for character in characters.by_ref().take(MAX_LOGGED) {
            // The backslash as well, so that the text cannot pretend to hold an escape.
            if is_hidden(character) || character == '\\' {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                f.write_char(character)?;
            }
        }
        if characters.next().is_some() {
            f.write_str("…")
        } else {
            Ok(())
        }
    }
}
