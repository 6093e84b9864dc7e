//! Text that cannot forge a log line: every string of an event passes through here when the event is built.
//!
//! Neutralised as `\u{..}`: C0 and C1 controls with NUL, U+0085, the line and paragraph separators, and the bidirectional
//! controls (ASVS 5.0 16.4.1; CWE-117). Longer text is cut at a character boundary and marked.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// Printable text of at most [`SafeText::MAX_BYTES`] bytes (and the mark of a cut).
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct SafeText(Box<str>);

impl SafeText {
    /// The longest text that is kept whole, in bytes after neutralising.
    pub const MAX_BYTES: usize = 1_024;

    /// Neutralises and, past [`Self::MAX_BYTES`], cuts `text`. Reads no more of it than it keeps.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.len() <= Self::MAX_BYTES && !text.chars().any(is_unsafe) {
            return Self(text.into());
        }
        let mut safe = String::with_capacity(text.len().min(Self::MAX_BYTES) + 4);
        for character in text.chars() {
            let escaped = is_unsafe(character).then(|| character.escape_unicode());
            let bytes = escaped.as_ref().map_or(character.len_utf8(), ExactSizeIterator::len);
            // What the character becomes is what has to fit: else the text would be cut again when it is read back.
            if safe.len() + bytes > Self::MAX_BYTES {
                safe.push('…');
                break;
            }
            match escaped {
                Some(escaped) => safe.extend(escaped),
                None => safe.push(character),
            }
        }
        Self(safe.into_boxed_str())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a terminal, a log line or a reader's eye could be deceived by it.
const fn is_unsafe(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl From<&str> for SafeText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for SafeText {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SafeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_can_be_forged() {
        for hostile in [
            "a\nb",
            "a\r\nb",
            "a\u{85}b",
            "a\u{2028}b",
            "\u{1b}[2Jb",
            "a\0b",
            "\u{202e}txt.exe",
        ] {
            let safe = SafeText::new(hostile);
            assert!(!safe.as_str().chars().any(is_unsafe), "{safe}");
            assert!(safe.as_str().contains("\\u{"), "{safe}");
        }
    }

    #[test]
    fn ordinary_text_in_any_script_stays_as_it_is() {
        for text in ["", "O'Brien", "شارع الملك فهد", "naïve 東京 🍲"] {
            assert_eq!(SafeText::new(text).as_str(), text);
        }
    }

    #[test]
    fn long_text_is_cut_at_a_character_and_says_so() {
        let safe = SafeText::new(&"ط".repeat(5_000));
        assert!(safe.as_str().len() <= SafeText::MAX_BYTES + '…'.len_utf8());
        assert!(safe.as_str().ends_with('…'));
    }

    #[test]
    fn neutralising_twice_is_neutralising_once() {
        let once = SafeText::new("a\n\u{202e}b");
        assert_eq!(SafeText::new(once.as_str()), once);
        for lead in 1_010..=SafeText::MAX_BYTES {
            let cut = SafeText::new(&format!("{}\u{202e}\nطb", "x".repeat(lead)));
            assert!(cut.as_str().len() <= SafeText::MAX_BYTES + '…'.len_utf8());
            assert_eq!(SafeText::new(cut.as_str()), cut, "after {lead} bytes");
        }
    }
}
