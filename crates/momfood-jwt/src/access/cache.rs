//! Tokens that were verified before, by the digest of the whole token: a public-key signature costs a hundred times more
//! to check than to remember.
//!
//! Only what holds for ever is remembered: that these very bytes carry a good signature, and what they say. Everything that
//! changes is asked anew on each use: whether their key is still accepted, and whether now is their time.
//!
//! Bounded: a token has one slot, and a newcomer takes it over. Only tokens that verified are entered, so nobody can
//! crowd others out with garbage. A slot belongs to one [`AccessVerifier`](super::AccessVerifier), with its issuer and audience
//! (fast-jwt GHSA-rp9m-7r4c-75qg: a cache that several verifiers shared).

use core::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, PoisonError, RwLock};

use ring::digest::{SHA256, digest};

use crate::access::{Verified, verifier::Window};

/// A bounded memory of verified tokens.
pub(super) struct VerifiedCache<C>(Box<[RwLock<Option<Entry<C>>>]>);

/// SHA-256 of a whole token.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) struct TokenDigest([u8; 32]);

struct Entry<C> {
    digest: TokenDigest,
    window: Window,
    verified: Arc<Verified<C>>,
}

impl<C> VerifiedCache<C> {
    pub(super) fn new(tokens: NonZeroUsize) -> Self {
        Self((0..tokens.get()).map(|_| RwLock::new(None)).collect())
    }

    /// What `digest`'s token says, and when it holds, if it is remembered.
    pub(super) fn find(&self, digest: TokenDigest) -> Option<(Window, Arc<Verified<C>>)> {
        let slot = self.slot(digest)?.read().unwrap_or_else(PoisonError::into_inner);
        let entry = slot.as_ref().filter(|entry| entry.digest == digest)?;
        Some((entry.window, Arc::clone(&entry.verified)))
    }

    /// Remembers a token that was verified.
    pub(super) fn enter(&self, digest: TokenDigest, window: Window, verified: &Arc<Verified<C>>) {
        let entry = Entry {
            digest,
            window,
            verified: Arc::clone(verified),
        };
        if let Some(slot) = self.slot(digest) {
            // One assignment: a panic cannot leave half an entry, and poison says nothing.
            *slot.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        }
    }

    fn slot(&self, TokenDigest(digest): TokenDigest) -> Option<&RwLock<Option<Entry<C>>>> {
        let (head, _) = digest.split_first_chunk()?;
        let slots = u64::try_from(self.0.len()).ok()?;
        let position = u64::from_le_bytes(*head).checked_rem(slots)?;
        self.0.get(usize::try_from(position).ok()?)
    }
}

impl TokenDigest {
    pub(super) fn of(token: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(bytes)
    }
}

impl<C> fmt::Debug for VerifiedCache<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifiedCache")
            .field("tokens", &self.0.len())
            .finish_non_exhaustive()
    }
}
