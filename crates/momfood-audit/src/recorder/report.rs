//! What became of the events that were handed over: each is stored, lost, or still on its way.

use core::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::loss::{ByReason, LossReason};

/// How a recorder stands, in events. Its own gap events are not among them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Report {
    pub(super) emitted: u64,
    pub(super) stored: u64,
    pub(super) lost: ByReason<u64>,
}

impl Report {
    /// Handed over.
    #[must_use]
    pub const fn emitted(&self) -> u64 {
        self.emitted
    }

    /// Known to be in the store.
    #[must_use]
    pub const fn stored(&self) -> u64 {
        self.stored
    }

    /// Not known to be in the store, and given up.
    #[must_use]
    pub fn lost(&self) -> u64 {
        LossReason::ALL.into_iter().map(|reason| self.lost_to(reason)).sum()
    }

    /// Given up for this reason.
    #[must_use]
    pub const fn lost_to(&self, reason: LossReason) -> u64 {
        self.lost.of(reason)
    }

    /// Still on the way. Zero after a shutdown, unless the store held the worker past the deadline.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.emitted.saturating_sub(self.stored).saturating_sub(self.lost())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lost, pending) = (self.lost(), self.pending());
        write!(formatter, "{} stored, {lost} lost, {pending} pending", self.stored)?;
        for reason in LossReason::ALL {
            if self.lost_to(reason) > 0 {
                write!(formatter, ", {reason} {}", self.lost_to(reason))?;
            }
        }
        Ok(())
    }
}

/// The worker's counters.
#[derive(Debug, Default)]
pub(super) struct Tally {
    stored: AtomicU64,
    gaps: AtomicU64,
    store_failures: AtomicU64,
}

impl Tally {
    pub(super) fn add_stored(&self, events: u64) {
        self.stored.fetch_add(events, Ordering::Relaxed);
    }

    pub(super) fn add_gap(&self) {
        self.gaps.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn add_store_failure(&self) {
        self.store_failures.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    pub(super) fn gaps(&self) -> u64 {
        self.gaps.load(Ordering::Relaxed)
    }

    pub(super) fn store_failures(&self) -> u64 {
        self.store_failures.load(Ordering::Relaxed)
    }
}
