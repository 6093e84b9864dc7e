//! Two fixed windows, of which the older one counts by the part of it that the sliding window still covers.
//!
//! Constant space for any limit; it assumes that the older window's units were spread evenly, so a caller who crowds them
//! may get just under twice the limit into one real window. Windows are aligned to the epoch and counted in whole
//! milliseconds; products are compared, never quotients, so nothing is lost to rounding.

use momfood_audit::Timestamp;

use super::{Bucket, FULL_PRESSURE};
use crate::Rate;

/// The units of the current window and of the one before it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SlidingCounter {
    /// The number of the current window: milliseconds since the epoch, divided by `width`.
    window: u64,
    /// Milliseconds in a window. A quota with another width starts anew.
    width: u64,
    current: u32,
    previous: u32,
    limit: u32,
}

impl SlidingCounter {
    /// Microseconds from now to the place in the current window that is `offset` from its start.
    const fn until(&self, offset: u64, now: Timestamp) -> u64 {
        let place = self.window.saturating_mul(self.width).saturating_add(offset);
        place.saturating_mul(MICROS_PER_MILLI).saturating_sub(now.as_micros())
    }

    /// Milliseconds of the current window that are over; none while the clock is set back to before it.
    const fn elapsed(&self, now: Timestamp) -> u64 {
        now.as_millis().saturating_sub(self.window.saturating_mul(self.width))
    }

    /// Units in the sliding window, times the width. It stays below 2^54.
    fn weighted(&self, now: Timestamp) -> u64 {
        let covered = self.width.saturating_sub(self.elapsed(now));
        let (current, previous) = (u64::from(self.current), u64::from(self.previous));
        previous
            .saturating_mul(covered)
            .saturating_add(current.saturating_mul(self.width))
    }
}

impl Bucket for SlidingCounter {
    fn settle(&mut self, rate: &Rate, now: Timestamp) {
        let width = (rate.period / MICROS_PER_MILLI).max(1);
        let window = now.as_millis() / width;
        if self.width != width {
            *self = Self {
                width,
                window,
                ..Self::default()
            };
        } else if self.window < window {
            self.previous = if self.window.saturating_add(1) == window {
                self.current
            } else {
                0
            };
            self.current = 0;
            self.window = window;
        } else if self.window > window.saturating_add(1) {
            self.window = window;
        }
    }

    fn wait(&self, rate: &Rate, cost: u32, now: Timestamp) -> Option<u64> {
        if cost > rate.limit {
            return None;
        }
        let (limit, cost, width) = (u64::from(rate.limit), u64::from(cost), self.width);
        let (current, previous) = (u64::from(self.current), u64::from(self.previous));
        let asked = self.weighted(now).saturating_add(cost.saturating_mul(width));
        if asked <= limit.saturating_mul(width) {
            return Some(0);
        }
        // The first millisecond at which the older units weigh little enough: in this window, or else in the next one,
        // whose older units are the current ones.
        let fits_at = |free: u64, older: u64| {
            width.saturating_sub(free.saturating_mul(width).checked_div(older).unwrap_or(width))
        };
        let offset = match limit.checked_sub(current.saturating_add(cost)) {
            Some(free) => fits_at(free, previous),
            None => width.saturating_add(fits_at(limit.saturating_sub(cost), current)),
        };
        Some(self.until(offset, now))
    }

    fn charge(&mut self, rate: &Rate, cost: u32, _now: Timestamp) {
        self.current = self.current.saturating_add(cost);
        self.limit = rate.limit;
    }

    fn refund(&mut self, _rate: &Rate, cost: u32, _now: Timestamp) {
        let rest = cost.saturating_sub(self.current);
        self.current = self.current.saturating_sub(cost);
        self.previous = self.previous.saturating_sub(rest);
    }

    fn remaining(&self, rate: &Rate, now: Timestamp) -> u32 {
        let used = self.weighted(now).div_ceil(self.width.max(1));
        rate.limit.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX))
    }

    fn reset_after(&self, _rate: &Rate, now: Timestamp) -> u64 {
        let offset = match (self.current, self.previous) {
            (0, 0) => return 0,
            (0, _) => self.width,
            _ => self.width.saturating_mul(2),
        };
        self.until(offset, now)
    }

    fn pressure(&self, now: Timestamp) -> u64 {
        let windows = |count: u64| self.window.saturating_add(count).saturating_mul(self.width);
        if now.as_millis() >= windows(2) {
            return 0;
        }
        let used = u64::from(self.current).saturating_add(u64::from(self.previous));
        used.saturating_mul(FULL_PRESSURE) / u64::from(self.limit.max(1))
    }
}

const MICROS_PER_MILLI: u64 = 1_000;
