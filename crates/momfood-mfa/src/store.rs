//! Where factors, attempts and challenges live. Each method is one atomic decision.

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};
use momfood_crypto::Sealed;

use crate::attempt::{Attempt, AttemptPolicy};
use crate::id::{ChallengeId, FactorId};
use crate::phone::PhoneContext;
use crate::sms::{SendDecision, SendLimit, SmsPurpose};
use crate::tag::StoredTag;
use crate::totp::{Step, TotpSecretContext};
use crate::user::UserId;

#[cfg(feature = "memory")]
pub(crate) mod memory;

/// The state of all users' second factors.
///
/// For implementers: a method decides and writes in one step that no other caller can get between (one script, one
/// statement, one lock); two calls never share a decision that a third could have changed. `now` is the caller's clock and
/// decides what has expired; what has expired may be dropped at any time. The laws are in the module `conformance` (feature
/// `conformance`).
///
/// # Security
/// All that a store is given is sealed, tagged or public, so it needs no secrecy, but it does need integrity and freshness:
/// a store that loses its last writes accepts a code again.
///
/// # Cancellation
/// A caller may drop a future at any time; the operation then has happened whole or not at all.
#[async_trait]
pub trait MfaStore: std::fmt::Debug + Send + Sync {
    /// What the user has enrolled and confirmed.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn factors(&self, user: &UserId) -> Result<Factors, StoreError>;

    /// Lets one attempt in, or not, as [`attempt::decide`](crate::attempt::decide) says, and keeps its state.
    ///
    /// Of any number of concurrent calls, no more are granted than if they had come one after the other.
    ///
    /// # Errors
    /// [`StoreError`]; the caller then compares nothing.
    async fn reserve_attempt(
        &self,
        user: &UserId,
        policy: &AttemptPolicy,
        now: Timestamp,
    ) -> Result<Attempt, StoreError>;

    /// Forgets the user's failed attempts: an operator's decision. `false` if there were none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn reset_attempts(&self, user: &UserId) -> Result<bool, StoreError>;

    /// Keeps an enrolment that waits for its first code. It replaces another one that waits; a live factor stays.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn put_pending_totp(&self, user: &UserId, pending: PendingTotp, now: Timestamp) -> Result<(), StoreError>;

    /// The waiting enrolment, with one of its tries used up; `None` when there is none, it has expired at `now`, or its
    /// tries are used up.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn try_pending_totp(&self, user: &UserId, now: Timestamp) -> Result<Option<PendingTotp>, StoreError>;

    /// Makes the waiting enrolment `factor` the user's factor with `step` as its last, and `codes` the backup codes,
    /// instead of any before. `false`, and nothing changes, unless exactly that enrolment waits and has not expired at `now`.
    ///
    /// The count of failed attempts stays: whoever enrols was told the secret, and has proven nothing else.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn confirm_totp(
        &self,
        user: &UserId,
        factor: FactorId,
        step: Step,
        codes: &[StoredTag],
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Uses up `step`, and every step before it, of the live factor `factor`, and forgets the failed attempts. Of any
    /// number of callers with one step, one wins.
    ///
    /// # Errors
    /// [`StoreError`]; the caller then lets nobody in.
    async fn commit_totp(&self, user: &UserId, factor: FactorId, step: Step) -> Result<TotpCommit, StoreError>;

    /// Removes the live factor and a waiting one, and the backup codes too when no other factor is left. `false` if there
    /// was no live one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove_totp(&self, user: &UserId) -> Result<bool, StoreError>;

    /// Puts `codes` in place of all backup codes. `false`, and nothing changes, if the user has no live factor.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn replace_backup_codes(&self, user: &UserId, codes: &[StoredTag]) -> Result<bool, StoreError>;

    /// Uses up the backup code with this tag, forgets the failed attempts, and says how many codes are left; `None` if
    /// there is no such code. Of any number of callers with one code, one wins.
    ///
    /// # Errors
    /// [`StoreError`]; the caller then lets nobody in, and the code may be used up.
    async fn consume_backup_code(&self, user: &UserId, code: &StoredTag) -> Result<Option<u32>, StoreError>;

