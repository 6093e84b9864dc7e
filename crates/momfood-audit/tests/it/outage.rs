//! The store is away, and comes back. Time is virtual: nothing here waits.

use std::time::Duration;

use momfood_audit::{Clock, EventSink, LossReason, Recorder, RecorderBuilder, Retry};

use crate::faulty::{Fault, FaultyStore, Gap, low};

const SECOND: Duration = Duration::from_secs(1);

fn impatient(store: &std::sync::Arc<FaultyStore>) -> RecorderBuilder {
    Recorder::builder(store.clone(), Clock::system()).with_retry(Retry::new(3, SECOND, 4 * SECOND))
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_and_recovers_loses_nothing_below_capacity() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), Clock::system());
    store.fail(Fault::Fails, 9);
    for _ in 0..5_000 {
        recorder.emit(low());
    }
    let report = recorder.flush().await;
    assert_eq!((report.stored(), report.lost(), report.pending()), (5_000, 0, 0));
    assert_eq!(store.sequences().await, (1..=5_000).collect::<Vec<_>>());
    assert_eq!(recorder.store_failures(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_was_kept_though_the_store_failed_is_kept_once() {
    let store = FaultyStore::new();
    let recorder = impatient(&store).start();
    store.fail(Fault::KeepsAndFails, 2);
    for _ in 0..10 {
        recorder.emit(low());
    }
    let report = recorder.flush().await;
    assert_eq!((report.stored(), report.lost()), (10, 0));
    assert_eq!(store.sequences().await, (1..=10).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_is_asked_again_after_its_timeout() {
    let store = FaultyStore::new();
    let recorder = impatient(&store).with_store_timeout(SECOND).start();
    store.fail(Fault::Hangs, 2);
    recorder.emit(low());
    let start = tokio::time::Instant::now();
    let report = recorder.flush().await;
    assert_eq!((report.stored(), report.lost()), (1, 0));
    assert_eq!(
        start.elapsed(),
        SECOND + SECOND + SECOND + 2 * SECOND,
        "timeout, pause, timeout, pause"
    );
}

#[tokio::test(start_paused = true)]
async fn pauses_double_up_to_their_bound_and_attempts_end() {
    let store = FaultyStore::new();
    let recorder = Recorder::builder(store.clone(), Clock::system())
        .with_retry(Retry::new(6, SECOND, 4 * SECOND))
        .start();
    store.fail(Fault::Fails, 6);
    recorder.emit(low());
    let start = tokio::time::Instant::now();
    let report = recorder.flush().await;
    assert_eq!(start.elapsed(), (1 + 2 + 4 + 4 + 4) * SECOND);
    assert_eq!(
        (recorder.store_failures(), report.lost_to(LossReason::StoreFailed)),
        (6, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn an_outage_longer_than_the_patience_is_told_when_it_ends_without_waiting_for_an_event() {
    let store = FaultyStore::new();
    let recorder = impatient(&store).start();
    store.fail(Fault::Fails, u32::MAX);
    for _ in 0..3 {
        recorder.emit(low());
    }
    let report = recorder.flush().await;
    assert_eq!((report.stored(), report.lost_to(LossReason::StoreFailed)), (0, 3));

    tokio::time::sleep(60 * SECOND).await;
    assert_eq!(store.sequences().await, [0_u64; 0]);
    store.recover();
    tokio::time::sleep(10 * SECOND).await;
    let gap = Gap {
        reason: "store_failed".into(),
        count: 3,
        from: 1,
        to: 3,
    };
    assert_eq!(store.gaps().await, [gap]);
}

#[tokio::test(start_paused = true)]
async fn a_long_outage_makes_few_gap_events_and_they_account_for_all() {
    let store = FaultyStore::new();
    let recorder = impatient(&store).with_batch(10).start();
    store.fail(Fault::Fails, u32::MAX);
    for _ in 0..50 {
        for _ in 0..10 {
            recorder.emit(low());
        }
        recorder.flush().await;
    }
    assert_eq!(recorder.report().lost(), 500);
    store.recover();
    tokio::time::sleep(60 * SECOND).await;

    let gaps = store.gaps().await;
    assert!(gaps.len() <= 3, "{gaps:?}");
    assert_eq!(gaps.iter().map(|gap| gap.count).sum::<u64>(), 500);
}
