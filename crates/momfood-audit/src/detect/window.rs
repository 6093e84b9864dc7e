//! Whether the threshold was reached within the window: exact, from the last N times and nothing else.
//!
//! The cells of a group are a ring of N times, or N pairs of a value and when it was last seen. Times come in order.

use core::time::Duration;

use super::{groups::GroupState, rule::ThresholdRule};
use crate::Timestamp;

/// How many cells a group of this rule takes.
pub(super) fn cells(rule: &ThresholdRule) -> usize {
    let threshold = usize::try_from(rule.threshold().get()).unwrap_or(usize::MAX);
    match rule.distinct() {
        None => threshold,
        Some(_) => threshold.saturating_mul(2),
    }
}

/// Counts one event at `now`; whether it and the N-1 before it lie within the window.
pub(super) fn count(times: &mut [u64], group: &mut GroupState, now: Timestamp, window: Duration) -> bool {
    if let Some(oldest) = times.get_mut(group.next) {
        *oldest = now.as_micros();
    }
    group.filled = group.filled.saturating_add(1).min(times.len());
    group.next = group.next.saturating_add(1) % times.len().max(1);
    // Once the ring is full, the next to be overwritten is the first of the last N.
    group.filled == times.len() && times.get(group.next).is_some_and(|first| within(*first, now, window))
}

/// Counts `value` at `now`; whether N different ones, this among them, were seen within the window.
pub(super) fn count_distinct(
    seen: &mut [u64],
    group: &mut GroupState,
    value: u64,
    now: Timestamp,
    window: Duration,
) -> bool {
    let (pairs, _) = seen.as_chunks_mut::<2>();
    let threshold = pairs.len();
    let used = pairs.get_mut(..group.filled).unwrap_or_default();
    if let Some([_, last]) = used.iter_mut().find(|[known, _]| *known == value) {
        *last = now.as_micros();
    } else if group.filled < threshold {
        if let Some(free) = pairs.get_mut(group.filled) {
            *free = [value, now.as_micros()];
        }
        group.filled += 1;
    } else if let Some(stalest) = pairs.iter_mut().min_by_key(|[_, last]| *last) {
        *stalest = [value, now.as_micros()];
    }
    group.filled == threshold && pairs.iter().all(|[_, last]| within(*last, now, window))
}

fn within(then: u64, now: Timestamp, window: Duration) -> bool {
    now.since(Timestamp::from_micros(then)) < window
}
