//! A key's name, computed from the key: two nodes that hold one key agree on its name without talking.

use core::fmt;
use std::sync::Arc;

use base64::Engine as _;
use momfood_crypto::Tag;
use ring::digest::{SHA256, digest};

use crate::encoding::BASE64URL;

/// The header parameter `kid`. For Ed25519 it is the JWK thumbprint (RFC 7638, RFC 8037 appendix A.3), for HS256 a MAC
/// under a key derived from the secret.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct Kid(Arc<str>);

impl Kid {
    /// The SHA-256 thumbprint of the public key's JWK.
    pub(super) fn of_ed25519(public: &[u8; 32]) -> Self {
        // The required members in lexicographic order, without white space: RFC 7638 §3.
        let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64URL.encode(public));
        Self(BASE64URL.encode(digest(&SHA256, jwk.as_bytes())).into())
    }

    /// Half of a MAC: enough to tell keys apart.
    pub(super) fn of_mac(tag: &Tag) -> Self {
        let (half, _) = tag.as_bytes().split_at(16);
        Self(BASE64URL.encode(half).into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Kid({self})")
    }
}
