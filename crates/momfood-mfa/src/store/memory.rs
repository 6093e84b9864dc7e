//! A store for one process: tests, trying it out, a single node that may forget its users' factors when it stops.
//!
//! One lock, held for a few hash operations and never across an await. Bounded: past its capacity it refuses new users
//! with [`StoreError::Unavailable`] rather than forget somebody's factor or lock.

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use super::{Answer, Challenge, Factors, MfaStore, PendingTotp, SendScope, TotpCommit};
use crate::attempt::{self, Attempt, AttemptPolicy, AttemptState};
use crate::id::{ChallengeId, FactorId};
use crate::sms::{SendDecision, SendLimit, SendState, SmsPurpose, decide_send};
use crate::tag::StoredTag;
use crate::totp::Step;
use crate::user::UserId;

mod bounded;
mod record;

use bounded::Bounded;
use record::Record;

/// An [`MfaStore`] in memory.
#[derive(Debug)]
pub struct MemoryMfaStore {
    users: Bounded<UserId, Record>,
    sends: Bounded<SendScope, SendState>,
}

impl MemoryMfaStore {
    /// An empty store for at most [`DEFAULT_CAPACITY`] users.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// An empty store for at most `users` users, and twice as many budgets of messages.
    #[must_use]
    pub fn with_capacity(users: usize) -> Self {
        Self {
            users: Bounded::new(users),
            sends: Bounded::new(users.saturating_mul(2)),
        }
    }
}

impl Default for MemoryMfaStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl MfaStore for MemoryMfaStore {
    async fn factors(&self, user: &UserId) -> Result<Factors, StoreError> {
        Ok(self.users.existing(user, |record| record.factors()).unwrap_or_default())
    }

    async fn reserve_attempt(
        &self,
        user: &UserId,
        policy: &AttemptPolicy,
        now: Timestamp,
    ) -> Result<Attempt, StoreError> {
        self.users.entry(user, now, |record| {
            let (attempt, state) = attempt::decide(record.attempts, policy, now);
            record.attempts = state;
            attempt
        })
    }

    async fn reset_attempts(&self, user: &UserId) -> Result<bool, StoreError> {
        let forget = |record: &mut Record| std::mem::take(&mut record.attempts) != AttemptState::default();
        Ok(self.users.existing(user, forget).unwrap_or(false))
    }

    async fn put_pending_totp(&self, user: &UserId, pending: PendingTotp, now: Timestamp) -> Result<(), StoreError> {
        self.users.entry(user, now, |record| record.pending = Some(pending))
    }

    async fn try_pending_totp(&self, user: &UserId, now: Timestamp) -> Result<Option<PendingTotp>, StoreError> {
        Ok(self.users.existing(user, |record| record.try_pending(now)).flatten())
    }

    async fn confirm_totp(
        &self,
        user: &UserId,
        factor: FactorId,
        step: Step,
        codes: &[StoredTag],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let confirm = |record: &mut Record| record.confirm(factor, step, codes, now);
        Ok(self.users.existing(user, confirm).unwrap_or(false))
    }

    async fn commit_totp(&self, user: &UserId, factor: FactorId, step: Step) -> Result<TotpCommit, StoreError> {
        let commit = self.users.existing(user, |record| record.commit(factor, step));
        Ok(commit.unwrap_or(TotpCommit::Gone))
    }

    async fn remove_totp(&self, user: &UserId) -> Result<bool, StoreError> {
        Ok(self.users.existing(user, Record::remove_totp).unwrap_or(false))
    }

    async fn replace_backup_codes(&self, user: &UserId, codes: &[StoredTag]) -> Result<bool, StoreError> {
        let replace = |record: &mut Record| record.replace_backup_codes(codes);
        Ok(self.users.existing(user, replace).unwrap_or(false))
    }

    async fn consume_backup_code(&self, user: &UserId, code: &StoredTag) -> Result<Option<u32>, StoreError> {
        let consume = |record: &mut Record| record.consume_backup_code(code);
        Ok(self.users.existing(user, consume).flatten())
    }

    async fn reserve_send(
        &self,
        scope: &SendScope,
        limit: &SendLimit,
        now: Timestamp,
    ) -> Result<SendDecision, StoreError> {
        self.sends.entry(scope, now, |state| {
            let (decision, next) = decide_send(*state, limit, now);
            *state = next;
            decision
        })
    }

    async fn refund_send(&self, scope: &SendScope) -> Result<(), StoreError> {
        self.sends.existing(scope, |state| *state = state.refunded());
        Ok(())
    }

    async fn put_challenge(&self, user: &UserId, challenge: Challenge, now: Timestamp) -> Result<(), StoreError> {
        self.users.entry(user, now, |record| record.put_challenge(challenge))
    }

    async fn answer_challenge(
        &self,
        user: &UserId,
        id: ChallengeId,
        purpose: SmsPurpose,
        answer: &StoredTag,
        now: Timestamp,
    ) -> Result<Answer, StoreError> {
        let answer = |record: &mut Record| record.answer(id, purpose, answer, now);
        Ok(self.users.existing(user, answer).unwrap_or(Answer::Gone))
    }

    async fn remove_phone(&self, user: &UserId) -> Result<bool, StoreError> {
        Ok(self.users.existing(user, Record::remove_phone).unwrap_or(false))
    }

    async fn purge(&self, user: &UserId) -> Result<bool, StoreError> {
        Ok(self.users.remove(user))
    }
}

/// Users that [`MemoryMfaStore::new`] keeps: some hundred bytes each.
pub const DEFAULT_CAPACITY: usize = 100_000;
