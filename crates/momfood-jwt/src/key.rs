//! One key of the access tokens: prepared once, bound to one algorithm and named by its `kid`.
//!
//! Invariants: a key verifies with its own algorithm and no other, whatever a header says; what a library is fed when it
//! takes a public key for an HMAC secret cannot happen, for the header does not choose. A key's id tells nothing of its
//! secret.

use core::fmt;
use std::sync::Arc;

use base64::Engine as _;
use momfood_crypto::{Mac, MacKey, MacKeyError, RandomError, Secret, random};
use ring::{
    hmac,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use zeroize::Zeroizing;

use crate::{encoding::BASE64URL, jws::Header};

mod ed25519;
mod kid;
mod pem;

pub use kid::Kid;

/// The algorithms of access tokens (RFC 7518 §3.2, RFC 8037 §3.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256: whoever verifies can also issue, so it is for one service alone.
    Hs256,
    /// Ed25519: only the issuer can issue; every service may verify with the public key.
    EdDsa,
}

impl Algorithm {
    /// The header's name of it: `HS256` or `EdDSA`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::EdDsa => "EdDSA",
        }
    }
}

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

/// A key that verifies access tokens. Cheap to clone. Of HS256 it is the whole secret; of Ed25519 it may be published.
#[derive(Clone)]
pub struct VerifyingKey {
    kid: Kid,
    header: Arc<str>,
    material: Material,
}

#[derive(Clone)]
enum Material {
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

    fn new(kid: Kid, material: Material) -> Self {
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

/// Why a key was refused. It never holds any part of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not one `PRIVATE KEY` block of PEM.
    #[error("not a pem private key")]
    Pem,
    /// Not an Ed25519 private key in PKCS#8.
    #[error("not an ed25519 key in pkcs#8")]
    Pkcs8,
    /// A public key of small order: some signatures verify under it for every message.
    #[error("an ed25519 public key of small order")]
    SmallOrder,
    /// The HMAC secret is too short, too long or no randomness.
    #[error("the hmac secret was refused")]
    Hmac(#[from] MacKeyError),
    /// No randomness for a new key.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl KeyError {
    /// The stable code, such as `key_small_order`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pem => "key_pem",
            Self::Pkcs8 => "key_pkcs8",
            Self::SmallOrder => "key_small_order",
            Self::Hmac(error) => error.code(),
            Self::Random(error) => error.code(),
        }
    }
}

/// Bytes of an Ed25519 public key.
pub const PUBLIC_KEY_BYTES: usize = 32;

const KID_PURPOSE: &str = "jwt.kid";
