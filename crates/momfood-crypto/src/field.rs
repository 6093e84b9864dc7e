//! Field encryption: seals one value for one context, row and tenant, and opens it only there.
//!
//! Invariants: a fresh random nonce for each message; the header, the key id, the context, the tenant and the row are
//! authenticated; the key named in the envelope is the only one tried; a failure to open has no reason. The format is
//! specified, with a test vector, in [`envelope`](crate::envelope).

use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU16;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::aead::{Backend, Refused};
use crate::context::{Bind, FieldContext};
use crate::envelope::{self, Envelope, Header, MAX_NONCE_LEN, MAX_PLAINTEXT_LEN, Suite, TAG_LEN};
use crate::key::{KeyId, KeyStatus};
use crate::keyring::Keyring;
use crate::random;

mod aad;
mod error;
mod padding;
mod sealed;
mod subkeys;
#[cfg(test)]
mod vectors;

pub use error::{OpenError, ResealError, SealError};
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
    suite: Suite,
    padding: Option<NonZeroU16>,
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
            suite: Suite::Aes256Gcm,
            padding: None,
            context: PhantomData,
        }
    }

    /// Seals in `suite`; opens all of them. Values of another suite ask for rotation.
    ///
    /// Deploy a build that reads the suite everywhere before the first node seals in it.
    #[must_use]
    pub fn with_suite(mut self, suite: Suite) -> Self {
        self.suite = suite;
        self
    }

    /// Pads plaintexts to a multiple of `multiple` bytes, so that the length shows no more than that; opens padded and
    /// unpadded ones. Unpadded values ask for rotation.
    ///
    /// The padding is at least one byte: with 32, up to 31 bytes look alike.
    #[must_use]
    pub fn with_padding(mut self, multiple: NonZeroU16) -> Self {
        self.padding = Some(multiple);
        self
    }

    /// Seals `plaintext`, at most [`MAX_PLAINTEXT_LEN`] bytes, under the primary key for `bind`.
    ///
    /// # Errors
    /// [`SealError`]; nothing has been sealed.
    ///
    /// # Security
    /// The length of the plaintext shows, unless it is [padded](Self::with_padding). Keep the values sealed by one key in one
    /// context and tenant under 2³² (SP 800-38D §8.3), by rotation or by tenants, or choose `Suite::Xaes256Gcm` (feature
    /// `xaes`), which has no such bound.
    pub fn seal(&self, plaintext: &[u8], bind: &Bind<'_>) -> Result<Sealed<C>, SealError> {
        let mut nonce = [0; MAX_NONCE_LEN];
        let nonce = nonce.get_mut(..self.suite.nonce_len()).ok_or(SealError::Cipher)?;
        random::fill(nonce)?;
        self.seal_with_nonce(nonce, plaintext, bind)
    }

    /// The deterministic core of [`seal`](Self::seal). A nonce must never serve twice.
    fn seal_with_nonce(&self, nonce: &[u8], plaintext: &[u8], bind: &Bind<'_>) -> Result<Sealed<C>, SealError> {
        let len = match self.padding {
            None => (plaintext.len() <= MAX_PLAINTEXT_LEN).then_some(plaintext.len()),
            Some(multiple) => padding::padded_len(plaintext.len(), multiple),
        };
        let len = len.ok_or(SealError::TooLong)?;
        let (tenant, row) = bind.parts().ok_or(SealError::Bind)?;
        let (key_id, header) = (self.inner.keyring.primary(), self.header());
        let cipher = self.cipher(key_id, self.suite, tenant).ok_or(SealError::Cipher)?;
        let aad = aad::assemble(C::CONTEXT, header, key_id, tenant, row).ok_or(SealError::Bind)?;

        let mut bytes = Vec::with_capacity(len + self.suite.overhead_len());
        envelope::write_start(&mut bytes, header, key_id, nonce);
        let start = bytes.len();
        bytes.extend_from_slice(plaintext);
        if self.padding.is_some() {
            padding::pad(&mut bytes, start + len);
        }
        let tag = cipher
            .seal(nonce, aad.as_bytes(), bytes.get_mut(start..).unwrap_or_default())
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
        let (key_id, header) = (envelope.key_id(), envelope.header());
        let cipher = self.cipher(key_id, header.suite, tenant).ok_or(OpenError)?;
        let aad = aad::assemble(C::CONTEXT, header, key_id, tenant, row).ok_or(OpenError)?;

        let (body, tag) = envelope.ciphertext().split_last_chunk::<TAG_LEN>().ok_or(OpenError)?;
        let mut plaintext = Zeroizing::new(body.to_vec());
        cipher
            .open(envelope.nonce(), aad.as_bytes(), &mut plaintext, tag)
            .map_err(|Refused| OpenError)?;
        if header.padded {
            let len = padding::unpadded_len(&plaintext).ok_or(OpenError)?;
            plaintext.truncate(len);
        }
        Ok(plaintext)
    }

    /// Whether `sealed` should be [resealed](Self::reseal): its key is neither primary nor about to become so, or it has
    /// another suite, or it is unpadded and should not be, or the reverse.
    ///
    /// A value under a disabled, destroyed or unknown key counts too: a rotation is not complete while there is one.
    #[must_use]
    pub fn needs_rotation(&self, sealed: &Sealed<C>) -> bool {
        let status = self.inner.keyring.status(sealed.key_id());
        let form = sealed.as_bytes().first() == Some(&self.header().byte());
        !form || !matches!(status, Some(KeyStatus::Primary | KeyStatus::Active))
    }

    /// Opens `sealed` and seals its plaintext again under the primary key.
    ///
    /// # Errors
    /// [`ResealError`]; `sealed` stays as good as it was. Store the result by compare-and-swap on the old bytes.
    pub fn reseal(&self, sealed: &Sealed<C>, bind: &Bind<'_>) -> Result<Sealed<C>, ResealError> {
        let plaintext = self.open(sealed, bind)?;
        Ok(self.seal(&plaintext, bind)?)
    }

    /// The first byte of what is sealed now.
    fn header(&self) -> Header {
        Header {
            suite: self.suite,
            padded: self.padding.is_some(),
        }
    }

    fn cipher(&self, id: KeyId, suite: Suite, tenant: &[u8]) -> Option<Subkey<'_>> {
        let Inner { keyring, subkeys } = &*self.inner;
        let (position, key) = keyring.position(id)?;
        key.status()
            .opens()
            .then(|| subkeys.cipher(position, key, suite, tenant))
            .flatten()
    }
}

impl<C: FieldContext> Clone for FieldCipher<C> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            ..*self
        }
    }
}

impl<C: FieldContext> fmt::Debug for FieldCipher<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldCipher")
            .field("context", &C::CONTEXT.as_str())
            .field("primary", &self.inner.keyring.primary())
            .field("suite", &self.suite)
            .field("padding", &self.padding)
            .finish_non_exhaustive()
    }
}
