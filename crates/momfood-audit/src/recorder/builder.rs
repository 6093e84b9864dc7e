//! What a recorder may be told before it starts.

use core::time::Duration;
use std::sync::Arc;

use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

use super::{Losses, Recorder, Shared, Stamp, Tally, worker::Worker};
use crate::{Clock, EventQuery, EventStore, Record, StoreError};

/// What happens to an event that finds the queue full. Waiting is not among it: a login must not wait for a log.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Overflow {
    /// It is dropped; what is queued stays. An attack's first events are worth more than its last.
    DropNewest {
        /// Places beside the capacity that only events of severity High and Critical may take, so that a flood of
        /// harmless ones cannot keep them out.
        reserve: usize,
    },
}

impl Default for Overflow {
    fn default() -> Self {
        Self::DropNewest {
            reserve: RecorderBuilder::DEFAULT_RESERVE,
        }
    }
}

/// How often, and how patiently, a batch is tried again that the store did not take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retry {
    attempts: u32,
    first_pause: Duration,
    max_pause: Duration,
}

impl Retry {
    /// `attempts` in all (at least one), with a pause after the first that doubles after each, up to `max_pause`.
    #[must_use]
    pub fn new(attempts: u32, first_pause: Duration, max_pause: Duration) -> Self {
        Self {
            attempts: attempts.max(1),
            first_pause: first_pause.min(max_pause),
            max_pause,
        }
    }

    /// The pauses between attempts, in order; one fewer than the attempts.
    pub(super) fn pauses(self) -> impl Iterator<Item = Duration> {
        core::iter::successors(Some(self.first_pause), move |pause| {
            Some(pause.saturating_mul(2).min(self.max_pause))
        })
        .zip(1..self.attempts)
        .map(|(pause, _)| pause)
    }

    /// How long to wait before trying again what may not be given up.
    pub(super) const fn max_pause(self) -> Duration {
        self.max_pause
    }
}

impl Default for Retry {
    /// Ten attempts over about 45 seconds: longer than a failover of a database, shorter than it takes an ordinary load to
    /// fill the queue.
    fn default() -> Self {
        Self::new(10, Duration::from_millis(100), Duration::from_secs(10))
    }
}

/// A recorder that has not started. See [`Recorder`] for what it promises.
#[derive(Debug)]
#[must_use = "a recorder records nothing until it is started"]
pub struct RecorderBuilder {
    store: Arc<dyn EventStore>,
    clock: Clock,
    capacity: usize,
    overflow: Overflow,
    first_sequence: u64,
    settings: Settings,
}

/// How the worker carries the queue to the store.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) batch: usize,
    pub(super) batch_delay: Duration,
    pub(super) store_timeout: Duration,
    pub(super) retry: Retry,
}

impl RecorderBuilder {
    pub(super) fn new(store: Arc<dyn EventStore>, clock: Clock) -> Self {
        Self {
            store,
            clock,
            capacity: Self::DEFAULT_CAPACITY,
            overflow: Overflow::default(),
            first_sequence: 1,
            settings: Settings {
                batch: Self::DEFAULT_BATCH,
                batch_delay: Self::DEFAULT_BATCH_DELAY,
                store_timeout: Self::DEFAULT_STORE_TIMEOUT,
                retry: Retry::default(),
            },
        }
    }

    /// How many events may wait, brought into 1..=[`Self::MAX_CAPACITY`]; default [`Self::DEFAULT_CAPACITY`].
    pub fn with_capacity(mut self, events: usize) -> Self {
        self.capacity = events.clamp(1, Self::MAX_CAPACITY);
        self
    }

    /// What happens when they do not fit; default [`Overflow::DropNewest`] with a reserve of [`RecorderBuilder::DEFAULT_RESERVE`].
    pub fn with_overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// The most events handed to the store at once, brought into 1..=[`Self::MAX_BATCH`]; default [`Self::DEFAULT_BATCH`].
    pub fn with_batch(mut self, events: usize) -> Self {
        self.settings.batch = events.clamp(1, Self::MAX_BATCH);
        self
    }

    /// How long a batch that is not full waits for more events; default [`Self::DEFAULT_BATCH_DELAY`].
    pub fn with_batch_delay(mut self, delay: Duration) -> Self {
        self.settings.batch_delay = delay;
        self
    }

    /// How long one call of the store may take before it counts as failed; default [`Self::DEFAULT_STORE_TIMEOUT`].
    pub fn with_store_timeout(mut self, timeout: Duration) -> Self {
        self.settings.store_timeout = timeout;
        self
    }

    /// How often a batch is tried; default [`Retry::default`].
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Goes on after the last record of a store that outlived its recorder, instead of numbering from 1.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot tell, or not within its timeout, what its last record is.
    pub async fn resume(mut self) -> Result<Self, StoreError> {
        let newest = EventQuery::new().with_limit(1);
        let page = timeout(self.settings.store_timeout, self.store.query(&newest))
            .await
            .map_err(StoreError::unavailable)??;
        let last = page.records().first().map_or(0, Record::sequence);
        self.first_sequence = last.saturating_add(1);
        Ok(self)
    }

    /// Starts the task and opens the queue.
    ///
    /// # Panics
    /// Outside a Tokio runtime: the task would have nowhere to run.
    #[must_use]
    pub fn start(self) -> Recorder {
        let Overflow::DropNewest { reserve } = self.overflow;
        let reserve = reserve.min(Self::MAX_CAPACITY);
        let (queue, receiver) = mpsc::channel(self.capacity + reserve);
        let (stop, stopped) = watch::channel(None);
        let shared = Arc::new(Shared {
            stamp: Stamp::new(self.clock, self.first_sequence),
            losses: Losses::default(),
            tally: Tally::default(),
        });
        let worker = Worker::new(receiver, self.store, Arc::clone(&shared), self.settings, stopped);
        tokio::spawn(worker.run());
        Recorder {
            queue,
            reserve,
            shared,
            stop,
        }
    }
}

/// The bounds and the defaults.
impl RecorderBuilder {
    /// Events that may wait unless stated otherwise: under three megabytes of records with few fields.
    pub const DEFAULT_CAPACITY: usize = 8_192;

    /// The most events that may wait.
    pub const MAX_CAPACITY: usize = 1_048_576;

    /// Places kept for severe events unless stated otherwise.
    pub const DEFAULT_RESERVE: usize = 1_024;

    /// Events in a batch unless stated otherwise: past it, `COPY` into PostgreSQL gains little.
    pub const DEFAULT_BATCH: usize = 512;

    /// The most events in a batch.
    pub const MAX_BATCH: usize = 8_192;

    /// How long a batch waits to fill unless stated otherwise.
    pub const DEFAULT_BATCH_DELAY: Duration = Duration::from_millis(50);

    /// How long a call of the store may take unless stated otherwise.
    pub const DEFAULT_STORE_TIMEOUT: Duration = Duration::from_secs(10);
}
