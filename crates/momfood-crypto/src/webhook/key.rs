//! The secret of a webhook in the text form of the specification.

use ring::hmac;
use zeroize::Zeroizing;

use crate::encoding::{from_padded_base64, padded_base64};
use crate::key::is_one_byte_repeated;
use crate::random::{self, RandomError};
use crate::secret::Secret;

/// The secret that a sender and a receiver share, in its text form `whsec_` and base64.
#[derive(Clone, Debug)]
pub struct WebhookKey(Secret<Vec<u8>>);

impl WebhookKey {
    /// A fresh key of 32 random bytes.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn generate() -> Result<Self, RandomError> {
        let mut material = vec![0; 32];
        random::fill(&mut material)?;
        Ok(Self(Secret::new(material)))
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`WebhookKeyError`] unless `text` is `whsec_` and the base64 of 24 to 64 bytes that are not one byte repeated.
    pub fn parse(text: &str) -> Result<Self, WebhookKeyError> {
        let encoded = text.strip_prefix(KEY_PREFIX).ok_or(WebhookKeyError)?;
        if encoded.len() > MAX_KEY_LEN.div_ceil(3) * 4 {
            return Err(WebhookKeyError);
        }
        let material = Secret::new(from_padded_base64(encoded).ok_or(WebhookKeyError)?);
        let long_enough = (MIN_KEY_LEN..=MAX_KEY_LEN).contains(&material.expose().len());
        if !long_enough || is_one_byte_repeated(material.expose()) {
            return Err(WebhookKeyError);
        }
        Ok(Self(material))
    }

    /// The text form, to hand to the other side.
    #[must_use]
    pub fn to_text(&self) -> Secret<String> {
        let encoded = Zeroizing::new(padded_base64(self.0.expose()));
        Secret::new(format!("{KEY_PREFIX}{}", *encoded))
    }

    pub(super) fn hmac(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.0.expose())
    }
}

/// The text is no webhook key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a webhook key is whsec_ and the base64 of {MIN_KEY_LEN} to {MAX_KEY_LEN} random bytes")]
pub struct WebhookKeyError;

impl WebhookKeyError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "webhook_key"
    }
}

const KEY_PREFIX: &str = "whsec_";
/// The bounds of the specification.
const MIN_KEY_LEN: usize = 24;
const MAX_KEY_LEN: usize = 64;
