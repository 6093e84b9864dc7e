//! What a caller is told: the three dialects, rounding, and that no value breaks its grammar.

use core::time::Duration;

use momfood_audit::Timestamp;
use momfood_ratelimit::{
    Algorithm, Charge, Decision, Dialect, LimitStore, MemoryLimitStore, Mode, Quota, Subject, rate_headers,
};

use crate::support::{MINUTE, NOW, quota, user};

fn headers(decision: &Decision<'_>, dialect: Dialect) -> Vec<(&'static str, String)> {
    rate_headers(decision, dialect)
        .map(|(name, value)| (name, value.to_string()))
        .collect()
}

fn pair(name: &'static str, value: &str) -> (&'static str, String) {
    (name, value.to_owned())
}

#[test]
fn the_legacy_dialect_is_the_plans_with_a_reset_that_is_true() {
    let store = MemoryLimitStore::new();
    let quota = quota("api", 2).with_algorithm(Algorithm::SlidingLog).unwrap();
    let charge = |now| {
        store
            .check_now(&Charge::new(&quota, user("ali")).into(), Mode::Charge, now)
            .unwrap()
    };
    let start = NOW.saturating_add(Duration::from_millis(500));
    let allowed = [
        pair("x-ratelimit-limit", "2"),
        pair("x-ratelimit-remaining", "1"),
        pair("x-ratelimit-reset", "1800000061"),
    ];
    assert_eq!(headers(&charge(start), Dialect::Legacy), allowed);
    let _ = charge(start.saturating_add(MINUTE / 2));
    let refused = [
        pair("retry-after", "30"),
        pair("x-ratelimit-limit", "2"),
        pair("x-ratelimit-remaining", "0"),
        pair("x-ratelimit-reset", "1800000061"),
    ];
    assert_eq!(
        headers(&charge(start.saturating_add(MINUTE / 2)), Dialect::Legacy),
        refused
    );
}

#[test]
fn the_draft_tells_of_every_quota() {
    let store = MemoryLimitStore::new();
    let (login, api) = (
        quota("login", 1),
        Quota::per("api", 100, Duration::from_millis(1_500)).unwrap(),
    );
    let check = || {
        let charges = [Charge::new(&login, user("ali")), Charge::new(&api, user("ali"))].into();
        store.check_now(&charges, Mode::Charge, NOW).unwrap()
    };
    let allowed = [
        pair("ratelimit-policy", "\"login\";q=1;w=60, \"api\";q=100"),
        pair("ratelimit", "\"login\";r=0;t=60, \"api\";r=99;t=1"),
    ];
    assert_eq!(headers(&check(), Dialect::Draft08), allowed);
    let refused = headers(&check(), Dialect::Draft08);
    assert_eq!(refused[0], pair("retry-after", "60"));
    assert_eq!(refused[2], pair("ratelimit", "\"login\";r=0;t=60, \"api\";r=99;t=1"));
}

#[test]
fn a_client_that_waits_as_told_is_admitted() {
    let store = MemoryLimitStore::new();
    let quota = quota("seven", 7);
    let charge = |now| {
        store
            .check_now(&Charge::new(&quota, user("ali")).into(), Mode::Charge, now)
            .unwrap()
    };
    let mut now = NOW;
    for _ in 0..100 {
        let decision = charge(now);
        if decision.is_allowed() {
            now = now.saturating_add(Duration::from_millis(137));
            continue;
        }
        let told = headers(&decision, Dialect::RetryAfterOnly);
        assert_eq!(told.len(), 1);
        now = now.saturating_add(Duration::from_secs(told[0].1.parse().unwrap()));
        assert!(charge(now).is_allowed(), "Retry-After was rounded down");
    }
}

#[test]
fn what_will_never_be_admitted_has_no_retry_after() {
    let store = MemoryLimitStore::new();
    let quota = quota("api", 2);
    let charges = Charge::new(&quota, user("ali")).with_cost(3).into();
    let decision = store.check_now(&charges, Mode::Charge, NOW).unwrap();
    assert!(!decision.is_allowed());
    assert_eq!(headers(&decision, Dialect::RetryAfterOnly), []);
}

#[test]
fn the_largest_numbers_fit() {
    let store = MemoryLimitStore::new();
    let quotas: Vec<Quota> = (0..4)
        .map(|number| {
            let id = format!("{number}{}", "x".repeat(31));
            Quota::per(&id, u32::MAX, momfood_ratelimit::MAX_PERIOD).unwrap()
        })
        .collect();
    let charges = [0, 1, 2, 3].map(|index| Charge::new(&quotas[index], Subject::everyone()).with_cost(u32::MAX));
    for now in [NOW, Timestamp::MAX] {
        let decision = store.check_now(&charges.into(), Mode::Charge, now).unwrap();
        let told = headers(&decision, Dialect::Draft08);
        assert_eq!(
            told.iter().filter(|(name, _)| name.starts_with("ratelimit")).count(),
            2,
            "{told:?}"
        );
    }
}
