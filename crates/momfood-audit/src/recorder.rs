//! The sink that keeps: it stamps an event, puts it into a bounded queue and returns; one task carries the queue to the store.
//!
//! An event's way: [`stamp`] (id, sequence, time) → queue → [`worker`] (batches, retries) → store. What cannot go on is
//! written into the [`loss`] ledger, and from there becomes an `audit_gap` event of its own.

use core::{fmt, time::Duration};
use std::sync::Arc;

use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot, watch,
    },
    time::{Instant, timeout_at},
};

use crate::{Clock, Emitted, Event, EventSink, EventStore, Record, Severity};

pub(crate) mod builder;
pub(crate) mod loss;
pub(crate) mod report;
mod stamp;
mod worker;

use builder::RecorderBuilder;
use loss::{LossReason, Losses};
use report::{Report, Tally};
use stamp::Stamp;

/// Records events into a store without ever making their producer wait.
///
/// # Overflow
/// A full queue drops the newest event ([`Overflow::DropNewest`](crate::Overflow::DropNewest)). The drop is counted, the producer is told
/// ([`Emitted::Dropped`]), and the log is told: an `audit_gap` event with the range of sequences, the number of events lost
/// among them, and the reason is part of the next batch.
///
/// # Outage
/// A batch that the store does not take is tried again with growing pauses, a bounded number of times; then its events are
/// lost in the same visible way. Gap events themselves are kept until the store takes them.
///
/// # Shutdown
/// Call [`Recorder::shutdown`]. A recorder that is merely dropped leaves its task to finish the queue, which it does only if
/// the runtime goes on long enough.
pub struct Recorder {
    queue: mpsc::Sender<Message>,
    /// Places of the queue that are open to severe events only.
    reserve: usize,
    shared: Arc<Shared>,
    stop: watch::Sender<Option<Instant>>,
}

/// What the queue carries. A flush stands in line, and so knows that all before it has been handled.
#[derive(Debug)]
enum Message {
    Record(Record),
    Flush(oneshot::Sender<()>),
}

/// What the producers' side and the worker both write to.
#[derive(Debug)]
struct Shared {
    stamp: Stamp,
    losses: Losses,
    tally: Tally,
}

impl Recorder {
    /// A recorder into `store` with the defaults of [`RecorderBuilder`].
    ///
    /// # Panics
    /// Outside a Tokio runtime: its task would have nowhere to run.
    #[must_use]
    pub fn start(store: Arc<dyn EventStore>, clock: Clock) -> Self {
        Self::builder(store, clock).start()
    }

    /// A recorder to be configured before it starts.
    pub fn builder(store: Arc<dyn EventStore>, clock: Clock) -> RecorderBuilder {
        RecorderBuilder::new(store, clock)
    }

    /// Waits until every event emitted before the call is stored, or lost and accounted for; says how things stand then.
    ///
    /// # Cancellation
    /// Dropping the call changes nothing.
    pub async fn flush(&self) -> Report {
        let (done, handled) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() {
            // An error means that the worker ended: then there is nothing left to wait for.
            let _ended = handled.await;
        }
        self.report()
    }

    /// Takes no more events, stores what is queued, and gives up `within` this time (at most a day), whatever the store does.
    ///
    /// What is not known to be stored by then is lost, and in the report; [`Report::lost`] is zero if and only if all went
    /// well. Events emitted later are dropped and counted. A second call waits for the first.
    pub async fn shutdown(&self, within: Duration) -> Report {
        let deadline = Instant::now() + within.min(MAX_SHUTDOWN);
        self.stop.send_if_modified(|stop| {
            let first = stop.is_none();
            if first {
                *stop = Some(deadline);
            }
            first
        });
        // The worker keeps the deadline by itself. The grace is for one that a store blocks without yielding.
        let _ended = timeout_at(deadline + GRACE, self.stop.closed()).await;
        self.report()
    }

    /// How many events have been lost so far, for any reason.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.report().lost()
    }

    /// How many events wait in the queue.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// How many calls of the store have failed or taken too long, retries included.
    #[must_use]
    pub fn store_failures(&self) -> u64 {
        self.shared.tally.store_failures()
    }

    /// How things stand.
    #[must_use]
    pub fn report(&self) -> Report {
        self.shared.report()
    }

    fn lose(&self, sequence: u64, reason: LossReason) -> Emitted {
        self.shared.losses.add(reason, sequence);
        Emitted::Dropped
    }
}

impl EventSink for Recorder {
    fn emit(&self, event: Event) -> Emitted {
        let severe = event.severity() >= Severity::High;
        let sequence = self.shared.stamp.next_sequence();
        // Threads that look at the same moment may together overrun the line by as many places as they are; the queue's own
        // bound holds exactly.
        if !severe && self.queue.capacity() <= self.reserve && !self.queue.is_closed() {
            return self.lose(sequence, LossReason::QueueFull);
        }
        let record = self.shared.stamp.record(sequence, event);
        match self.queue.try_send(Message::Record(record)) {
            Ok(()) => Emitted::Accepted,
            Err(TrySendError::Full(_)) => self.lose(sequence, LossReason::QueueFull),
            Err(TrySendError::Closed(_)) => self.lose(sequence, LossReason::Shutdown),
        }
    }
}

impl Shared {
    fn report(&self) -> Report {
        Report {
            emitted: self.stamp.issued().saturating_sub(self.tally.gaps()),
            stored: self.tally.stored(),
            lost: self.losses.totals(),
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Recorder")
            .field("depth", &self.depth())
            .field("report", &self.report())
            .finish_non_exhaustive()
    }
}

/// Beyond any orderly shutdown, and far from the end of the monotonic clock.
const MAX_SHUTDOWN: Duration = Duration::from_secs(86_400);
/// How long past its deadline a shutdown waits for a worker that cannot even be asked to stop.
const GRACE: Duration = Duration::from_millis(100);
