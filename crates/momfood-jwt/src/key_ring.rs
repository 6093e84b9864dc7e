//! The keys in force: one that issues, and those that are accepted beside it.
//!
//! ```text
//! publish ──> Published ──rotate──> Active ──rotate──> Retiring{until} ──> gone
//!             accepted              issues             accepted, its private half forgotten
//! ```
//!
//! Over several nodes a new key is published everywhere first and made active then, so that no node meets a `kid` that it
//! does not know. Invariants: exactly one active key; no `kid` twice; a retiring key is refused from `until` on, swept or
//! not. Readers take a snapshot: a rotation never waits for them, nor they for it.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use momfood_audit::Timestamp;

use crate::{
    access::TokenError,
    key::{Algorithm, Kid, SigningKey, VerifyingKey},
};

mod jwks;

pub use jwks::{Jwk, Jwks};

/// A shared set of keys; clones are handles to the same set, so that a rotation reaches every holder.
#[derive(Clone, Debug)]
pub struct KeyRing(Arc<RwLock<Arc<Keys>>>);

impl KeyRing {
    /// A ring in which `active` issues and nothing else is accepted.
    #[must_use]
    pub fn new(active: SigningKey) -> Self {
        let keys = Keys {
            active: Arc::new(active),
            others: Vec::new(),
        };
        Self(Arc::new(RwLock::new(Arc::new(keys))))
    }

    /// Accepts `key` from now on and shows it in the key set: the step before [`rotate`](Self::rotate), on every node.
    ///
    /// # Errors
    /// [`KeyRingError::Known`] when the ring has the key in any state, or [`KeyRingError::Full`].
    pub fn publish(&self, key: VerifyingKey) -> Result<(), KeyRingError> {
        self.change(|keys| {
            if keys.find(key.kid()).is_some() {
                return Err(KeyRingError::Known);
            }
            keys.accept(key, KeyState::Published)
        })
    }

    /// Makes `next` the key that issues. The one before it is accepted for `overlap` more: at least the life of an access
    /// token, or users are signed out; zero when it is known to have leaked.
    ///
    /// # Errors
    /// [`KeyRingError::Known`] when `next` is active or was: a retired key never comes back. [`KeyRingError::Full`].
    pub fn rotate(&self, next: SigningKey, now: Timestamp, overlap: Duration) -> Result<(), KeyRingError> {
        self.change(|keys| {
            keys.others.retain(|(_, state)| state.accepts(now));
            keys.others
                .retain(|(key, state)| key.kid() != next.kid() || *state != KeyState::Published);
            if keys.find(next.kid()).is_some() {
                return Err(KeyRingError::Known);
            }
            let previous = core::mem::replace(&mut keys.active, Arc::new(next));
            let until = now.saturating_add(overlap);
            keys.accept(previous.verifying_key().clone(), KeyState::Retiring { until })
        })
    }

    /// Stops accepting the key `kid` at once. The active key cannot be removed: rotate it out with no overlap.
    ///
    /// # Errors
    /// [`KeyRingError::Unknown`] when no key beside the active one has that name.
    pub fn remove(&self, kid: &Kid) -> Result<(), KeyRingError> {
        self.change(|keys| {
            let before = keys.others.len();
            keys.others.retain(|(key, _)| key.kid() != kid);
            if keys.others.len() < before {
                Ok(())
            } else {
                Err(KeyRingError::Unknown)
            }
        })
    }

    /// What each key is, the active one first.
    #[must_use]
    pub fn keys(&self, now: Timestamp) -> Vec<(Kid, Algorithm, KeyState)> {
        let keys = self.read();
        keys.accepted(now)
            .map(|(key, state)| (key.kid().clone(), key.algorithm(), state))
            .collect()
    }

    /// The public keys in force, for `/.well-known/jwks.json`. Shared secrets are never in it.
    #[must_use]
    pub fn jwks(&self, now: Timestamp) -> Jwks {
        self.read().accepted(now).filter_map(|(key, _)| Jwk::of(key)).collect()
    }

    /// The keys as they stand now.
    pub(crate) fn read(&self) -> Arc<Keys> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the keys by a changed copy; on an error nothing changes.
    fn change(&self, change: impl FnOnce(&mut Keys) -> Result<(), KeyRingError>) -> Result<(), KeyRingError> {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut keys = Keys::clone(&current);
        change(&mut keys)?;
        *current = Arc::new(keys);
        Ok(())
    }
}

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whether a key is accepted depends on it: matches must be total"
)]
pub enum KeyState {
    /// Accepted, so that a node which is ahead of this one is understood.
    Published,
    /// Issues, and is accepted.
    Active,
    /// Accepted for tokens that were issued before.
    Retiring {
        /// From then on it is not.
        until: Timestamp,
    },
}

impl KeyState {
    fn accepts(self, now: Timestamp) -> bool {
        match self {
            Self::Published | Self::Active => true,
            Self::Retiring { until } => now < until,
        }
    }
}

/// One immutable state of a ring.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    active: Arc<SigningKey>,
    others: Vec<(VerifyingKey, KeyState)>,
}

impl Keys {
    /// The key that issues.
    pub(crate) fn active(&self) -> &SigningKey {
        &self.active
    }

    /// The key whose tokens carry exactly this encoded header. A ring has a handful of keys: looking at each is fast.
    pub(crate) fn with_header(&self, header: &str, now: Timestamp) -> Option<&VerifyingKey> {
        self.accepted(now)
            .map(|(key, _)| key)
            .find(|key| key.header() == header)
    }

    /// The key named `kid`, if tokens under it are accepted at `now`.
    pub(crate) fn with_kid(&self, kid: &str, now: Timestamp) -> Result<&VerifyingKey, TokenError> {
        let (key, state) = self
            .all()
            .find(|(key, _)| key.kid().as_str() == kid)
            .ok_or(TokenError::UnknownKey)?;
        if state.accepts(now) {
            Ok(key)
        } else {
            Err(TokenError::RetiredKey)
        }
    }

    fn find(&self, kid: &Kid) -> Option<&VerifyingKey> {
        self.all().map(|(key, _)| key).find(|key| key.kid() == kid)
    }

    fn all(&self) -> impl Iterator<Item = (&VerifyingKey, KeyState)> {
        let active = core::iter::once((self.active.verifying_key(), KeyState::Active));
        active.chain(self.others.iter().map(|(key, state)| (key, *state)))
    }

    fn accepted(&self, now: Timestamp) -> impl Iterator<Item = (&VerifyingKey, KeyState)> {
        self.all().filter(move |(_, state)| state.accepts(now))
    }

    fn accept(&mut self, key: VerifyingKey, state: KeyState) -> Result<(), KeyRingError> {
        if self.others.len() + 1 >= MAX_RING_KEYS {
            return Err(KeyRingError::Full);
        }
        self.others.push((key, state));
        Ok(())
    }
}

/// Why a ring did not change.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The ring has this key already, or had it and retired it.
    #[error("the ring knows this key already")]
    Known,
    /// The ring has no such key.
    #[error("the ring does not know this key")]
    Unknown,
    /// The ring has [`MAX_RING_KEYS`] keys: rotated again and again within one overlap.
    #[error("a ring has at most {MAX_RING_KEYS} keys")]
    Full,
}

impl KeyRingError {
    /// The stable code, such as `key_ring_known`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Known => "key_ring_known",
            Self::Unknown => "key_ring_unknown",
            Self::Full => "key_ring_full",
        }
    }
}

/// Most keys of a ring: every token under an unknown header looks at each.
pub const MAX_RING_KEYS: usize = 16;
