//! Rate limiting beside governor's keyed limiter on a DashMap, and what else every request passes.
//!
//! Both are given the time, so that neither pays for reading a clock.
#![allow(missing_docs, reason = "criterion's macros")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench")]

use core::{
    hint::black_box,
    num::NonZeroU32,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use std::{net::IpAddr, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use governor::{
    Quota as PeerQuota, RateLimiter as Peer, clock::FakeRelativeClock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use momfood_audit::{ClientAddr, Clock, NoSink, Provenance, Timestamp};
use momfood_ratelimit::{
    Algorithm, BlockList, BlockReason, Charge, Charges, ForwardedBy, LimitStore, MemoryBlockStore, MemoryLimitStore,
    Mode, ProxyTrust, Quota, RateLimiter, Shield, ShieldRequest, Subject,
};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const SECOND: Duration = Duration::from_secs(1);
const MILLION: u32 = 1_000_000;

fn quota(limit: u32) -> Quota {
    Quota::per("bench", limit, SECOND).unwrap()
}

fn address(number: u32) -> IpAddr {
    IpAddr::from(number.to_be_bytes())
}

/// A walk over all 32-bit numbers below `bound` in an order that no prefetcher knows.
fn scatter(step: &mut u32, bound: u32) -> u32 {
    *step = step.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    ((u64::from(*step) * u64::from(bound)) >> 32) as u32
}

/// The result of a future that a memory store makes ready: no runtime stands between the bench and what it measures.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("memory stores never wait"),
    }
}

type PeerByAddress = Peer<IpAddr, DashMapStateStore<IpAddr>, FakeRelativeClock, NoOpMiddleware<Nanos>>;

fn peer(limit: u32, clock: &FakeRelativeClock) -> PeerByAddress {
    Peer::dashmap_with_clock(PeerQuota::per_second(NonZeroU32::new(limit).unwrap()), clock.clone())
}

fn hot_key(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hot key");
    let (store, plenty, one) = (MemoryLimitStore::new(), quota(MILLION), quota(1));
    let subject = Subject::ip(address(7));
    let mut now = NOW;
    group.bench_function("ours: allow", |bencher| {
        bencher.iter(|| {
            now = now.saturating_add(Duration::from_micros(2));
            store.check_now(&Charge::new(&plenty, black_box(subject)).into(), Mode::Charge, now)
        });
    });
    group.bench_function("ours: deny", |bencher| {
        let once = Charge::new(&one, subject).into();
        let _ = store.check_now(&once, Mode::Charge, NOW);
        bencher.iter(|| store.check_now(&Charge::new(&one, black_box(subject)).into(), Mode::Charge, NOW));
    });
    let clock = FakeRelativeClock::default();
    let limiter = peer(MILLION, &clock);
    group.bench_function("governor: allow", |bencher| {
        bencher.iter(|| {
            clock.advance(Duration::from_micros(2));
            limiter.check_key(&black_box(address(7)))
        });
    });
    let limiter = peer(1, &clock);
    group.bench_function("governor: deny", |bencher| {
        let _ = limiter.check_key(&address(7));
        bencher.iter(|| limiter.check_key(&black_box(address(7))));
    });
    for (name, algorithm) in [("log", Algorithm::SlidingLog), ("counter", Algorithm::SlidingCounter)] {
        let quota = Quota::per(name, 1_000, SECOND)
            .unwrap()
            .with_algorithm(algorithm)
            .unwrap();
        group.bench_function(format!("ours: allow, sliding {name} of 1000"), |bencher| {
            bencher.iter(|| {
                now = now.saturating_add(Duration::from_millis(2));
                store.check_now(&Charge::new(&quota, black_box(subject)).into(), Mode::Charge, now)
            });
        });
    }
    group.finish();
}

fn many_keys(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a million keys");
    let (store, quota) = (MemoryLimitStore::with_capacity(1 << 21, 1), quota(MILLION));
    let charge = |key| {
        store.check_now(
            &Charge::new(&quota, Subject::ip(address(key))).into(),
            Mode::Charge,
            NOW,
        )
    };
    for key in 0..MILLION {
        let _ = black_box(charge(key));
    }
    let mut step = 1;
    group.bench_function("ours", |bencher| bencher.iter(|| charge(scatter(&mut step, MILLION))));
    drop(store);
    let limiter = peer(MILLION, &FakeRelativeClock::default());
    for key in 0..MILLION {
        let _ = limiter.check_key(&address(key));
    }
    group.bench_function("governor", |bencher| {
        bencher.iter(|| limiter.check_key(&address(scatter(&mut step, MILLION))));
    });
    group.finish();
}

fn flood(criterion: &mut Criterion) {
    let (store, quota) = (MemoryLimitStore::new(), quota(10));
    let mut step = 1;
    criterion.bench_function("flood of new keys into a full store", |bencher| {
        bencher.iter(|| {
            let subject = Subject::ip(address(scatter(&mut step, u32::MAX)));
            store.check_now(&Charge::new(&quota, subject).into(), Mode::Charge, NOW)
        });
    });
}

fn three_quotas(criterion: &mut Criterion) {
    let store = MemoryLimitStore::new();
    let quotas = ["ip", "user", "route"].map(|id| Quota::per(id, MILLION, SECOND).unwrap());
    let mut now = NOW;
    criterion.bench_function("three quotas at once", |bencher| {
        bencher.iter(|| {
            now = now.saturating_add(Duration::from_micros(2));
            let charges = Charges::from([
                Charge::new(&quotas[0], Subject::ip(black_box(address(7)))),
                Charge::new(
                    &quotas[1],
                    Subject::user("018f3c1e-0000-7000-8000-000000000001").unwrap(),
                ),
                Charge::new(&quotas[2], Subject::everyone()),
            ]);
            store.check_now(&charges, Mode::Charge, now)
        });
    });
}

fn two_threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("two threads");
    let store = MemoryLimitStore::new();
    let quota = quota(MILLION);
    for (name, keys) in [("one key", [7, 7]), ("a key each", [7, 8])] {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| {
                let start = std::time::Instant::now();
                std::thread::scope(|scope| {
                    for key in keys {
                        let (store, quota) = (&store, &quota);
                        scope.spawn(move || {
                            let charges = Charge::new(quota, Subject::ip(address(key))).into();
                            for _ in 0..count {
                                let _ = black_box(store.check_now(&charges, Mode::Charge, NOW));
                            }
                        });
                    }
                });
                start.elapsed()
            });
        });
    }
    group.finish();
}

