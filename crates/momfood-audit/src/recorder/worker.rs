//! The one task between the queue and the store: gathers a batch, stores it, tries again, gives up visibly.
//!
//! All that it holds lies in its fields, never in a future, so that it can be stopped at any await: what is in hand is then
//! still there to be stored, or to be counted as lost when the worker is dropped. Storing twice is harmless, for stores
//! keep an id once.

use std::sync::Arc;

use tokio::{
    select,
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep, timeout, timeout_at},
};

use super::{Message, Shared, builder::Settings, loss::LossReason};
use crate::{EventStore, Record};

#[derive(Debug)]
pub(super) struct Worker {
    queue: mpsc::Receiver<Message>,
    store: Arc<dyn EventStore>,
    shared: Arc<Shared>,
    settings: Settings,
    inbox: Vec<Message>,
    /// What goes to the store next: first gap events, which are never given up, then the events in hand.
    batch: Vec<Record>,
    gaps: usize,
    flushes: Vec<oneshot::Sender<()>>,
    /// The last field, so that who waits for the worker's end finds its losses counted.
    stop: watch::Receiver<Option<Instant>>,
}

impl Worker {
    pub(super) const fn new(
        queue: mpsc::Receiver<Message>,
        store: Arc<dyn EventStore>,
        shared: Arc<Shared>,
        settings: Settings,
        stop: watch::Receiver<Option<Instant>>,
    ) -> Self {
        Self {
            queue,
            store,
            shared,
            settings,
            inbox: Vec::new(),
            batch: Vec::new(),
            gaps: 0,
            flushes: Vec::new(),
            stop,
        }
    }

    pub(super) async fn run(mut self) {
        let mut stop = self.stop.clone();
        let deadline = select! {
            deadline = asked_to_stop(&mut stop) => deadline,
            () = self.serve() => return,
        };
        self.queue.close();
        // Whether it finished or not: what is left is counted when the worker is dropped.
        let _finished = timeout_at(deadline, self.serve()).await;
    }

    /// Carries the queue to the store until it is closed and empty.
    async fn serve(&mut self) {
        while self.gather().await {
            self.settle().await;
        }
        self.settle().await;
    }

    /// Waits until there is something to store or to tell, and for a batch to fill. `false` when nothing will come any more.
    async fn gather(&mut self) -> bool {
        if self.in_hand() == 0 {
            select! {
                biased;
                received = self.queue.recv_many(&mut self.inbox, self.settings.batch) => if received == 0 {
                    return false;
                },
                () = self.shared.losses.news() => return true,
                () = sleep(self.settings.retry.max_pause()), if self.gaps > 0 => return true,
            }
            self.sort_inbox();
        }
        let due = Instant::now() + self.settings.batch_delay;
        while self.flushes.is_empty() {
            let room = self.settings.batch.saturating_sub(self.in_hand());
            if room == 0 {
                break;
            }
            match timeout_at(due, self.queue.recv_many(&mut self.inbox, room)).await {
                Ok(0) | Err(_) => break,
                Ok(_) => self.sort_inbox(),
            }
        }
        true
    }

    /// Stores what is in hand with what is to be told, or gives the events up; then answers who waited for that.
    async fn settle(&mut self) {
        self.tell_losses();
        if !self.batch.is_empty() {
            if self.store_batch().await {
                self.shared.tally.add_stored(count(self.in_hand()));
                self.batch.clear();
                self.gaps = 0;
                self.shared.losses.recall();
            } else {
                self.lose_in_hand(LossReason::StoreFailed);
            }
        }
        for flush in self.flushes.drain(..) {
            // Who asked may have stopped waiting.
            let _gone = flush.send(());
        }
    }

    async fn store_batch(&self) -> bool {
        let mut pauses = self.settings.retry.pauses();
        loop {
            let appended = timeout(self.settings.store_timeout, self.store.append(&self.batch));
            if matches!(appended.await, Ok(Ok(()))) {
                return true;
            }
            self.shared.tally.add_store_failure();
            match pauses.next() {
                Some(pause) => sleep(pause).await,
                None => return false,
            }
        }
    }

    /// Makes gap events of what is untold, unless older ones still wait: so they are few, however long the store is away.
    fn tell_losses(&mut self) {
        if self.gaps > 0 {
            return;
        }
        for (reason, span) in self.shared.losses.take_untold() {
            let sequence = self.shared.stamp.next_sequence();
            self.shared.tally.add_gap();
            let gap = self.shared.stamp.record(sequence, span.into_gap(reason));
            self.batch.insert(self.gaps, gap);
            self.gaps += 1;
        }
    }

    fn lose_in_hand(&mut self, reason: LossReason) {
        for record in self.batch.drain(self.gaps..) {
            self.shared.losses.add(reason, record.sequence());
        }
    }

    fn sort_inbox(&mut self) {
        for message in self.inbox.drain(..) {
            match message {
                Message::Record(record) => self.batch.push(record),
                Message::Flush(done) => self.flushes.push(done),
            }
        }
    }

    fn in_hand(&self) -> usize {
        self.batch.len().saturating_sub(self.gaps)
    }
}

impl Drop for Worker {
    /// The end, in order or not (a deadline, a panic of the store, a runtime that went away): nothing goes uncounted.
    fn drop(&mut self) {
        self.queue.close();
        self.sort_inbox();
        self.lose_in_hand(LossReason::Shutdown);
        while let Ok(message) = self.queue.try_recv() {
            if let Message::Record(record) = message {
                self.shared.losses.add(LossReason::Shutdown, record.sequence());
            }
        }
    }
}

/// Completes with the deadline of a shutdown; never, if the recorder is dropped without one.
async fn asked_to_stop(stop: &mut watch::Receiver<Option<Instant>>) -> Instant {
    let asked = stop.wait_for(Option::is_some).await.ok().and_then(|deadline| *deadline);
    match asked {
        Some(deadline) => deadline,
        None => core::future::pending().await,
    }
}

fn count(records: usize) -> u64 {
    u64::try_from(records).unwrap_or(u64::MAX)
}
