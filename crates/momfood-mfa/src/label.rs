//! The two halves of what an authenticator app shows above the code: who issued it, and for which account.
//!
//! The key-URI format joins them with `:`, so a `:` in either would let an account pose as another issuer. Controls and
//! direction marks are refused for the same reason: the app shows what they make of the text, not what it is.

use std::fmt;

/// An issuer or an account: 1 to [`MAX_LABEL_BYTES`] bytes in any script, without `:`, controls or direction marks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Label(Box<str>);

impl Label {
    /// Reads a label; blanks around it are dropped.
    ///
    /// # Errors
    /// [`LabelError`].
    pub fn parse(text: &str) -> Result<Self, LabelError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(LabelError::Empty);
        }
        if text.len() > MAX_LABEL_BYTES {
            return Err(LabelError::TooLong);
        }
        if text.chars().any(is_deceptive) {
            return Err(LabelError::Character);
        }
        Ok(Self(text.into()))
    }

    /// The label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why text is no label.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// Nothing but blanks.
    #[error("empty label")]
    Empty,
    /// More than [`MAX_LABEL_BYTES`] bytes.
    #[error("a label has at most {MAX_LABEL_BYTES} bytes")]
    TooLong,
    /// A `:`, a control character or a direction mark.
    #[error("a label has no colon, control character or direction mark")]
    Character,
}

impl LabelError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "mfa_label_empty",
            Self::TooLong => "mfa_label_too_long",
            Self::Character => "mfa_label_character",
        }
    }
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            ':' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}')
}

/// Longest label, in bytes. Percent-encoded twice over it still fits a QR code that a phone reads at arm's length.
pub const MAX_LABEL_BYTES: usize = 96;
