//! The cost of saying something: `emit` beside the bare channel it is built on, counting beside not counting, and a page of
//! a full store.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "benches"
)]

use std::{
    hint::black_box,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use momfood_audit::{
    Actor, ClientAddr, Clock, DetectingSink, Detector, Event, EventKind, EventQuery, EventSink, EventStore,
    MemoryEventStore, NoSink, Order, Overflow, Provenance, Public, Record, Recorder, Severity, Timestamp, Uuid, rules,
};
use tokio::{runtime::Runtime, sync::mpsc};

/// As many as fit the queue, so that what is measured is the way in and not the way out.
const CHUNK: usize = 4_096;

fn event(number: usize) -> Event {
    let network = IpAddr::V6(Ipv6Addr::from((0x2001_0db8 << 96) | ((number as u128) << 64)));
    Event::new(EventKind::AuthnLoginFail)
        .with_actor(Actor::user("0f8fad5b-d9cb-469f-a165-70867728950e"))
        .with_client(ClientAddr::new(network, Provenance::TrustedProxy))
        .with_request_id("7c9e6679-7425-40de-944b-e07fc1f90ae7")
        .with_field("route", Public("/auth/login"))
}

/// Measures `emit` on events that are built beforehand, a chunk at a time, and lets `settle` empty the queue unmeasured.
fn chunks(iterations: u64, mut emit: impl FnMut(Event), mut settle: impl FnMut()) -> Duration {
    let mut spent = Duration::ZERO;
    let mut left = iterations;
    while left > 0 {
        let size = left.min(CHUNK as u64);
        let events: Vec<Event> = (0..usize::try_from(size).unwrap()).map(event).collect();
        let start = Instant::now();
        events.into_iter().for_each(&mut emit);
        spent += start.elapsed();
        settle();
        left -= size;
    }
    spent
}

fn emit(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let mut group = criterion.benchmark_group("audit/emit");
    group.throughput(Throughput::Elements(1));

    group.bench_function("build the event", |bencher| bencher.iter(|| event(black_box(7))));
    group.bench_function("NoSink", |bencher| {
        let sink: Arc<dyn EventSink> = Arc::new(NoSink);
        bencher.iter_custom(|iterations| chunks(iterations, |event| _ = sink.emit(event), || ()));
    });
    group.bench_function("peer: bare bounded channel, try_send", |bencher| {
        let (sender, mut receiver) = mpsc::channel(CHUNK);
        bencher.iter_custom(|iterations| {
            let settle = || while receiver.try_recv().is_ok() {};
            chunks(iterations, |event| sender.try_send(event).unwrap(), settle)
        });
    });
    group.bench_function("Recorder", |bencher| {
        let recorder = recorder(&runtime);
        bencher.iter_custom(|iterations| {
            let settle = || _ = runtime.block_on(recorder.flush());
            chunks(iterations, |event| _ = recorder.emit(event), settle)
        });
        assert_eq!(recorder.dropped(), 0, "what was measured is the accepting path");
    });
    group.bench_function("Recorder, queue full", |bencher| {
        let recorder = full_recorder();
        bencher.iter_custom(|iterations| chunks(iterations, |event| _ = recorder.emit(event), || ()));
        assert!(recorder.dropped() > 0, "what was measured is the dropping path");
    });
    group.bench_function("DetectingSink before NoSink, rules of the plan", |bencher| {
        let detector = Detector::new(rules::plan(), Detector::DEFAULT_CAPACITY).unwrap();
        let sink = DetectingSink::new(Arc::new(NoSink), detector, Clock::system());
        bencher.iter_custom(|iterations| chunks(iterations, |event| _ = sink.emit(event), || ()));
    });
    group.finish();
}

fn recorder(runtime: &Runtime) -> Recorder {
    let _within = runtime.enter();
    Recorder::start(Arc::new(MemoryEventStore::new()), Clock::system())
}

/// A recorder whose worker never runs, since nobody drives its runtime (which is leaked, or it would end the worker).
fn full_recorder() -> Recorder {
    let idle = Box::leak(Box::new(
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap(),
    ));
    let _within = idle.enter();
    let recorder = Recorder::builder(Arc::new(MemoryEventStore::new()), Clock::system())
        .with_capacity(1)
        .with_overflow(Overflow::DropNewest { reserve: 0 })
        .start();
    let _filled = recorder.emit(event(0));
    recorder
}

fn detect(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("audit/detect");
    group.throughput(Throughput::Elements(1));
    let now = Timestamp::from_secs(1_767_268_800);

    for groups in [1_000, 100_000] {
        let events: Vec<Event> = (0..groups).map(event).collect();
        group.bench_function(format!("push, rules of the plan, {groups} groups"), |bencher| {
            let mut detector = Detector::new(rules::plan(), NonZeroUsize::new(groups).unwrap()).unwrap();
            let mut turn = 0_usize;
            bencher.iter(|| {
                turn += 1;
                // A stride through the groups, so that their memory is not at hand by chance.
                let event = &events[turn.wrapping_mul(7_919) % groups];
                detector.push(event, now.saturating_add(Duration::from_millis(turn as u64)))
            });
        });
    }
    group.bench_function("push, every event a new group, table full", |bencher| {
        let events: Vec<Event> = (0..200_000).map(event).collect();
        let mut detector = Detector::new(rules::plan(), NonZeroUsize::new(1_000).unwrap()).unwrap();
        let mut turn = 0_usize;
        bencher.iter(|| {
            turn += 1;
            detector.push(&events[turn % events.len()], now)
        });
    });
    group.bench_function("push, an event that no rule counts", |bencher| {
        let mut detector = Detector::new(rules::plan(), Detector::DEFAULT_CAPACITY).unwrap();
        let success = Event::new(EventKind::AuthnLoginSuccess);
        bencher.iter(|| detector.push(black_box(&success), now));
    });
    group.finish();
}

fn query(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = MemoryEventStore::new();
    let levels = [
        Severity::Info,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];
    let records: Vec<Record> = (0..levels.len() * MemoryEventStore::DEFAULT_CAPACITY)
        .map(|number| {
            let sequence = number as u64 + 1;
            let event = event(number).with_severity(levels[number % levels.len()]);
            Record::new(
                Uuid::from_u128(sequence.into()),
                sequence,
                Timestamp::from_secs(sequence),
                event,
            )
        })
        .collect();
    runtime.block_on(store.append(&records)).unwrap();

    let mut group = criterion.benchmark_group("audit/query 50 of 20480");
    let rare = Actor::user("nobody");
    for (name, query) in [
        ("newest", EventQuery::new()),
        ("deep page", EventQuery::new().before(10_000)),
        ("oldest first", EventQuery::new().with_order(Order::OldestFirst)),
        ("critical only", EventQuery::new().with_min_severity(Severity::Critical)),
        ("nothing matches", EventQuery::new().with_actor(rare)),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(store.query(&query)).unwrap())
        });
    }
    group.bench_function("peer: clone of 50 records", |bencher| {
        bencher.iter(|| records[..50].to_vec())
    });
    group.bench_function("append 512", |bencher| {
        bencher.iter_batched(
            || (MemoryEventStore::new(), &records[..512]),
            |(store, batch)| runtime.block_on(store.append(batch)).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, emit, detect, query);
criterion_main!(benches);
