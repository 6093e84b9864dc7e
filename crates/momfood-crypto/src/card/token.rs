//! What a payment gateway gave in place of a card number.

use std::fmt;

use super::{PanError, refuse_pan};
use crate::secret::Secret;

/// A gateway's token for a card: what to store instead of one. Whoever has it and the gateway's credentials can charge the card,
/// so it is a secret: redacted `Debug`, no `Display`, no comparison. Seal it like one.
#[derive(Clone)]
pub struct PaymentToken(Secret<String>);

impl PaymentToken {
    /// Takes a token of 1 to [`MAX_PAYMENT_TOKEN_LEN`] visible ASCII characters.
    ///
    /// # Errors
    /// [`PaymentTokenError`]; above all for a token that is a card number, or holds one.
    pub fn new(token: impl Into<String>) -> Result<Self, PaymentTokenError> {
        let token = Secret::new(token.into());
        let text = token.expose();
        if !(1..=MAX_PAYMENT_TOKEN_LEN).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(PaymentTokenError::Format);
        }
        refuse_pan(text)?;
        Ok(Self(token))
    }

    /// The token itself, for the gateway and the sealed column. Search for this word to find every use.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for PaymentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentToken(..)")
    }
}

/// Why a text is no payment token. It never holds any part of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must break whoever stores by it")]
pub enum PaymentTokenError {
    /// Empty, too long, or not visible ASCII.
    #[error("a payment token has 1 to {MAX_PAYMENT_TOKEN_LEN} visible characters")]
    Format,
    /// It holds a card number.
    #[error("a payment token must not be a card number")]
    Pan(#[from] PanError),
}

impl PaymentTokenError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format => "payment_token_format",
            Self::Pan(error) => error.code(),
        }
    }
}

/// Longest payment token in bytes.
pub const MAX_PAYMENT_TOKEN_LEN: usize = 255;
