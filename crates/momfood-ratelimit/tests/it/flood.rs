//! Memory that an attacker fills.

use core::time::Duration;

use momfood_audit::Timestamp;
use momfood_ratelimit::{Algorithm, Charge, LimitStore, MemoryLimitStore, Mode, Quota, Subject};

use crate::support::{MINUTE, NOW};

const CAPACITY: usize = 1 << 12;
const FLOOD: u32 = 10 * (1 << 12);

fn charge(store: &MemoryLimitStore, quota: &Quota, subject: Subject<'_>, now: Timestamp) -> bool {
    store
        .check_now(&Charge::new(quota, subject).into(), Mode::Charge, now)
        .unwrap()
        .is_allowed()
}

fn address(number: u32) -> Subject<'static> {
    Subject::ip(number.to_be_bytes().into())
}

/// 64 callers are used up; then ten times as many spoofed addresses come as there is room for.
fn freed_by_a_flood(algorithm: Algorithm) -> usize {
    let store = MemoryLimitStore::with_capacity(CAPACITY, CAPACITY);
    let quota = Quota::per("login", 10, MINUTE)
        .unwrap()
        .with_algorithm(algorithm)
        .unwrap();
    let victims = || (0..64).map(|number| address(u32::MAX - number));
    for victim in victims() {
        while charge(&store, &quota, victim, NOW) {}
    }
    for spoofed in 0..FLOOD {
        let now = NOW.saturating_add(Duration::from_micros(u64::from(spoofed)));
        assert!(
            charge(&store, &quota, address(spoofed), now),
            "a newcomer always has its bucket"
        );
    }
    let now = NOW.saturating_add(Duration::from_millis(50));
    victims().filter(|victim| charge(&store, &quota, *victim, now)).count()
}

#[test]
fn a_flood_of_spoofed_addresses_frees_nobody_who_is_used_up() {
    for algorithm in [Algorithm::Gcra, Algorithm::SlidingLog, Algorithm::SlidingCounter] {
        assert_eq!(freed_by_a_flood(algorithm), 0, "{algorithm:?}");
    }
}

#[test]
fn a_flood_on_a_slow_quota_frees_nobody_of_a_fast_one() {
    let store = MemoryLimitStore::with_capacity(CAPACITY, 1);
    let day = Quota::per("otp", 3, 1_440 * MINUTE).unwrap();
    let second = Quota::per("burst", 50, Duration::from_secs(1)).unwrap();
    let victim = address(u32::MAX);
    while charge(&store, &second, victim, NOW) {}
    for spoofed in 0..FLOOD {
        charge(&store, &day, address(spoofed), NOW);
    }
    assert!(
        !charge(&store, &second, victim, NOW),
        "what counts is how full a bucket is, not for how long"
    );
}

#[test]
fn an_attacker_cannot_evict_its_own_used_up_bucket_by_asking_on() {
    let store = MemoryLimitStore::with_capacity(CAPACITY, 1);
    let quota = Quota::per("login", 5, MINUTE).unwrap();
    let attacker = address(7);
    while charge(&store, &quota, attacker, NOW) {}
    for number in 0..FLOOD {
        assert!(!charge(&store, &quota, attacker, NOW), "freed after {number}");
        charge(&store, &quota, address(number | 1 << 31), NOW);
    }
}