    /// Pays for one message, or not, as [`decide_send`](crate::decide_send) says, and keeps its state.
    ///
    /// # Errors
    /// [`StoreError`]; the caller then sends nothing.
    async fn reserve_send(
        &self,
        scope: &SendScope,
        limit: &SendLimit,
        now: Timestamp,
    ) -> Result<SendDecision, StoreError>;

    /// Gives back what was paid for one message that was certainly not sent.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn refund_send(&self, scope: &SendScope) -> Result<(), StoreError>;

    /// Keeps a challenge in place of an older one of the same user and purpose.
    ///
    /// # Errors
    /// [`StoreError`]; the caller then sends nothing.
    async fn put_challenge(&self, user: &UserId, challenge: Challenge, now: Timestamp) -> Result<(), StoreError>;

    /// Answers a challenge: uses up one of its tries, then compares. Of any number of right answers one wins, and of wrong
    /// ones as many are compared as the challenge has tries; then it is gone.
    ///
    /// A right answer to [`SmsPurpose::EnrolPhone`] makes the challenge's telephone the user's, instead of any before. A
    /// right answer to [`SmsPurpose::Login`] forgets the failed attempts, and is right only while the telephone that the
    /// code was sent to is still the user's.
    ///
    /// # Errors
    /// [`StoreError`]; the caller then lets nobody in.
    async fn answer_challenge(
        &self,
        user: &UserId,
        id: ChallengeId,
        purpose: SmsPurpose,
        answer: &StoredTag,
        now: Timestamp,
    ) -> Result<Answer, StoreError>;

    /// Removes the telephone with all challenges, and the backup codes too when no other factor is left. `false` if there
    /// was none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove_phone(&self, user: &UserId) -> Result<bool, StoreError>;

    /// Forgets the user: factors, codes, challenges and failed attempts. Budgets of messages run out by themselves.
    /// `false` if nothing was known.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn purge(&self, user: &UserId) -> Result<bool, StoreError>;
}

/// What a user has enrolled and confirmed.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a store must fill in all of it")]
pub struct Factors {
    /// The authenticator app.
    pub totp: Option<TotpFactor>,
    /// The proven telephone.
    pub phone: Option<PhoneFactor>,
    /// How many backup codes are left.
    pub backup_codes: u32,
}

/// An authenticator app. Its last step is the store's alone, behind [`MfaStore::commit_totp`].
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a store must keep all of it")]
pub struct TotpFactor {
    /// Its name.
    pub id: FactorId,
    /// Its secret.
    pub secret: Sealed<TotpSecretContext>,
}

/// An enrolment that waits for its first code.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a store must keep all of it")]
pub struct PendingTotp {
    /// What it becomes.
    pub factor: TotpFactor,
    /// It is void from this time on.
    pub expires_at: Timestamp,
    /// How many codes may still be tried.
    pub tries_left: u32,
}

/// A telephone.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a store must keep all of it")]
pub struct PhoneFactor {
    /// Its name.
    pub id: FactorId,
    /// Its number.
    pub number: Sealed<PhoneContext>,
}

/// A code that was sent and waits for its answer.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a store must keep all of it")]
pub struct Challenge {
    /// Its name.
    pub id: ChallengeId,
    /// What a right answer proves.
    pub purpose: SmsPurpose,
    /// The telephone that the code was sent to.
    pub phone: PhoneFactor,
    /// The right answer's tag.
    pub answer: StoredTag,
    /// It is void from this time on.
    pub expires_at: Timestamp,
    /// How many answers may still be given.
    pub tries_left: u32,
}

/// Whose messages are counted.
///
/// A number's messages are counted for each purpose: whoever knows a victim's number can use up what may be sent there to
/// enrol it, but not what the victim needs to log in.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a store must keep them apart")]
pub enum SendScope {
    /// All that a user causes.
    User(UserId),
    /// All that go to a number, by its tag, for one purpose.
    Phone(StoredTag, SmsPurpose),
}

/// What became of a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum TotpCommit {
    /// It was used up by this call.
    Committed,
    /// It, or a later one, had been used up before.
    Replayed,
    /// The factor is not the user's any more.
    Gone,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum Answer {
    /// It was right, and the challenge is used up.
    Right,
    /// It was wrong, and counted.
    Wrong,
    /// The challenge had expired.
    Expired,
    /// There is no such challenge of this user and purpose (any more).
    Gone,
}
