//! A sealed value of one context, as it is stored: bytes that have the shape of an envelope, and no plaintext.

use std::fmt;
use std::marker::PhantomData;

use crate::context::FieldContext;
use crate::envelope::{self, Envelope, EnvelopeError};
use crate::key::KeyId;

/// A value sealed in the context `C`. Only a `FieldCipher<C>` takes it: a bank account is no national id.
///
/// ```compile_fail,E0308
/// # use momfood_crypto::*;
/// # enum NationalId {}
/// # impl FieldContext for NationalId { const CONTEXT: Context = Context::new("users.national_id"); }
/// # enum BankAccount {}
/// # impl FieldContext for BankAccount { const CONTEXT: Context = Context::new("users.bank_account"); }
/// fn open(cipher: FieldCipher<NationalId>, sealed: Sealed<BankAccount>) {
///     let _ = cipher.open(&sealed, &Bind::row("user-17"));
/// }
/// ```
///
/// Its bytes may be stored, copied and logged by whoever must; `Debug` still prints only the context, the key and the size.
pub struct Sealed<C: FieldContext> {
    bytes: Vec<u8>,
    key_id: KeyId,
    context: PhantomData<fn() -> C>,
}

impl<C: FieldContext> Sealed<C> {
    /// Takes the binary form from storage. The shape is checked now, authenticity on opening.
    ///
    /// # Errors
    /// [`EnvelopeError`] when `bytes` are not an envelope.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, EnvelopeError> {
        let bytes = bytes.into();
        let key_id = Envelope::parse(&bytes)?.key_id();
        Ok(Self::assume_valid(bytes, key_id))
    }

    /// Takes the text form, `mf1.…`, from storage.
    ///
    /// # Errors
    /// [`EnvelopeError`] when `text` is not the text form of an envelope.
    pub fn parse(text: &str) -> Result<Self, EnvelopeError> {
        Self::from_bytes(envelope::from_text(text)?)
    }

    pub(super) fn assume_valid(bytes: Vec<u8>, key_id: KeyId) -> Self {
        Self {
            bytes,
            key_id,
            context: PhantomData,
        }
    }

    /// The binary form, for a `BYTEA` column: the plaintext's length and 33 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The binary form, owned.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The text form, for JSON or a text column.
    #[must_use]
    pub fn to_text(&self) -> String {
        envelope::to_text(&self.bytes)
    }

    /// The key that claims to have sealed it: what a rotation counts by.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }
}

impl<C: FieldContext> Clone for Sealed<C> {
    fn clone(&self) -> Self {
        Self::assume_valid(self.bytes.clone(), self.key_id)
    }
}

/// Equality of the stored bytes, for compare-and-swap. Equal plaintexts sealed twice are not equal.
impl<C: FieldContext> PartialEq for Sealed<C> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<C: FieldContext> Eq for Sealed<C> {}

impl<C: FieldContext> fmt::Debug for Sealed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Sealed({}, key {}, {} bytes)",
            C::CONTEXT,
            self.key_id,
            self.bytes.len()
        )
    }
}
