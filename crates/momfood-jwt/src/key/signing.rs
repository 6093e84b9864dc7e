//! The half of a key that issues.

use core::fmt;

use base64::Engine as _;
use momfood_crypto::{Mac, MacKey, Secret, random};
use ring::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, Kid, VerifyingKey, ed25519, pem, verifying::Material};
use crate::encoding::BASE64URL;

/// A key that issues access tokens.
pub struct SigningKey {
    verifying: VerifyingKey,
    /// `None` for HS256, whose verifying key is the whole secret.
    pair: Option<Ed25519KeyPair>,
}

impl SigningKey {
    /// A fresh Ed25519 key, which dies with the process. [`generate_ed25519_pem`](Self::generate_ed25519_pem) makes one to keep.
    ///
    /// # Errors
    /// [`KeyError::Random`] when the operating system refuses randomness.
    pub fn generate_ed25519() -> Result<Self, KeyError> {
        let seed = Zeroizing::new(random::array::<{ ed25519::SEED_BYTES }>()?);
        Self::from_pkcs8_der(ed25519::pkcs8(&seed).expose())
    }

    /// A fresh Ed25519 key as PKCS#8 PEM, for a secret store: what [`from_pkcs8_pem`](Self::from_pkcs8_pem) reads, and OpenSSL.
    ///
    /// # Errors
    /// [`KeyError::Random`] when the operating system refuses randomness.
    pub fn generate_ed25519_pem() -> Result<Secret<String>, KeyError> {
        let seed = Zeroizing::new(random::array::<{ ed25519::SEED_BYTES }>()?);
        Ok(pem::write(ed25519::pkcs8(&seed).expose()))
    }

    /// A fresh HS256 key of 32 random bytes, which dies with the process.
    ///
    /// # Errors
    /// [`KeyError::Random`] when the operating system refuses randomness.
    pub fn generate_hs256() -> Result<Self, KeyError> {
        Self::hs256(random::array::<32>()?)
    }

    /// An Ed25519 key from PKCS#8 PEM (`BEGIN PRIVATE KEY`), such as `openssl genpkey -algorithm ed25519` writes.
    ///
    /// # Errors
    /// [`KeyError::Pem`], or as [`from_pkcs8_der`](Self::from_pkcs8_der).
    pub fn from_pkcs8_pem(text: &str) -> Result<Self, KeyError> {
        Self::from_pkcs8_der(pem::read(text).ok_or(KeyError::Pem)?.expose())
    }

    /// An Ed25519 key from PKCS#8 DER, of version 1 or 2 (RFC 8410 §7). A public key inside must belong to the private one.
    ///
    /// # Errors
    /// [`KeyError::Pkcs8`] for anything else, other kinds of keys among it.
    pub fn from_pkcs8_der(document: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(document).map_err(|_| KeyError::Pkcs8)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KeyError::Pkcs8)?;
        Ok(Self {
            verifying: VerifyingKey::ed25519(public)?,
            pair: Some(pair),
        })
    }

    /// An HS256 key of 32 to 1,024 random bytes (RFC 7518 §3.2 asks for 32).
    ///
    /// # Errors
    /// [`KeyError::Hmac`] for another length, or for one byte repeated, which is a placeholder and not a key.
    ///
    /// # Security
    /// A password or a sentence is not a key: one issued token is enough to try words against it at leisure.
    pub fn hs256(secret: impl Into<Vec<u8>>) -> Result<Self, KeyError> {
        let secret = Zeroizing::new(secret.into());
        let root = MacKey::new(secret.as_slice())?;
        let name = Mac::new(&root, KID_PURPOSE).tag(&[]);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        Ok(Self {
            verifying: VerifyingKey::new(Kid::of_mac(&name), Material::Hs256(key)),
            pair: None,
        })
    }

    /// The key's name.
    #[must_use]
    pub const fn kid(&self) -> &Kid {
        self.verifying.kid()
    }

    /// The key's one algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.verifying.algorithm()
    }

    /// The half that verifies.
    #[must_use]
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// Appends `.` and the signature over all of `token` so far.
    pub(crate) fn sign(&self, token: &mut String) {
        let signature = match (&self.verifying.material, &self.pair) {
            (Material::Ed25519(_), Some(pair)) => BASE64URL.encode(pair.sign(token.as_bytes())),
            (Material::Hs256(key), _) => BASE64URL.encode(hmac::sign(key, token.as_bytes())),
            // A signing key of Ed25519 is never built without its pair; an empty signature verifies nowhere.
            (Material::Ed25519(_), None) => String::new(),
        };
        token.push('.');
        token.push_str(&signature);
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("kid", self.kid())
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

const KID_PURPOSE: &str = "jwt.kid";
