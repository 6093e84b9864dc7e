//! How use is counted, as pure state machines: `(state, rate, cost, now) -> (state, standing)`, no clock, no store.
//!
//! | | at most in any window | bytes a key | good for |
//! |---|---|---|---|
//! | [`Gcra`] | burst + limit | 8 | the default: smooth, smallest, fastest |
//! | [`SlidingLog`] | **limit, exactly** | 8 a unit | few and dear: OTP messages, password resets |
//! | [`SlidingCounter`] | just under 2 × limit | 32 | windows as people count them, large limits |
//!
//! Three laws hold for all. A wait that was told is exact: one microsecond earlier the charge is still refused, and at
//! that time it is admitted. A clock that is set back neither frees a caller nor locks it out for longer than two windows:
//! [`Bucket::settle`] brings state from the future back to now, and stores keep that even if they then refuse. And an
//! empty state is the same as none, so that a store may forget it.

mod gcra;
mod sliding_counter;
mod sliding_log;

use momfood_audit::Timestamp;

pub use gcra::Gcra;
pub use sliding_counter::SlidingCounter;
pub use sliding_log::SlidingLog;

use crate::Rate;

/// Which algorithm counts a quota.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a store must count by every algorithm, or not compile"
)]
pub enum Algorithm {
    /// The generic cell rate algorithm ([`Gcra`]).
    Gcra,
    /// The exact sliding window ([`SlidingLog`]).
    SlidingLog,
    /// Two fixed windows, the older one weighted ([`SlidingCounter`]).
    SlidingCounter,
}

/// The use of one quota by one subject. `Default` is a bucket that nobody used.
///
/// Times are in microseconds, as in [`Rate`]. Call [`settle`](Self::settle) before anything else at a new `now`.
pub trait Bucket: Default {
    /// Brings the state to `now`: drops what has expired, and what a clock that was set back left in the future.
    fn settle(&mut self, rate: &Rate, now: Timestamp);

    /// How long until `cost` units would be admitted: 0 is now, and `None` never.
    fn wait(&self, rate: &Rate, cost: u32, now: Timestamp) -> Option<u64>;

    /// Charges `cost` units, which [`wait`](Self::wait) admitted at the same `now`.
    fn charge(&mut self, rate: &Rate, cost: u32, now: Timestamp);

    /// Gives `cost` units back, never beyond a full bucket.
    fn refund(&mut self, rate: &Rate, cost: u32, now: Timestamp);

    /// Units left.
    fn remaining(&self, rate: &Rate, now: Timestamp) -> u32;

    /// Until the bucket is full again.
    fn reset_after(&self, rate: &Rate, now: Timestamp) -> u64;

    /// How much of it is used, in about [`FULL_PRESSURE`]ths; 0 when it is full, and forgetting it would change nothing.
    /// What a store under pressure forgets first is the bucket with the least.
    fn pressure(&self, now: Timestamp) -> u64;
}

/// The [`Bucket::pressure`] of a bucket that is used up.
pub const FULL_PRESSURE: u64 = 1 << 20;

/// One whole decision on one bucket: settle, ask, and charge if it is admitted. Gives the [`Bucket::wait`].
pub fn decide<B: Bucket>(bucket: &mut B, rate: &Rate, cost: u32, now: Timestamp) -> Option<u64> {
    bucket.settle(rate, now);
    let wait = bucket.wait(rate, cost, now);
    if wait == Some(0) {
        bucket.charge(rate, cost, now);
    }
    wait
}
