//! The derived keys of one context: computed once for each (key, tenant), kept in a bounded place.
//!
//! Without a tenant there is one cell a key and no lock. With tenants, whose number nobody bounds, the cache is
//! direct-mapped: each (key, tenant) has one slot, a newcomer takes the slot over, and the memory never grows. The slot is
//! chosen by a randomly keyed hash, so a hostile tenant name cannot aim at another tenant's slot; missing costs under 1 µs.

use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::aead::{Aead, Backend};
use crate::context::Context;
use crate::envelope::Suite;
use crate::hkdf;
use crate::key::{Key, KeyId};
use crate::keyring::Keyring;

#[derive(Debug)]
pub(super) struct Subkeys {
    context: Context,
    backend: Backend,
    /// By the key's position in the keyring.
    untenanted: Box<[OnceLock<Arc<dyn Aead>>]>,
    tenants: Box<[RwLock<Option<Entry>>]>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Entry {
    key: KeyId,
    tenant: Box<[u8]>,
    cipher: Arc<dyn Aead>,
}

/// A derived key in use: held in its cell for ever, or by a slot that another tenant may take over meanwhile.
pub(super) enum Subkey<'a> {
    Kept(&'a Arc<dyn Aead>),
    Shared(Arc<dyn Aead>),
}

impl Deref for Subkey<'_> {
    type Target = dyn Aead;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Kept(cipher) => &***cipher,
            Self::Shared(cipher) => &**cipher,
        }
    }
}

impl Subkeys {
    pub(super) fn new(keyring: &Keyring, context: Context, backend: Backend) -> Self {
        Self {
            context,
            backend,
            untenanted: keyring.keys().map(|_| OnceLock::new()).collect(),
            tenants: (0..TENANT_SLOTS).map(|_| RwLock::new(None)).collect(),
            hasher: RandomState::new(),
        }
    }

    /// The cipher of `tenant`, which is empty for none, under `key`, which stands at `position` of the keyring.
    pub(super) fn cipher(&self, position: usize, key: &Key, tenant: &[u8]) -> Option<Subkey<'_>> {
        if tenant.is_empty() {
            self.untenanted(position, key).map(Subkey::Kept)
        } else {
            self.tenanted(key, tenant).map(Subkey::Shared)
        }
    }

    fn untenanted(&self, position: usize, key: &Key) -> Option<&Arc<dyn Aead>> {
        let cell = self.untenanted.get(position)?;
        if cell.get().is_none() {
            // Racers derive the same key twice; the first to arrive stays.
            let _already = cell.set(self.derive(key, &[])?);
        }
        cell.get()
    }

    fn tenanted(&self, key: &Key, tenant: &[u8]) -> Option<Arc<dyn Aead>> {
        // The remainder is below the number of slots, which is a `usize`.
        #[expect(clippy::cast_possible_truncation, reason = "see above")]
        let slot = self
            .tenants
            .get((self.hasher.hash_one((key.id(), tenant)) % TENANT_SLOTS as u64) as usize)?;
        // A panic cannot leave a slot half-written, since it is replaced by one assignment: poison says nothing.
        if let Some(entry) = &*slot.read().unwrap_or_else(PoisonError::into_inner)
            && entry.key == key.id()
            && *entry.tenant == *tenant
        {
            return Some(Arc::clone(&entry.cipher));
        }
        let cipher = self.derive(key, tenant)?;
        let entry = Entry {
            key: key.id(),
            tenant: tenant.into(),
            cipher: Arc::clone(&cipher),
        };
        *slot.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        Some(cipher)
    }

    fn derive(&self, key: &Key, tenant: &[u8]) -> Option<Arc<dyn Aead>> {
        let context = self.context.as_str().as_bytes();
        let prefix = |part: &[u8]| u16::try_from(part.len()).ok().map(u16::to_be_bytes);
        let info = [
            ENCRYPTION_LABEL,
            &[0, Suite::Aes256Gcm.number()],
            &prefix(context)?,
            context,
            &prefix(tenant)?,
            tenant,
        ];
        let subkey = hkdf::expand(key.material()?, &info);
        self.backend.cipher(subkey.expose()).ok()
    }
}

const ENCRYPTION_LABEL: &[u8] = b"mf/enc/v1";
/// About 600 bytes each when filled.
const TENANT_SLOTS: usize = 256;
