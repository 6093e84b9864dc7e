//! Key material as an operator writes it: in memory behind a [`Secret`], in `Debug` not at all.

use std::convert::Infallible;
use std::str::FromStr;

use momfood_crypto::Secret;
use serde::Deserialize;

/// A text that must not be printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
pub struct SecretText(Secret<String>);

impl SecretText {
    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Secret::new(text))
    }
}

impl FromStr for SecretText {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.to_owned().into())
    }
}
