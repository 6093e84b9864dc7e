//! Sessions in this process: for one node, for tests and for trying it out. They end with the process.
//!
//! Subjects are spread over shards by a keyed hash, so no one can aim at a shard; a lock is held for one decision and never
//! across an await. Memory follows the live sessions: a subject's expired ones go when the subject is touched, and a shard
//! that doubled since it was last swept is swept, so that sweeping costs each sign-in a constant.

use core::{hash::BuildHasher as _, num::NonZeroU16};
use std::{
    collections::{HashMap, hash_map::RandomState},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use super::{Creation, SessionStore};
use crate::{
    authentication::Authentication,
    id::SessionId,
    session::{Presented, Renewed, Rotation, RotationPolicy, Session},
    subject::Subject,
};

/// A [`SessionStore`] in memory, bounded by its subjects times the cap.
#[derive(Debug)]
pub struct MemorySessionStore {
    first: RwLock<Shard>,
    others: Box<[RwLock<Shard>]>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Shard {
    subjects: HashMap<Subject, Vec<Session>>,
    sweep_at: usize,
}

impl MemorySessionStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self {
            first: RwLock::default(),
            others: (1..SHARDS).map(|_| RwLock::default()).collect(),
            hasher: RandomState::new(),
        }
    }

    fn shard(&self, subject: &Subject) -> &RwLock<Shard> {
        let hash = self.hasher.hash_one(subject);
        usize::try_from(hash % SHARDS)
            .ok()
            .and_then(|index| self.others.get(index))
            .unwrap_or(&self.first)
    }

    fn read(&self, subject: &Subject) -> RwLockReadGuard<'_, Shard> {
        self.shard(subject).read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, subject: &Subject) -> RwLockWriteGuard<'_, Shard> {
        self.shard(subject).write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemorySessionStore {
    fn default() -> Self {
        Self::new()
    }
}

impl Shard {
    fn session(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Option<&Session> {
        let sessions = self.subjects.get(subject)?;
        sessions
            .iter()
            .find(|session| session.id == *id && session.is_live(now))
    }

    fn session_mut(&mut self, subject: &Subject, id: &SessionId, now: Timestamp) -> Option<&mut Session> {
        let sessions = self.subjects.get_mut(subject)?;
        sessions
            .iter_mut()
            .find(|session| session.id == *id && session.is_live(now))
    }

    /// Keeps the subject's sessions that `keep` wants and drops the rest; how many live ones that were.
    fn retain(&mut self, subject: &Subject, now: Timestamp, keep: impl Fn(&Session) -> bool) -> usize {
        let Some(sessions) = self.subjects.get_mut(subject) else {
            return 0;
        };
        sessions.retain(|session| session.is_live(now));
        let live = sessions.len();
        sessions.retain(keep);
        let ended = live - sessions.len();
        if sessions.is_empty() {
            self.subjects.remove(subject);
        }
        ended
    }

    fn sweep(&mut self, now: Timestamp) {
        if self.subjects.len() < self.sweep_at {
            return;
        }
        self.subjects.retain(|_, sessions| {
            sessions.retain(|session| session.is_live(now));
            !sessions.is_empty()
        });
        self.sweep_at = self.subjects.len().saturating_mul(2).max(FIRST_SWEEP);
    }
}

impl Default for Shard {
    fn default() -> Self {
        Self {
            subjects: HashMap::new(),
            sweep_at: FIRST_SWEEP,
        }
    }
}

#[async_trait]
impl SessionStore for MemorySessionStore {
    async fn create(
        &self,
        subject: &Subject,
        session: Session,
        cap: NonZeroU16,
        now: Timestamp,
    ) -> Result<Creation, StoreError> {
        let mut shard = self.write(subject);
        shard.sweep(now);
        let sessions = shard.subjects.entry(subject.clone()).or_default();
        if sessions.iter().any(|other| other.id == session.id) {
            return Ok(Creation::IdTaken);
        }
        sessions.retain(|session| session.is_live(now));
        // Least recently used first; among equals the order of sign-in.
        sessions.sort_by_key(|session| session.last_used_at);
        let surplus = (sessions.len() + 1).saturating_sub(usize::from(cap.get()));
        let evicted = sessions.drain(..surplus).map(|session| session.id).collect();
        sessions.push(session);
        Ok(Creation::Created { evicted })
    }

    async fn rotate(
        &self,
        subject: &Subject,
        id: &SessionId,
        presented: &Presented,
        policy: &RotationPolicy,
        now: Timestamp,
    ) -> Result<Rotation, StoreError> {
        let mut shard = self.write(subject);
        let rotation = shard
            .session_mut(subject, id, now)
            .map_or(Rotation::Missing, |session| session.rotate(presented, policy, now));
        if rotation.ends_session() {
            shard.retain(subject, now, |session| session.id != *id);
        }
        Ok(rotation)
    }

    async fn is_live(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.read(subject).session(subject, id, now).is_some())
    }

    async fn find(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Result<Option<Session>, StoreError> {
        Ok(self.read(subject).session(subject, id, now).cloned())
    }

    async fn list(&self, subject: &Subject, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let mut live: Vec<Session> = {
            let shard = self.read(subject);
            let sessions = shard.subjects.get(subject).into_iter().flatten();
            sessions.filter(|session| session.is_live(now)).cloned().collect()
        };
        live.sort_by_key(|session| core::cmp::Reverse(session.last_used_at));
        Ok(live)
    }

    async fn step_up(
        &self,
        subject: &Subject,
        id: &SessionId,
        to: Authentication,
        now: Timestamp,
    ) -> Result<Option<Renewed>, StoreError> {
        let mut shard = self.write(subject);
        Ok(shard.session_mut(subject, id, now).map(|session| session.step_up(to)))
    }

    async fn revoke(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let ended = self.write(subject).retain(subject, now, |session| session.id != *id);
        Ok(ended > 0)
    }

    async fn revoke_all(
        &self,
        subject: &Subject,
        keep: Option<&SessionId>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let ended = self
            .write(subject)
            .retain(subject, now, |session| Some(&session.id) == keep);
        Ok(ended)
    }
}

/// Enough that on 64 cores two requests seldom meet.
const SHARDS: u64 = 64;
/// Subjects in a shard before it is swept for the first time.
const FIRST_SWEEP: usize = 64;

#[cfg(test)]
mod tests;
