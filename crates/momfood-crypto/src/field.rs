//! Field encryption: seals one value for one context, row and tenant, and opens it only there.
//!
//! Invariants: a fresh random nonce for each message; the header, the key id, the context, the tenant and the row are
//! authenticated; the key named in the envelope is the only one tried; a failure to open has no reason. The format is
//! specified, with a test vector, in [`envelope`](crate::envelope).

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::aead::{Backend, Refused};
use crate::context::{Bind, FieldContext, MAX_BIND_LEN};
use crate::envelope::{self, Envelope, MAX_PLAINTEXT_LEN, NONCE_LEN, OVERHEAD_LEN, Suite, TAG_LEN};
use crate::key::{KeyId, KeyStatus};
use crate::keyring::Keyring;
use crate::random::{self, RandomError};

mod aad;
mod sealed;
mod subkeys;

pub use sealed::Sealed;
use subkeys::{Subkey, Subkeys};

impl Keyring {
    /// The cipher of the context `C`. Make it once and clone it: its derived keys are cached inside.
    #[must_use]
    pub fn field<C: FieldContext>(&self) -> FieldCipher<C> {
        FieldCipher::with_backend(self, Backend::default())
    }
}

/// Seals and opens the values of the context `C`. Cheap to clone; clones share the cache of derived keys.
///
/// ```
/// # use momfood_crypto::{Bind, Context, FieldContext, Keyring};
/// # enum NationalId {}
/// # impl FieldContext for NationalId { const CONTEXT: Context = Context::new("users.national_id"); }
/// let keyring = Keyring::generate()?;
/// let national_ids = keyring.field::<NationalId>();
/// let sealed = national_ids.seal(b"1012345678", &Bind::row("user-17"))?;
/// assert_eq!(*national_ids.open(&sealed, &Bind::row("user-17"))?, b"1012345678");
/// assert!(national_ids.open(&sealed, &Bind::row("user-18")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct FieldCipher<C: FieldContext> {
    inner: Arc<Inner>,
    context: PhantomData<fn() -> C>,
}

#[derive(Debug)]
struct Inner {
    keyring: Keyring,
    subkeys: Subkeys,
}

impl<C: FieldContext> FieldCipher<C> {
    /// The cipher of `C` under `keyring`, computed by `backend`. [`Keyring::field`] takes the default one.
    #[must_use]
    pub fn with_backend(keyring: &Keyring, backend: Backend) -> Self {
        let inner = Inner {
            keyring: keyring.clone(),
            subkeys: Subkeys::new(keyring, C::CONTEXT, backend),
        };
        Self {
            inner: Arc::new(inner),
            context: PhantomData,
        }
    }

    /// Seals `plaintext`, at most [`MAX_PLAINTEXT_LEN`] bytes, under the primary key for `bind`.
    ///
    /// # Errors
    /// [`SealError`]; nothing has been sealed.
    ///
    /// # Security
    /// The length of the plaintext shows. Keep the values sealed by one key in one context and tenant under 2³²
    /// (SP 800-38D §8.3), by rotation or by tenants.
    pub fn seal(&self, plaintext: &[u8], bind: &Bind<'_>) -> Result<Sealed<C>, SealError> {
        self.seal_with_nonce(&random::array()?, plaintext, bind)
    }

    /// The deterministic core of [`seal`](Self::seal). A nonce must never serve twice.
    pub(crate) fn seal_with_nonce(
        &self,
        nonce: &[u8; NONCE_LEN],
        plaintext: &[u8],
        bind: &Bind<'_>,
    ) -> Result<Sealed<C>, SealError> {
        if plaintext.len() > MAX_PLAINTEXT_LEN {
            return Err(SealError::TooLong);
        }
        let (tenant, row) = bind.parts().ok_or(SealError::Bind)?;
        let key_id = self.inner.keyring.primary();
        let cipher = self.cipher(key_id, tenant).ok_or(SealError::Cipher)?;
        let aad = aad::assemble(C::CONTEXT, SUITE, key_id, tenant, row).ok_or(SealError::Bind)?;

        let mut bytes = Vec::with_capacity(plaintext.len() + OVERHEAD_LEN);
        envelope::write_header(&mut bytes, SUITE, key_id, nonce);
        bytes.extend_from_slice(plaintext);
        let body = bytes.get_mut(envelope::HEADER_LEN..).unwrap_or_default();
        let tag = cipher
            .seal(nonce, aad.as_bytes(), body)
            .map_err(|Refused| SealError::Cipher)?;
        bytes.extend_from_slice(&tag);
        Ok(Sealed::assume_valid(bytes, key_id))
    }