fn client_ip(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("client ip");
    let networks = ["10.0.0.0/8", "192.168.0.0/16", "2001:db8::/32"].map(|network| network.parse().unwrap());
    let peer = "10.0.0.1".parse().unwrap();
    let trust = ProxyTrust::new(networks, ForwardedBy::XForwardedFor).unwrap();
    group.bench_function("X-Forwarded-For of 3", |bencher| {
        bencher.iter(|| trust.resolve(peer, black_box(["203.0.113.9, 192.168.1.1, 10.0.0.2"])));
    });
    let trust = ProxyTrust::new(networks, ForwardedBy::Forwarded).unwrap();
    group.bench_function("Forwarded of 3", |bencher| {
        bencher.iter(|| {
            trust.resolve(
                peer,
                black_box(["for=203.0.113.9;proto=https, for=192.168.1.1, for=10.0.0.2"]),
            )
        });
    });
    let long = "1.2.3.4,".repeat(100_000);
    group.bench_function("a hostile header of 800 kB", |bencher| {
        bencher.iter(|| trust.resolve(peer, black_box([long.as_str()])));
    });
    group.finish();
}

fn blocks_and_shield(criterion: &mut Criterion) {
    let clock = Clock::manual(NOW).0;
    let sink = Arc::new(NoSink);
    let blocks = || BlockList::new(Arc::new(MemoryBlockStore::new()), sink.clone()).with_clock(clock.clone());
    let (empty, full) = (blocks(), Arc::new(blocks()));
    for number in 0..10_000 {
        let client = ClientAddr::new(address(number), Provenance::Peer);
        at_once(full.block_client(client, BlockReason::Flood)).unwrap();
    }
    let mut group = criterion.benchmark_group("is blocked");
    group.bench_function("nobody is", |bencher| {
        bencher.iter(|| empty.is_blocked(black_box(address(77))))
    });
    group.bench_function("no, of 10,000", |bencher| {
        bencher.iter(|| full.is_blocked(black_box(address(MILLION))))
    });
    group.bench_function("yes, of 10,000", |bencher| {
        bencher.iter(|| full.is_blocked(black_box(address(77))))
    });
    group.finish();

    let limiter = Arc::new(RateLimiter::new(Arc::new(MemoryLimitStore::new()), sink.clone()).with_clock(clock.clone()));
    let shield = Shield::new(limiter, full, sink.clone());
    let agent =
        b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    let mut step = 1;
    criterion.bench_function("shield: a browser", |bencher| {
        bencher.iter_batched(
            || ClientAddr::new(address(scatter(&mut step, u32::MAX)), Provenance::Peer),
            |client| {
                let request = ShieldRequest::new(client)
                    .with_user_agent(Some(agent))
                    .with_accept(Some(b"*/*"));
                at_once(shield.inspect(&request))
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(
    benches,
    hot_key,
    many_keys,
    flood,
    three_quotas,
    two_threads,
    client_ip,
    blocks_and_shield
);
criterion_main!(benches);
