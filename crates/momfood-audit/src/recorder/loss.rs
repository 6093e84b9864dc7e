//! The ledger of what was lost: each loss is counted at once and told to the log as soon as the store takes anything.

use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{Event, EventKind};

/// Why an event did not reach the store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LossReason {
    /// The queue had no room for it.
    QueueFull,
    /// The store did not take it, as often as it was tried.
    StoreFailed,
    /// It came after the shutdown began, or was not known to be stored when the time for that was up.
    Shutdown,
}

impl LossReason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::QueueFull, Self::StoreFailed, Self::Shutdown];

    /// The stable name: `queue_full`, `store_failed`, `shutdown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::StoreFailed => "store_failed",
            Self::Shutdown => "shutdown",
        }
    }
}

impl fmt::Display for LossReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Some losses: `count` events with sequences from `from` to `to`, among which others may have been kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Span {
    from: u64,
    to: u64,
    count: u64,
}

impl Span {
    fn include(&mut self, sequence: u64) {
        self.from = self.from.min(sequence);
        self.to = self.to.max(sequence);
        self.count += 1;
    }

    /// The event that tells the log of it.
    pub(super) fn into_gap(self, reason: LossReason) -> Event {
        Event::new(EventKind::AuditGap)
            .with_field("reason", reason.as_str())
            .with_field("count", self.count)
            .with_field("from", self.from)
            .with_field("to", self.to)
    }
}

/// Losses by reason.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct ByReason<T> {
    queue_full: T,
    store_failed: T,
    shutdown: T,
}

impl<T: Copy> ByReason<T> {
    pub(super) const fn of(&self, reason: LossReason) -> T {
        match reason {
            LossReason::QueueFull => self.queue_full,
            LossReason::StoreFailed => self.store_failed,
            LossReason::Shutdown => self.shutdown,
        }
    }

    const fn of_mut(&mut self, reason: LossReason) -> &mut T {
        match reason {
            LossReason::QueueFull => &mut self.queue_full,
            LossReason::StoreFailed => &mut self.store_failed,
            LossReason::Shutdown => &mut self.shutdown,
        }
    }
}

/// A lock is held for a few additions, and only where an event is lost anyway.
#[derive(Debug, Default)]
pub(super) struct Losses {
    ledger: Mutex<Ledger>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Ledger {
    /// Not yet made into gap events.
    untold: ByReason<Option<Span>>,
    totals: ByReason<u64>,
}

impl Losses {
    /// Counts the loss of the event with this sequence, and wakes who tells of it.
    pub(super) fn add(&self, reason: LossReason, sequence: u64) {
        let mut ledger = self.ledger();
        *ledger.totals.of_mut(reason) += 1;
        ledger
            .untold
            .of_mut(reason)
            .get_or_insert(Span {
                from: sequence,
                to: sequence,
                count: 0,
            })
            .include(sequence);
        drop(ledger);
        self.news.notify_one();
    }

    /// Takes out what is to be told.
    pub(super) fn take_untold(&self) -> impl Iterator<Item = (LossReason, Span)> {
        let untold = core::mem::take(&mut self.ledger().untold);
        LossReason::ALL
            .into_iter()
            .filter_map(move |reason| Some((reason, untold.of(reason)?)))
    }

    /// Completes when there may be something to tell.
    pub(super) async fn news(&self) {
        self.news.notified().await;
    }

    /// Makes [`Self::news`] complete if something is untold.
    pub(super) fn recall(&self) {
        let untold = self.ledger().untold;
        if untold != ByReason::default() {
            self.news.notify_one();
        }
    }

    pub(super) fn totals(&self) -> ByReason<u64> {
        self.ledger().totals
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