    /// Opens `sealed`, which must have been sealed in this context for the same `bind`.
    ///
    /// # Errors
    /// [`OpenError`] without a reason. To tell an operator whether the key is missing, ask
    /// [`Keyring::status`] about [`Sealed::key_id`], neither of which is secret.
    pub fn open(&self, sealed: &Sealed<C>, bind: &Bind<'_>) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let envelope = Envelope::parse(sealed.as_bytes()).map_err(|_| OpenError)?;
        let (tenant, row) = bind.parts().ok_or(OpenError)?;
        let cipher = self.cipher(envelope.key_id(), tenant).ok_or(OpenError)?;
        let aad = aad::assemble(C::CONTEXT, envelope.suite(), envelope.key_id(), tenant, row).ok_or(OpenError)?;

        let (body, tag) = envelope.ciphertext().split_last_chunk::<TAG_LEN>().ok_or(OpenError)?;
        let mut plaintext = Zeroizing::new(body.to_vec());
        cipher
            .open(envelope.nonce(), aad.as_bytes(), &mut plaintext, tag)
            .map_err(|Refused| OpenError)?;
        Ok(plaintext)
    }

    /// Whether `sealed` should be [resealed](Self::reseal): its key is neither primary nor about to become so.
    ///
    /// A value under a disabled, destroyed or unknown key counts too: a rotation is not complete while there is one.
    #[must_use]
    pub fn needs_rotation(&self, sealed: &Sealed<C>) -> bool {
        !matches!(
            self.inner.keyring.status(sealed.key_id()),
            Some(KeyStatus::Primary | KeyStatus::Active)
        )
    }

    /// Opens `sealed` and seals its plaintext again under the primary key.
    ///
    /// # Errors
    /// [`ResealError`]; `sealed` stays as good as it was. Store the result by compare-and-swap on the old bytes.
    pub fn reseal(&self, sealed: &Sealed<C>, bind: &Bind<'_>) -> Result<Sealed<C>, ResealError> {
        let plaintext = self.open(sealed, bind)?;
        Ok(self.seal(&plaintext, bind)?)
    }

    fn cipher(&self, id: KeyId, tenant: &[u8]) -> Option<Subkey<'_>> {
        let Inner { keyring, subkeys } = &*self.inner;
        let (position, key) = keyring.position(id)?;
        key.status()
            .opens()
            .then(|| subkeys.cipher(position, key, tenant))
            .flatten()
    }
}

impl<C: FieldContext> Clone for FieldCipher<C> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            context: PhantomData,
        }
    }
}

impl<C: FieldContext> fmt::Debug for FieldCipher<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldCipher")
            .field("context", &C::CONTEXT.as_str())
            .field("primary", &self.inner.keyring.primary())
            .finish_non_exhaustive()
    }
}

/// Why a value could not be sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The row or the tenant is empty or longer than [`MAX_BIND_LEN`] bytes.
    #[error("a row or tenant id has 1 to {MAX_BIND_LEN} bytes")]
    Bind,
    /// The plaintext is longer than [`MAX_PLAINTEXT_LEN`] bytes.
    #[error("plaintext longer than {MAX_PLAINTEXT_LEN} bytes")]
    TooLong,
    /// No randomness for a nonce.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The backend refused to encrypt.
    #[error("encryption failed")]
    Cipher,
}

impl SealError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bind => "seal_bind",
            Self::TooLong => "seal_too_long",
            Self::Random(error) => error.code(),
            Self::Cipher => "seal_failed",
        }
    }
}

/// The value does not open here: forged, damaged, moved, or under a key that does not open. Which one is not said.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the sealed value does not open")]
pub struct OpenError;

impl OpenError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "open_failed"
    }
}

/// Why a value could not be resealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the two halves of the operation")]
pub enum ResealError {
    /// It does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It could not be sealed again.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl ResealError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open(error) => error.code(),
            Self::Seal(error) => error.code(),
        }
    }
}

/// The suite of new values.
const SUITE: Suite = Suite::Aes256Gcm;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Key, encoding};

    #[derive(Debug)]
    enum NationalId {}
    impl FieldContext for NationalId {
        const CONTEXT: Context = Context::new("users.national_id");
    }

    /// The test vector of the specification in `envelope.rs`, which was computed by another implementation (OpenSSL,
    /// through Python's cryptography).
    #[test]
    fn sealing_matches_the_vector_of_the_specification() {
        let material: Vec<u8> = (0..32).collect();
        let key = Key::new(KeyId::new(0x0102_0304), KeyStatus::Primary, &material).unwrap();
        let keyring = Keyring::new([key]).unwrap();
        let bind = Bind::row("user-17").with_tenant("riyadh");
        let nonce = *b"\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab";
        for &backend in Backend::ALL {
            let cipher = FieldCipher::<NationalId>::with_backend(&keyring, backend);
            let sealed = cipher.seal_with_nonce(&nonce, b"1012345678", &bind).unwrap();
            assert_eq!(
                encoding::hex(sealed.as_bytes()),
                "1101020304a0a1a2a3a4a5a6a7a8a9aaab9e2e6ee106873083023e229809c7334c29ce9222330ac6109a97"
            );
            let stored = Sealed::parse("mf1.EQECAwSgoaKjpKWmp6ipqqueLm7hBocwgwI-IpgJxzNMKc6SIjMKxhCalw").unwrap();
            assert_eq!(*cipher.open(&stored, &bind).unwrap(), b"1012345678");
        }
    }
}
