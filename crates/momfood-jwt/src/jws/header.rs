//! The protected header (RFC 7515 §4): `alg`, `typ` and `kid`, each once, and nothing else.
//!
//! RFC 7515 lets a reader ignore what it does not know. This one reads only tokens of its own issuer, and refuses: `crit` and
//! `b64` would change what is signed (RFC 7797), `jwk`, `jku`, `x5u` and `x5c` would bring a key along (RFC 8725 §3.10), `zip`
//! would blow up, and a second `alg` would be read by somebody else.

use std::borrow::Cow;

use base64::Engine as _;
use momfood_audit::Timestamp;
use serde::Deserialize;

use crate::{
    access::TokenError,
    encoding::BASE64URL,
    key::{Algorithm, Kid, VerifyingKey},
    key_ring::Keys,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    typ: Cow<'a, str>,
    #[serde(borrow)]
    kid: Cow<'a, str>,
}

impl Header<'_> {
    /// The encoded header of what we issue.
    pub(crate) fn encode(algorithm: Algorithm, kid: &Kid) -> String {
        // Names and base64url: nothing in it needs escaping.
        let json = format!(r#"{{"alg":"{}","typ":"at+jwt","kid":"{kid}"}}"#, algorithm.as_str());
        BASE64URL.encode(json)
    }

    /// The key that the encoded header `text` names and agrees with.
    pub(crate) fn key<'k>(text: &str, keys: &'k Keys, now: Timestamp) -> Result<&'k VerifyingKey, TokenError> {
        if text.len() > MAX_HEADER_CHARACTERS {
            return Err(TokenError::Header);
        }
        let json = BASE64URL.decode(text).map_err(|_| TokenError::Malformed)?;
        // Serde would read a struct from an array too.
        if !json.starts_with(b"{") {
            return Err(TokenError::Malformed);
        }
        let header: Header<'_> = serde_json::from_slice(&json).map_err(|_| TokenError::Header)?;
        if !TYPES.iter().any(|typ| header.typ.eq_ignore_ascii_case(typ)) {
            return Err(TokenError::Type);
        }
        let key = keys.with_kid(&header.kid, now)?;
        if header.alg != key.algorithm().as_str() {
            return Err(TokenError::Algorithm);
        }
        Ok(key)
    }
}

/// Media types of a JWT access token (RFC 9068 §2.1; without case: RFC 7515 §4.1.9).
const TYPES: [&str; 2] = ["at+jwt", "application/at+jwt"];

/// Longest header that is parsed, in characters. Ours have 122 or fewer.
const MAX_HEADER_CHARACTERS: usize = 512;
