//! From `emit` to the store, and what an overflow leaves behind.

use std::{collections::HashSet, sync::Arc, time::Duration};

use momfood_audit::{Clock, Emitted, EventKind, EventSink, LossReason, Overflow, Record, Recorder, Severity};

use crate::faulty::{FaultyStore, Gap, low, noon};

const NO_RESERVE: Overflow = Overflow::DropNewest { reserve: 0 };

#[tokio::test]
async fn an_event_is_recorded_with_what_only_the_recorder_knows() {
    let (clock, hand) = Clock::manual(noon());
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), clock);
    assert_eq!(recorder.emit(low()), Emitted::Accepted);
    hand.advance(Duration::from_secs(1));
    assert_eq!(recorder.emit(low().with_event_time(noon())), Emitted::Accepted);
    recorder.flush().await;

    let records = store.records().await;
    assert_eq!(records.len(), 2);
    assert_eq!((records[0].sequence(), records[0].recorded_at()), (1, noon()));
    assert_eq!(
        (records[1].sequence(), records[1].recorded_at()),
        (2, noon().saturating_add(Duration::from_secs(1)))
    );
    assert!(records[0].id() < records[1].id());
    assert_eq!(records[0].event(), &low());
}

#[tokio::test]
async fn overflow_leaves_a_gap_event_that_accounts_for_every_loss() {
    let store = FaultyStore::new();
    let recorder = Recorder::builder(store.clone(), Clock::system())
        .with_capacity(10)
        .with_overflow(NO_RESERVE)
        .start();
    // Nothing is awaited, so the worker does not run: the queue must overflow.
    let dropped = (0..25).filter(|_| recorder.emit(low()) == Emitted::Dropped).count();
    assert_eq!((dropped, recorder.depth(), recorder.dropped()), (15, 10, 15));

    let report = recorder.flush().await;
    assert_eq!((report.emitted(), report.stored(), report.lost()), (25, 10, 15));
    assert_eq!((report.lost_to(LossReason::QueueFull), report.pending()), (15, 0));
    let gap = Gap {
        reason: "queue_full".into(),
        count: 15,
        from: 11,
        to: 25,
    };
    assert_eq!(store.gaps().await, [gap]);
    assert_eq!(store.sequences().await, (1..=10).chain([26]).collect::<Vec<_>>());
    let gap = store.records().await.pop().unwrap();
    assert_eq!(gap.event().severity(), Severity::High);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_any_overload_stored_and_told_losses_make_up_all() {
    let store = FaultyStore::new();
    let recorder = Arc::new(
        Recorder::builder(store.clone(), Clock::system())
            .with_capacity(32)
            .with_batch(16)
            .with_batch_delay(Duration::ZERO)
            .with_overflow(NO_RESERVE)
            .start(),
    );
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..5_000).for_each(|_| _ = recorder.emit(low())));
        }
    });
    let report = recorder.shutdown(Duration::from_secs(60)).await;
    assert_eq!((report.emitted(), report.pending()), (40_000, 0));
    assert_eq!(report.stored() + report.lost(), 40_000);

    let records = store.records().await;
    let gaps = store.gaps().await;
    assert_eq!(records.len() - gaps.len(), usize::try_from(report.stored()).unwrap());
    assert_eq!(gaps.iter().map(|gap| gap.count).sum::<u64>(), report.lost());
    let kept: HashSet<u64> = records.iter().map(Record::sequence).collect();
    for sequence in 1..=records.last().unwrap().sequence() {
        let told = || gaps.iter().any(|gap| (gap.from..=gap.to).contains(&sequence));
        assert!(kept.contains(&sequence) || told(), "{sequence} vanished");
    }
}

#[tokio::test]
async fn a_flood_of_harmless_events_leaves_room_for_severe_ones() {
    let store = FaultyStore::new();
    let recorder = Recorder::builder(store.clone(), Clock::system())
        .with_capacity(4)
        .with_overflow(Overflow::DropNewest { reserve: 2 })
        .start();
    let severe = || low().with_severity(Severity::High);
    let accepted = (0..10).filter(|_| recorder.emit(low()) == Emitted::Accepted).count();
    assert_eq!(accepted, 4);
    assert_eq!(
        [(); 3].map(|()| recorder.emit(severe())),
        [Emitted::Accepted, Emitted::Accepted, Emitted::Dropped]
    );
    recorder.flush().await;
    let kept = store.records().await;
    assert_eq!(
        kept.iter().filter(|record| *record.event() == severe()).count(),
        2,
        "{kept:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_emitters_lose_nothing_below_capacity_and_are_numbered_densely() {
    let store = FaultyStore::new();
    let recorder = Recorder::builder(store.clone(), Clock::system())
        .with_capacity(8_000)
        .start();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..1_000).for_each(|_| assert_eq!(recorder.emit(low()), Emitted::Accepted)));
        }
    });
    let report = recorder.flush().await;
    assert_eq!((report.stored(), report.lost(), recorder.depth()), (8_000, 0, 0));
    assert_eq!(store.sequences().await, (1..=8_000).collect::<Vec<_>>());
    let ids: HashSet<_> = store.records().await.iter().map(Record::id).collect();
    assert_eq!(ids.len(), 8_000);
}

#[tokio::test(start_paused = true)]
async fn a_batch_waits_its_delay_for_more_and_a_flush_does_not() {
    let store = FaultyStore::new();
    let recorder = Recorder::builder(store.clone(), Clock::system())
        .with_batch_delay(Duration::from_secs(5))
        .start();
    let start = tokio::time::Instant::now();
    recorder.emit(low());
    recorder.flush().await;
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(store.sequences().await, [1]);

    recorder.emit(low());
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(store.sequences().await, [1]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(store.sequences().await, [1, 2]);
}

#[tokio::test]
async fn a_recorder_that_resumes_numbers_on_where_the_store_ends() {
    let store = FaultyStore::new();
    let first = Recorder::builder(store.clone(), Clock::system())
        .resume()
        .await
        .unwrap()
        .start();
    (0..3).for_each(|_| _ = first.emit(low()));
    first.shutdown(Duration::from_secs(60)).await;
    let second = Recorder::builder(store.clone(), Clock::system())
        .resume()
        .await
        .unwrap()
        .start();
    second.emit(low());
    let report = second.flush().await;
    assert_eq!((report.emitted(), report.stored()), (1, 1));
    assert_eq!(store.sequences().await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_producer_cannot_pass_off_a_gap() {
    let store = FaultyStore::new();
    let recorder = Recorder::start(store.clone(), Clock::system());
    let forged = momfood_audit::Event::new(EventKind::AuditGap)
        .with_field("reason", "shutdown")
        .with_field("count", 1_u32)
        .with_field("from", 1_u32)
        .with_field("to", 1_u32);
    recorder.emit(forged);
    let report = recorder.flush().await;
    assert_eq!(
        (report.stored(), report.lost()),
        (1, 0),
        "it is an event like any other"
    );
}
