//! Where sessions live. Each method is one atomic decision: between its reading and its writing nobody else may come.
//!
//! What is not there is revoked: a store that loses records signs users out, and never in. Subjects and session ids come
//! from verified tokens, but treat them as hostile text all the same; nothing that a store holds is a secret, though
//! [`Session::user_agent`] and [`Session::address`] are personal data.

#[cfg(feature = "memory")]
mod memory;

use core::{fmt::Debug, num::NonZeroU16};

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

#[cfg(feature = "memory")]
pub use memory::MemorySessionStore;

use crate::{
    authentication::Authentication,
    id::SessionId,
    session::{Presented, Renewed, Rotation, RotationPolicy, Session},
    subject::Subject,
};

/// Keeps the sessions of each subject. Hold yours to [`conformance`](crate::conformance).
///
/// Time is always the caller's `now`: expiry must not depend on a clock of the store's own, nor on its sweeping. No method
/// has a default, for on each of them security depends.
///
/// # Errors
/// Every method fails with [`StoreError`] alone, which never means "revoked". After [`StoreError::Unavailable`] the operation may or
/// may not have happened; calling again is safe.
#[async_trait]
pub trait SessionStore: Debug + Send + Sync {
    /// Adds `session`, and ends the least recently used live ones of `subject` until no more than `cap` are left.
    ///
    /// It never overwrites: an id that is there gives [`Creation::IdTaken`].
    async fn create(
        &self,
        subject: &Subject,
        session: Session,
        cap: NonZeroU16,
        now: Timestamp,
    ) -> Result<Creation, StoreError>;

    /// Decides as [`Session::rotate`] does, and removes the session where that says so.
    ///
    /// Of any number of callers with one token, exactly one gets [`Rotation::Rotated`]. A session that was revoked before
    /// the decision is [`Rotation::Missing`] and stays away.
    async fn rotate(
        &self,
        subject: &Subject,
        id: &SessionId,
        presented: &Presented,
        policy: &RotationPolicy,
        now: Timestamp,
    ) -> Result<Rotation, StoreError>;

    /// Whether `subject` has the live session `id`. On the path of every request: it reads and never writes.
    async fn is_live(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Result<bool, StoreError>;

    /// The live session `id` of `subject`.
    async fn find(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Result<Option<Session>, StoreError>;

    /// The live sessions of `subject`, the most recently used first.
    async fn list(&self, subject: &Subject, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// Raises the session as [`Authentication::stepped_up`] says and gives what it then knows; `None` if it is not live.
    async fn step_up(
        &self,
        subject: &Subject,
        id: &SessionId,
        to: Authentication,
        now: Timestamp,
    ) -> Result<Option<Renewed>, StoreError>;

    /// Ends the session `id`; whether it was live. A session of another subject is none of this one's.
    async fn revoke(&self, subject: &Subject, id: &SessionId, now: Timestamp) -> Result<bool, StoreError>;

    /// Ends all sessions of `subject` but `keep`; how many of them were live. The cost must not grow with other subjects.
    async fn revoke_all(
        &self,
        subject: &Subject,
        keep: Option<&SessionId>,
        now: Timestamp,
    ) -> Result<usize, StoreError>;
}

/// What came of adding a session.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum Creation {
    /// It was added.
    Created {
        /// The live sessions that were ended to make room.
        evicted: Vec<SessionId>,
    },
    /// The subject has a session of this id; nothing was changed. Random ids do not meet: the generator is broken.
    IdTaken,
}
