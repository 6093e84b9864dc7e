//! The end of a recorder, in order and otherwise: it ends by its deadline, and nothing goes unsaid.

use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use async_trait::async_trait;
use momfood_audit::{
    Clock, Emitted, EventQuery, EventSink, EventStore, LossReason, Page, Record, Recorder, Retry, StoreError,
};
use tokio::time::Instant;

use crate::faulty::{Fault, FaultyStore, low};

const DEADLINE: Duration = Duration::from_secs(2);

#[tokio::test(start_paused = true)]
async fn shutdown_stores_what_is_queued_and_says_so() {
    let store = FaultyStore::new();
    let recorder = Recorder::builder(store.clone(), Clock::system()).with_batch(7).start();
    for _ in 0..100 {
        recorder.emit(low());
    }
    let report = recorder.shutdown(DEADLINE).await;
    assert_eq!((report.stored(), report.lost(), report.pending()), (100, 0, 0));
    assert_eq!(report.to_string(), "100 stored, 0 lost, 0 pending");
    assert_eq!(store.sequences().await, (1..=100).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn shutdown_with_a_dead_store_ends_by_its_deadline_and_reports_the_loss() {
    for fault in [Fault::Fails, Fault::Hangs] {
        let store = FaultyStore::new();
        let recorder = Recorder::builder(store.clone(), Clock::system()).with_batch(7).start();
        store.fail(fault, u32::MAX);
        for _ in 0..100 {
            recorder.emit(low());
        }
        let start = Instant::now();
        let report = recorder.shutdown(DEADLINE).await;
        assert_eq!(start.elapsed(), DEADLINE, "{fault:?}");
        assert_eq!((report.stored(), report.pending()), (0, 0), "{fault:?}");
        assert_eq!(report.lost_to(LossReason::Shutdown), 100, "{fault:?}");
        assert_eq!(report.to_string(), "0 stored, 100 lost, 0 pending, shutdown 100");
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_recovers_within_the_deadline_gets_everything() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), Clock::system());
    store.fail(Fault::Fails, 3);
    recorder.emit(low());
    let report = recorder.shutdown(DEADLINE).await;
    assert_eq!((report.stored(), report.lost()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_lost_on_the_way_out_is_still_told_to_a_store_that_recovers() {
    let store = FaultyStore::new();
    let patience = Retry::new(3, Duration::from_millis(100), DEADLINE);
    let recorder = Recorder::builder(store.clone(), Clock::system())
        .with_retry(patience)
        .start();
    store.fail(Fault::Fails, 3);
    recorder.emit(low());
    let report = recorder.shutdown(DEADLINE).await;
    assert_eq!((report.stored(), report.lost_to(LossReason::StoreFailed)), (0, 1));
    let gaps = store.gaps().await;
    assert_eq!((gaps.len(), gaps[0].count, gaps[0].from), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_batch_under_way_when_the_shutdown_comes_is_neither_lost_nor_doubled() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), Clock::system());
    store.fail(Fault::Hangs, 1);
    recorder.emit(low());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(
        (recorder.depth(), recorder.report().pending()),
        (0, 1),
        "in the store's hands"
    );
    let report = recorder.shutdown(DEADLINE).await;
    assert_eq!((report.stored(), report.lost()), (1, 0));
    assert_eq!(store.sequences().await, [1]);
}

#[tokio::test]
async fn events_after_a_shutdown_are_dropped_and_counted() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store, Clock::system());
    recorder.shutdown(DEADLINE).await;
    assert_eq!(recorder.emit(low()), Emitted::Dropped);
    let report = recorder.flush().await;
    assert_eq!((report.emitted(), report.lost_to(LossReason::Shutdown)), (1, 1));
    assert_eq!(
        recorder.shutdown(DEADLINE).await,
        report,
        "a second shutdown finds it done"
    );
}

#[tokio::test]
async fn a_recorder_that_is_only_dropped_still_finishes_its_queue() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), Clock::system());
    for _ in 0..100 {
        recorder.emit(low());
    }
    drop(recorder);
    while store.sequences().await.len() < 100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_store_that_panics_ends_the_recorder_in_plain_sight() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), Clock::system());
    store.fail(Fault::Panics, 1);
    for _ in 0..3 {
        recorder.emit(low());
    }
    let report = recorder.flush().await;
    assert_eq!((report.lost(), report.pending()), (3, 0));
    assert_eq!(recorder.emit(low()), Emitted::Dropped);
}

/// A store that blocks its thread instead of yielding, which async code must not do.
#[derive(Debug)]
struct BlockingStore(Mutex<mpsc::Receiver<()>>);

#[async_trait]
impl EventStore for BlockingStore {
    async fn append(&self, _: &[Record]) -> Result<(), StoreError> {
        let _released = self.0.lock().unwrap().recv();
        Ok(())
    }

    async fn query(&self, _: &EventQuery) -> Result<Page, StoreError> {
        Ok(Page::default())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_even_a_store_that_blocks_its_thread_holds_a_shutdown() {
    let (release, blocked) = mpsc::channel();
    let store = Arc::new(BlockingStore(Mutex::new(blocked)));
    let recorder = Recorder::builder(store, Clock::system())
        .with_batch_delay(Duration::ZERO)
        .start();
    recorder.emit(low());
    let report = recorder.shutdown(Duration::from_millis(10)).await;
    assert_eq!((report.stored(), report.lost(), report.pending()), (0, 0, 1));
    drop(release);
}
