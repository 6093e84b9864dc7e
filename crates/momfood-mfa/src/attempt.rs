//! How often a person's second factors may be tried: a decision made, and paid for, before any code is compared.
//!
//! One counter for a user, shared by all factors and all challenges, so that changing the factor or asking for another
//! SMS buys no further guess. The state is how many attempts have failed or are still out, and when the last was let in;
//! the lock follows from both, so a new policy applies at once.
//!
//! Source: NIST SP 800-63B §5.2.2 (at most 100 consecutive failures, growing delays); ASVS 5.0 6.3.1.
//!
//! # Security
//! Count second-factor attempts only of people who passed the first factor, or anybody could lock anybody out.

use std::time::Duration;

use momfood_audit::Timestamp;

/// How many attempts, and how long to wait between them.
///
/// The default: 5 attempts freely, then 30 s, 60 s, 120 s, … up to 1 h between attempts, and none after 100 in a row.
/// A six-digit code with one step of skew is then guessed with a chance of 100 × 3 in a million before an operator looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AttemptPolicy {
    free: u32,
    first_delay: Duration,
    longest_delay: Duration,
    hard_limit: u32,
}

impl AttemptPolicy {
    /// `free` attempts (1..=20), then delays that double from `first_delay` (at least 1 s) to `longest_delay` (at most
    /// one day), and the hard lock after `hard_limit` attempts (more than `free`, at most [`MAX_HARD_LIMIT`]).
    ///
    /// # Errors
    /// [`AttemptPolicyError`] when a value is out of its range.
    pub fn new(
        free: u32,
        first_delay: Duration,
        longest_delay: Duration,
        hard_limit: u32,
    ) -> Result<Self, AttemptPolicyError> {
        let sound = (1..=MAX_FREE).contains(&free)
            && (Duration::from_secs(1)..=longest_delay).contains(&first_delay)
            && longest_delay <= MAX_DELAY
            && free < hard_limit
            && hard_limit <= MAX_HARD_LIMIT;
        sound
            .then_some(Self {
                free,
                first_delay,
                longest_delay,
                hard_limit,
            })
            .ok_or(AttemptPolicyError)
    }

    /// How long after the `failures`-th failure the next attempt must wait.
    fn delay(&self, failures: u32) -> Duration {
        if failures >= self.hard_limit {
            return Duration::MAX;
        }
        let Some(doublings) = failures.checked_sub(self.free) else {
            return Duration::ZERO;
        };
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        self.first_delay.saturating_mul(factor).min(self.longest_delay)
    }
}

impl Default for AttemptPolicy {
    fn default() -> Self {
        Self {
            free: 5,
            first_delay: Duration::from_secs(30),
            longest_delay: Duration::from_secs(60 * 60),
            hard_limit: MAX_HARD_LIMIT,
        }
    }
}

/// A value of an [`AttemptPolicy`] is out of its range.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("attempt policy out of range")]
pub struct AttemptPolicyError;

impl AttemptPolicyError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_attempt_policy"
    }
}

/// A user's consecutive attempts that did not succeed, as a store keeps them. Success puts back the default.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a store must write all of it")]
pub struct AttemptState {
    /// Attempts let in since the last success.
    pub failures: u32,
    /// When the last of them was let in.
    pub last: Timestamp,
}

/// What a store answers when an attempt asks to be let in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum Attempt {
    /// It may compare, and is counted as failed until it succeeds.
    Granted {
        /// How many more may fail before the next delay.
        left: u32,
        /// How long the next attempt must wait if this one fails; [`Duration::MAX`] if there will be none.
        then_locked: Duration,
    },
    /// Too soon after the last failure. It was not counted.
    Locked {
        /// How long until an attempt is let in.
        retry_after: Duration,
    },
    /// Too many failures in a row: only an operator ([`MfaService::unlock`](crate::MfaService::unlock)) ends this.
    HardLocked,
}

/// Decides on one attempt at `now`, and gives the state to keep.
///
/// A clock that was set back lengthens a delay, never shortens it.
#[must_use]
pub fn decide(state: AttemptState, policy: &AttemptPolicy, now: Timestamp) -> (Attempt, AttemptState) {
    if state.failures >= policy.hard_limit {
        return (Attempt::HardLocked, state);
    }
    let open_at = state.last.saturating_add(policy.delay(state.failures));
    if state.failures >= policy.free && now < open_at {
        // The last attempt may bear a later time than this one, when the clocks of two nodes differ.
        let retry_after = open_at.since(now);
        return (Attempt::Locked { retry_after }, state);
    }
    let failures = state.failures.saturating_add(1);
    let granted = Attempt::Granted {
        left: policy.free.saturating_sub(failures),
        then_locked: policy.delay(failures),
    };
    (granted, AttemptState { failures, last: now })
}

/// Most consecutive failures that NIST SP 800-63B §5.2.2 allows.
pub const MAX_HARD_LIMIT: u32 = 100;

const MAX_FREE: u32 = 20;
const MAX_DELAY: Duration = Duration::from_secs(24 * 60 * 60);
