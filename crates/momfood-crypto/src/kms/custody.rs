//! Between the two forms of a keyring, the one in memory and the wrapped one: load, wrap, rotate, rewrap.
//!
//! Each reads all and makes a new one; nothing is changed in place, so a service that fails half-way costs nothing. Calls to
//! the service follow one another, one for each key that is not destroyed.

use super::wrapped::{WrappedKey, aad, body, tagger};
use super::{KeyringName, Kms, KmsError, WrappedDek, WrappedKeyring};
use crate::key::{Key, KeyError, KeyId};
use crate::keyring::{Keyring, KeyringError};

impl Keyring {
    /// Unwraps all keys of `wrapped`, and checks that it is as it was wrapped.
    ///
    /// # Errors
    /// [`CustodyError`]; a keyring is loaded whole or not at all.
    pub async fn load(kms: &dyn Kms, wrapped: &WrappedKeyring) -> Result<Self, CustodyError> {
        let mut keys = Vec::with_capacity(wrapped.keys.len());
        for key in &wrapped.keys {
            let Some(dek) = &key.dek else {
                keys.push(Key::destroyed(key.id));
                continue;
            };
            let unwrapped = kms.unwrap(dek, &aad(&wrapped.name, key.id)).await;
            let material = unwrapped.map_err(|source| CustodyError::Kms { key: key.id, source })?;
            let loaded = Key::new(key.id, key.status, material.expose());
            keys.push(loaded.map_err(|source| CustodyError::Key { key: key.id, source })?);
        }
        let keyring = Self::new(keys)?;
        let body = body(&wrapped.name, &wrapped.keys);
        let mac = keyring.key(keyring.primary()).and_then(tagger);
        if mac.is_some_and(|mac| mac.verify(&[body.as_bytes()], &wrapped.tag)) {
            Ok(keyring)
        } else {
            Err(CustodyError::Tag)
        }
    }

    /// Wraps all keys, as the keyring `name`.
    ///
    /// # Errors
    /// [`CustodyError::Kms`].
    pub async fn wrap(&self, kms: &dyn Kms, name: &KeyringName) -> Result<WrappedKeyring, CustodyError> {
        let mut keys = Vec::new();
        for key in self.keys() {
            let dek = wrap(kms, name, key).await?;
            keys.push(WrappedKey {
                id: key.id(),
                status: key.status(),
                dek,
            });
        }
        tagged(self, name, keys)
    }
}

impl WrappedKeyring {
    /// The keyring with a fresh primary key, the old one left to decrypt: store it, then load it. Over several nodes, use
    /// [`Keyring::introduce`] and [`Keyring::promote`] on the loaded keyring, each followed by [`Keyring::wrap`].
    ///
    /// # Errors
    /// [`CustodyError`]; the stored keyring is as good as before.
    pub async fn rotate(&self, kms: &dyn Kms) -> Result<Self, CustodyError> {
        let keyring = Keyring::load(kms, self).await?;
        keyring.rotate()?.wrap(kms, &self.name).await
    }

    /// The same keys under the newest KEK. Keys that are under it already keep their line, so a second run changes nothing.
    ///
    /// When the result is stored everywhere, the KEKs before it are no longer needed, but by backups.
    ///
    /// # Errors
    /// [`CustodyError`]; the stored keyring is as good as before.
    pub async fn rewrap(&self, kms: &dyn Kms) -> Result<Rewrap, CustodyError> {
        let keyring = Keyring::load(kms, self).await?;
        let mut keys = Vec::with_capacity(self.keys.len());
        let mut changed = 0;
        for (key, old) in keyring.keys().zip(&self.keys) {
            let dek = wrap(kms, &self.name, key).await?;
            if dek.as_ref().map(WrappedDek::kek) == old.dek.as_ref().map(WrappedDek::kek) {
                keys.push(old.clone());
            } else {
                changed += 1;
                keys.push(WrappedKey { dek, ..old.clone() });
            }
        }
        Ok(Rewrap {
            keyring: tagged(&keyring, &self.name, keys)?,
            changed,
        })
    }
}

async fn wrap(kms: &dyn Kms, name: &KeyringName, key: &Key) -> Result<Option<WrappedDek>, CustodyError> {
    let Some(material) = key.secret() else {
        return Ok(None);
    };
    let wrapped = kms.wrap(material, &aad(name, key.id())).await;
    wrapped
        .map(Some)
        .map_err(|source| CustodyError::Kms { key: key.id(), source })
}

fn tagged(keyring: &Keyring, name: &KeyringName, keys: Vec<WrappedKey>) -> Result<WrappedKeyring, CustodyError> {
    let mac = keyring
        .key(keyring.primary())
        .and_then(tagger)
        .ok_or(CustodyError::Tag)?;
    let tag = *mac.tag(&[body(name, &keys).as_bytes()]).as_bytes();
    Ok(WrappedKeyring {
        name: name.clone(),
        keys,
        primary: keyring.primary(),
        tag,
    })
}

/// What [`WrappedKeyring::rewrap`] did.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rewrap {
    /// The keyring to store.
    pub keyring: WrappedKeyring,
    /// How many keys were under another KEK before.
    pub changed: usize,
}

/// Why a keyring could be neither loaded nor wrapped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CustodyError {
    /// The service did not wrap or unwrap a key.
    #[error("key {key} could not be wrapped or unwrapped")]
    Kms {
        /// Which key.
        key: KeyId,
        /// What the service said.
        source: KmsError,
    },
    /// What was unwrapped is no key.
    #[error("key {key} is no key")]
    Key {
        /// Which key.
        key: KeyId,
        /// What is wrong with it.
        source: KeyError,
    },
    /// The keys do not make a keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The wrapped keyring was changed: a status, a line, or the tag itself.
    #[error("the wrapped keyring is not authentic")]
    Tag,
}

impl CustodyError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Kms { source, .. } => source.code(),
            Self::Key { source, .. } => source.code(),
            Self::Keyring(error) => error.code(),
            Self::Tag => "wrapped_keyring_not_authentic",
        }
    }
}
