//! The exact sliding window: the time of every unit, so that no window of one period ever holds more than `limit`.
//!
//! Bounded: only admitted units are logged, so there are at most `limit` of them, however many are refused. A unit
//! counts for exactly one period: at `time + period` it no longer does.

use std::collections::VecDeque;

use momfood_audit::Timestamp;

use super::{Bucket, FULL_PRESSURE};
use crate::Rate;

/// The times of the units that still count, oldest first, in microseconds since the epoch.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SlidingLog {
    times: VecDeque<u64>,
    /// Of the rate that charged last, so that a store can tell how full a bucket is without its quota.
    period: u64,
    limit: u32,
}

impl SlidingLog {
    fn used(&self) -> u64 {
        u64::try_from(self.times.len()).unwrap_or(u64::MAX)
    }

    fn newest(&self) -> u64 {
        self.times.back().copied().unwrap_or_default()
    }

    /// Until the unit logged at `time` no longer counts.
    const fn counts_for(time: u64, rate: &Rate, now: Timestamp) -> u64 {
        time.saturating_add(rate.period).saturating_sub(now.as_micros())
    }
}

impl Bucket for SlidingLog {
    fn settle(&mut self, rate: &Rate, now: Timestamp) {
        let (now, newest) = (now.as_micros(), self.newest());
        if newest > now.saturating_add(rate.period) {
            self.times.iter_mut().for_each(|time| *time = now);
            return;
        }
        let edge = now.max(newest).checked_sub(rate.period);
        while self.times.front().is_some_and(|oldest| Some(*oldest) <= edge) {
            self.times.pop_front();
        }
    }

    fn wait(&self, rate: &Rate, cost: u32, now: Timestamp) -> Option<u64> {
        if cost > rate.limit {
            return None;
        }
        let excess = (self.used().saturating_add(u64::from(cost))).saturating_sub(u64::from(rate.limit));
        let last_to_go = excess.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        let time = last_to_go.and_then(|index| self.times.get(index));
        Some(time.map_or(0, |time| Self::counts_for(*time, rate, now)))
    }

    fn charge(&mut self, rate: &Rate, cost: u32, now: Timestamp) {
        // Times stay in order even if the clock was set back by less than a period.
        let time = now.as_micros().max(self.newest());
        self.times.extend((0..cost).map(|_| time));
        (self.period, self.limit) = (rate.period, rate.limit);
    }

    fn refund(&mut self, _rate: &Rate, cost: u32, _now: Timestamp) {
        // Whose unit it was is not known. Taking out the oldest leaves the ones that count longest: a refund may return
        // a unit late, and never early.
        let count = usize::try_from(cost).unwrap_or(usize::MAX).min(self.times.len());
        self.times.drain(..count);
    }

    fn remaining(&self, rate: &Rate, _now: Timestamp) -> u32 {
        let free = u64::from(rate.limit).saturating_sub(self.used());
        u32::try_from(free).unwrap_or(rate.limit)
    }

    fn reset_after(&self, rate: &Rate, now: Timestamp) -> u64 {
        let newest = self.times.back();
        newest.map_or(0, |newest| Self::counts_for(*newest, rate, now))
    }

    fn pressure(&self, now: Timestamp) -> u64 {
        let expired = |time: &u64| time.saturating_add(self.period) <= now.as_micros();
        let live = self.times.len().saturating_sub(self.times.partition_point(expired));
        let live = u64::try_from(live).unwrap_or(u64::MAX);
        live.saturating_mul(FULL_PRESSURE) / u64::from(self.limit.max(1))
    }
}
