//! The derived keys of one context: computed once for each (key, suite, tenant), kept in a bounded place.
//!
//! Without a tenant there is one cell for each key and suite, and no lock. With tenants, whose number nobody bounds, the cache is
//! direct-mapped: each (key, suite, tenant) has one slot, a newcomer takes the slot over, and the memory never grows. The slot is
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
    /// By the key's position in the keyring, and the suite's among all.
    untenanted: Box<[Cells]>,
    tenants: Box<[RwLock<Option<Entry>>]>,
    hasher: RandomState,
}

type Cells = [OnceLock<Arc<dyn Aead>>; Suite::ALL.len()];

#[derive(Debug)]
struct Entry {
    key: KeyId,
    suite: Suite,
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
            untenanted: keyring.keys().map(|_| Cells::default()).collect(),
            tenants: (0..TENANT_SLOTS).map(|_| RwLock::new(None)).collect(),
            hasher: RandomState::new(),
        }
    }

    /// The cipher of `tenant`, which is empty for none, under `key`, which stands at `position` of the keyring.
    pub(super) fn cipher(&self, position: usize, key: &Key, suite: Suite, tenant: &[u8]) -> Option<Subkey<'_>> {
        if tenant.is_empty() {
            self.untenanted(position, key, suite).map(Subkey::Kept)
        } else {
            self.tenanted(key, suite, tenant).map(Subkey::Shared)
        }
    }

    fn untenanted(&self, position: usize, key: &Key, suite: Suite) -> Option<&Arc<dyn Aead>> {
        let cells = self.untenanted.get(position)?;
        // The numbers are 1, 2, ..: the suite's position among all.
        let cell = cells.get(usize::from(suite.number()).checked_sub(1)?)?;
        if cell.get().is_none() {
            // Racers derive the same key twice; the first to arrive stays.
            let _already = cell.set(self.derive(key, suite, &[])?);
        }
        cell.get()
    }

    fn tenanted(&self, key: &Key, suite: Suite, tenant: &[u8]) -> Option<Arc<dyn Aead>> {
        // The remainder is below the number of slots, which is a `usize`.
        #[expect(clippy::cast_possible_truncation, reason = "see above")]
        let slot = self
            .tenants
            .get((self.hasher.hash_one((key.id(), suite, tenant)) % TENANT_SLOTS as u64) as usize)?;
        // A panic cannot leave a slot half-written, since it is replaced by one assignment: poison says nothing.
        if let Some(entry) = &*slot.read().unwrap_or_else(PoisonError::into_inner)
            && entry.key == key.id()
            && entry.suite == suite
            && *entry.tenant == *tenant
        {
            return Some(Arc::clone(&entry.cipher));
        }
        let cipher = self.derive(key, suite, tenant)?;
        let entry = Entry {
            key: key.id(),
            suite,
            tenant: tenant.into(),
            cipher: Arc::clone(&cipher),
        };
        *slot.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        Some(cipher)
    }

    fn derive(&self, key: &Key, suite: Suite, tenant: &[u8]) -> Option<Arc<dyn Aead>> {
        let context = self.context.as_str().as_bytes();
        let prefix = |part: &[u8]| u16::try_from(part.len()).ok().map(u16::to_be_bytes);
        let info = [
            ENCRYPTION_LABEL,
            &[0, suite.number()],
            &prefix(context)?,
            context,
            &prefix(tenant)?,
            tenant,
        ];
        let subkey = hkdf::expand(key.material()?, &info);
        self.backend.cipher(suite, subkey.expose()).ok()
    }
}

const ENCRYPTION_LABEL: &[u8] = b"mf/enc/v1";
/// About 600 bytes each when filled.
const TENANT_SLOTS: usize = 256;
