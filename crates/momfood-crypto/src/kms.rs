//! Keys at rest: the keys of a [`Keyring`](crate::Keyring) wrapped by a key management service, which never gives its own.
//!
//! The service holds key-encryption keys (KEKs); the keyring's keys are the data-encryption keys (DEKs). A process asks the
//! service once for each key when it starts, and never while it seals or opens. What is stored is a [`WrappedKeyring`].
//!
//! Two rotations, apart from one another. A new DEK: [`WrappedKeyring::rotate`], after which values are resealed. A new KEK:
//! [`WrappedKeyring::rewrap`], after which no value changes, because no value knows of a KEK.
//!
//! # Crypto-shredding a tenant
//! The key of a tenant that `Bind::with_tenant` derives cannot be destroyed: whoever has the
//! keyring derives it again. To be able to forget a tenant, give it a keyring of its own, wrapped under a [`KeyringName`] that
//! holds the tenant's id, beside the tenant's other data. To delete that text is to shred all that it sealed. Backups still hold
//! the text: until they have expired, or the KEK was rotated, the living keyrings rewrapped and the old KEK destroyed, the
//! tenant can be brought back from them. Processes that hold the loaded keyring must drop it too.

use std::error::Error;
use std::fmt::Debug;

use async_trait::async_trait;

use crate::key::KEY_LEN;
use crate::random::RandomError;
use crate::secret::Secret;

mod custody;
mod dek;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod local;
mod name;
#[cfg(feature = "vault")]
mod vault;
mod wrapped;

pub use custody::{CustodyError, Rewrap};
pub use dek::{MAX_KEK_LEN, MAX_WRAPPED_DEK_LEN, WrappedDek};
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub use local::LocalKek;
pub use name::{KeyringName, KeyringNameError, MAX_KEYRING_NAME_LEN};
#[cfg(feature = "vault")]
pub use vault::{
    HttpError, HttpRequest, HttpResponse, HttpTransport, MAX_HTTP_RESPONSE_LEN, VaultConfigError, VaultTransit,
};
pub use wrapped::{MAX_WRAPPED_KEYRING_LEN, WrappedKeyring, WrappedKeyringError};

/// A key management service: wraps and unwraps 32-byte keys under keys that it keeps.
///
/// # Security
/// `aad` must be authenticated: a key that was wrapped with one `aad` must not unwrap with another. Bound every call in time,
/// and every answer in length.
#[async_trait]
pub trait Kms: Debug + Send + Sync {
    /// Wraps `dek` under the newest KEK.
    ///
    /// # Errors
    /// [`KmsError`]; nothing has been stored.
    async fn wrap(&self, dek: &Secret<[u8; KEY_LEN]>, aad: &[u8]) -> Result<WrappedDek, KmsError>;

    /// Unwraps what [`wrap`](Self::wrap) gave, under whichever KEK it names.
    ///
    /// # Errors
    /// [`KmsError`], among them [`Refused`](KmsError::Refused) for another `aad` and for bytes that were changed.
    async fn unwrap(&self, wrapped: &WrappedDek, aad: &[u8]) -> Result<Secret<[u8; KEY_LEN]>, KmsError>;
}

/// Why a key management service did not wrap or unwrap a key.
#[derive(Debug, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new reason must break whoever decides by it whether to try again"
)]
pub enum KmsError {
    /// The wrapped key is not authentic: changed, or made for another key or keyring.
    #[error("the wrapped key was refused")]
    Refused,
    /// The service does not have the KEK that the wrapped key names, or it no longer opens.
    #[error("the key-encryption key is unknown or no longer opens")]
    UnknownKek,
    /// The service does not let us: a bad or expired credential, or a policy.
    #[error("the key management service denied access")]
    Denied,
    /// No answer in time, or the service cannot work now. Worth another try later.
    #[error("the key management service is unavailable")]
    Unavailable(#[source] Option<Box<dyn Error + Send + Sync>>),
    /// An answer that breaks the protocol.
    #[error("the key management service gave a malformed answer")]
    Protocol,
    /// No randomness for a nonce.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl KmsError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused => "kms_refused",
            Self::UnknownKek => "kms_unknown_kek",
            Self::Denied => "kms_denied",
            Self::Unavailable(_) => "kms_unavailable",
            Self::Protocol => "kms_protocol",
            Self::Random(error) => error.code(),
        }
    }
}
