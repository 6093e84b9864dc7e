//! The generic cell rate algorithm (ITU-T I.371, annex A): a leaky bucket whose whole state is one time.
//!
//! TAT, the theoretical arrival time, is when the bucket will be full again. A charge moves it later by T (the emission
//! interval) for every unit, and is admitted if it then lies no further ahead than τ (the tolerance). Integer
//! microseconds: a full bucket admits exactly `burst` at once, after which one unit comes back every T.
//!
//! In any window it admits up to `burst` + `limit` units: the burst, and what flows back meanwhile. If that is too much,
//! use a [`SlidingLog`](super::SlidingLog).

use momfood_audit::Timestamp;

use super::{Bucket, FULL_PRESSURE};
use crate::Rate;

/// Eight bytes: TAT in microseconds since the epoch (58 bits, enough until the year 11,100), and below it the binary
/// logarithm of τ, so that a store can tell how full a bucket is without its quota.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Gcra(u64);

impl Gcra {
    /// The theoretical arrival time, in microseconds since the epoch.
    #[must_use]
    pub const fn tat(&self) -> u64 {
        self.0 >> SCALE_BITS
    }

    fn set(&mut self, tat: u64, rate: &Rate) {
        let scale = u64::from(rate.tolerance.max(1).ilog2());
        self.0 = (tat.min(MAX_TAT) << SCALE_BITS) | scale;
    }

    /// How far TAT lies ahead.
    const fn ahead(&self, now: Timestamp) -> u64 {
        self.tat().saturating_sub(now.as_micros())
    }
}

impl Bucket for Gcra {
    fn settle(&mut self, rate: &Rate, now: Timestamp) {
        if self.ahead(now) > rate.tolerance {
            self.set(now.as_micros().saturating_add(rate.tolerance), rate);
        }
    }

    fn wait(&self, rate: &Rate, cost: u32, now: Timestamp) -> Option<u64> {
        if cost > rate.burst {
            return None;
        }
        let charged = self
            .ahead(now)
            .saturating_add(rate.emission.saturating_mul(u64::from(cost)));
        Some(charged.saturating_sub(rate.tolerance))
    }

    fn charge(&mut self, rate: &Rate, cost: u32, now: Timestamp) {
        let cost = rate.emission.saturating_mul(u64::from(cost));
        self.set(self.tat().max(now.as_micros()).saturating_add(cost), rate);
    }

    fn refund(&mut self, rate: &Rate, cost: u32, _now: Timestamp) {
        // A TAT in the past is a full bucket, however far in the past: nothing can be refunded beyond that.
        let cost = rate.emission.saturating_mul(u64::from(cost));
        self.set(self.tat().saturating_sub(cost), rate);
    }

    fn remaining(&self, rate: &Rate, now: Timestamp) -> u32 {
        let free = rate.tolerance.saturating_sub(self.ahead(now));
        u32::try_from(free / rate.emission.max(1)).unwrap_or(rate.burst)
    }

    fn reset_after(&self, _rate: &Rate, now: Timestamp) -> u64 {
        self.ahead(now)
    }

    fn pressure(&self, now: Timestamp) -> u64 {
        let scale = self.0 & SCALE_MASK;
        self.ahead(now).saturating_mul(FULL_PRESSURE) >> scale
    }
}

const SCALE_BITS: u32 = 6;
const SCALE_MASK: u64 = (1 << SCALE_BITS) - 1;
const MAX_TAT: u64 = u64::MAX >> SCALE_BITS;
