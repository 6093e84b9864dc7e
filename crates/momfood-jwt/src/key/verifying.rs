//! The half of a key that verifies.

use core::fmt;
use std::sync::Arc;

use ring::{
    hmac,
    signature::{ED25519, UnparsedPublicKey},
};

use super::{Algorithm, KeyError, Kid, ed25519};
use crate::jws::Header;

/// A key that verifies access tokens. Cheap to clone. Of HS256 it is the whole secret; of Ed25519 it may be published.
#[derive(Clone)]
pub struct VerifyingKey {
    kid: Kid,
    header: Arc<str>,
    pub(super) material: Material,
}

#[derive(Clone)]
pub(super) enum Material {
    Hs256(hmac::Key),
    Ed25519(UnparsedPublicKey<[u8; PUBLIC_KEY_BYTES]>),
}

impl VerifyingKey {
    /// The Ed25519 key with this public half (RFC 8032 §5.1.5): another node's, to accept what it issues.
    ///
    /// # Errors
    /// [`KeyError::SmallOrder`] for the points under which anybody can forge.
    pub fn ed25519(public: &[u8; PUBLIC_KEY_BYTES]) -> Result<Self, KeyError> {
        if ed25519::has_small_order(public) {
            return Err(KeyError::SmallOrder);
        }
        Ok(Self::new(
            Kid::of_ed25519(public),
            Material::Ed25519(UnparsedPublicKey::new(&ED25519, *public)),
        ))
    }

    pub(super) fn new(kid: Kid, material: Material) -> Self {
        let header = Header::encode(material.algorithm(), &kid).into();
        Self { kid, header, material }
    }

    /// The key's name.
    #[must_use]
    pub const fn kid(&self) -> &Kid {
        &self.kid
    }

    /// The key's one algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.material.algorithm()
    }

    /// The public half, if there is one to publish.
    #[must_use]
    pub fn public_key(&self) -> Option<&[u8; PUBLIC_KEY_BYTES]> {
        match &self.material {
            Material::Ed25519(key) => key.as_ref().try_into().ok(),
            Material::Hs256(_) => None,
        }
    }

    /// The encoded header of every token that is issued under this key.
    pub(crate) fn header(&self) -> &str {
        &self.header
    }

    /// Whether `signature` is this key's over `message`; in constant time for HS256.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Hs256(key) => hmac::verify(key, message, signature).is_ok(),
            Material::Ed25519(key) => key.verify(message, signature).is_ok(),
        }
    }
}

impl Material {
    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Hs256(_) => Algorithm::Hs256,
            Self::Ed25519(_) => Algorithm::EdDsa,
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifyingKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

/// Bytes of an Ed25519 public key.
pub const PUBLIC_KEY_BYTES: usize = 32;
