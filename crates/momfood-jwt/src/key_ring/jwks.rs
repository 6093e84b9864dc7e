//! The key set that other services verify with (RFC 7517 §5, RFC 8037 §2): public halves only, by construction.

use base64::Engine as _;
use serde::Serialize;

use crate::{
    encoding::BASE64URL,
    key::{Kid, VerifyingKey},
};

/// A JSON Web Key Set. Serialize it, or take [`Jwks::to_json`]; its media type is `application/jwk-set+json`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

impl Jwks {
    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The document.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings in a list: there is nothing in it that serializing could refuse.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl FromIterator<Jwk> for Jwks {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        Self {
            keys: keys.into_iter().collect(),
        }
    }
}

/// One public key.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Jwk {
    kty: &'static str,
    crv: &'static str,
    x: String,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
}

impl Jwk {
    /// The public half of `key`; `None` if all of the key is secret.
    pub(super) fn of(key: &VerifyingKey) -> Option<Self> {
        let public = key.public_key()?;
        Some(Self {
            kty: "OKP",
            crv: "Ed25519",
            x: BASE64URL.encode(public),
            kid: Kid::as_str(key.kid()).to_owned(),
            alg: key.algorithm().as_str(),
            usage: "sig",
        })
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }
}
