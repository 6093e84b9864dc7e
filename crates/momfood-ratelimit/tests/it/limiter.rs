//! The service: what it records, and what it does while its store fails.

use std::{num::NonZeroU32, sync::Arc};

use momfood_audit::{EventKind, Severity, Value};
use momfood_ratelimit::{AdaptivePolicy, Charge, FailurePolicy, MemoryLimitStore, Retry, RiskScores, Signal, Source};

use crate::support::{Bench, MINUTE, client, quota, user};

#[tokio::test]
async fn a_flood_of_refusals_is_recorded_once_a_period_with_its_size() {
    let bench = Bench::new();
    let (limiter, quota, caller) = (bench.limiter(), quota("login", 1), client("203.0.113.9"));
    for _ in 0..1_001 {
        let _ = limiter.check(Charge::new(&quota, user("ali")), caller).await;
    }
    let events = bench.sink.take();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].kind(), EventKind::ExcessRateLimit);
    assert_eq!(events[0].client(), Some(caller));
    assert!(
        !format!("{events:?}").contains("ali"),
        "a subject is never written down"
    );

    bench.hand.advance(MINUTE);
    for _ in 0..2 {
        let _ = limiter.check(Charge::new(&quota, user("ali")), caller).await;
    }
    let events = bench.sink.take();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].fields().value("unrecorded"), Some(&Value::Integer(999)));
}

#[tokio::test]
async fn every_quota_and_subject_has_its_own_record() {
    let bench = Bench::new();
    let (limiter, login, orders) = (bench.limiter(), quota("login", 1), quota("orders", 1));
    for _ in 0..3 {
        for charge in [
            Charge::new(&login, user("ali")),
            Charge::new(&login, user("sara")),
            Charge::new(&orders, user("ali")),
        ] {
            let _ = limiter.check(charge, None).await;
        }
    }
    assert_eq!(bench.said(), [EventKind::ExcessRateLimit; 3]);
}

#[tokio::test]
async fn a_peek_is_never_recorded() {
    let bench = Bench::new();
    let (limiter, quota) = (bench.limiter(), quota("login", 1));
    let charge = Charge::new(&quota, user("ali"));
    assert!(limiter.check(charge, None).await.is_allowed());
    assert!(!limiter.peek(charge).await.is_allowed());
    assert_eq!(bench.said(), []);
}

#[tokio::test]
async fn what_was_not_done_is_given_back_and_an_operator_can_pardon() {
    let bench = Bench::new();
    let (limiter, quota) = (bench.limiter(), quota("sms", 1));
    let charge = Charge::new(&quota, user("ali"));
    assert!(limiter.check(charge, None).await.is_allowed());
    limiter.refund(charge).await.unwrap();
    assert!(limiter.check(charge, None).await.is_allowed());
    assert!(limiter.reset(&quota, user("ali")).await.unwrap());
    assert!(limiter.check(charge, None).await.is_allowed());
}

#[tokio::test]
async fn an_outage_is_recorded_when_it_begins_and_when_it_ends() {
    let bench = Bench::new();
    let (limiter, quota) = (bench.limiter(), quota("login", 100));
    for cut in [false, true, true, true, false, false] {
        bench.remote.cut(cut);
        let _ = limiter.check(Charge::new(&quota, user("ali")), None).await;
    }
    let events = bench.sink.take();
    let said: Vec<_> = events.iter().map(|event| (event.kind(), event.severity())).collect();
    let degraded = EventKind::ProtectionDegraded;
    assert_eq!(said, [(degraded, Severity::High), (degraded, Severity::Info)]);
}

#[tokio::test]
async fn the_strictest_failure_policy_decides() {
    let bench = Bench::new();
    let limiter = bench.limiter();
    let deny = quota("otp", 5).with_failure_policy(FailurePolicy::Deny);
    let allow = quota("reads", 5).with_failure_policy(FailurePolicy::Allow);
    let local = quota("login", 5);
    bench.remote.cut(true);

    let decision = limiter.check(Charge::new(&deny, user("ali")), None).await;
    assert_eq!((decision.is_allowed(), decision.source()), (false, Source::Policy));
    assert!(matches!(decision.retry(), Retry::After(_)));

    let decision = limiter.check(Charge::new(&allow, user("ali")), None).await;
    assert_eq!((decision.is_allowed(), decision.source()), (true, Source::Policy));

    let both = [Charge::new(&allow, user("ali")), Charge::new(&deny, user("ali"))];
    assert!(!limiter.check(both, None).await.is_allowed());

    let decision = limiter.check(Charge::new(&local, user("ali")), None).await;
    assert!(
        !decision.is_allowed(),
        "without a fallback nobody counts, and nobody passes"
    );
    assert_eq!(
        bench.said(),
        [EventKind::ProtectionDegraded],
        "an outage is no excess of anybody's"
    );
}

#[tokio::test]
async fn a_replica_alone_grants_its_part_and_the_outage_frees_nobody() {
    let bench = Bench::new();
    let replicas = NonZeroU32::new(2).unwrap();
    let limiter = bench
        .limiter()
        .with_fallback(Arc::new(MemoryLimitStore::new()), replicas);
    let (quota, other) = (quota("login", 10), user("sara"));
    // Charged along in good times: ali's half of the quota is used up here when the store goes.
    for _ in 0..5 {
        assert!(limiter.check(Charge::new(&quota, user("ali")), None).await.is_allowed());
    }
    bench.remote.cut(true);
    let decision = limiter.check(Charge::new(&quota, user("ali")), None).await;
    assert_eq!((decision.is_allowed(), decision.source()), (false, Source::Local));
    let mut admitted = 0;
    for _ in 0..20 {
        admitted += u32::from(limiter.check(Charge::new(&quota, other), None).await.is_allowed());
    }
    assert_eq!(admitted, 5, "one of two replicas grants half");
}

#[tokio::test]
async fn a_used_up_quota_never_reaches_the_fallback() {
    let bench = Bench::new();
    let fallback = Arc::new(MemoryLimitStore::new());
    let limiter = bench.limiter().with_fallback(fallback, NonZeroU32::MIN);
    let quota = quota("login", 1);
    // The fallback is behind: it has never heard of ali. It must not be asked.
    let direct = bench.limiter();
    assert!(direct.check(Charge::new(&quota, user("ali")), None).await.is_allowed());
    let decision = limiter.check(Charge::new(&quota, user("ali")), None).await;
    assert_eq!((decision.is_allowed(), decision.source()), (false, Source::Store));
}

#[tokio::test]
async fn failed_logins_shrink_the_quota_in_the_plans_two_steps() {
    let bench = Bench::new();
    let (limiter, quota) = (bench.limiter(), quota("api", 100));
    let (scores, policy) = (RiskScores::new(10 * MINUTE), AdaptivePolicy::default());
    let granted = |failures: usize| {
        let subject = ["a", "b", "c"].map(user)[failures / 4];
        (0..failures).for_each(|_| scores.record(&subject, Signal::FailedLogin, bench.clock.now()));
        Charge::new(&quota, subject).with_share(policy.share(scores.score(&subject, bench.clock.now())))
    };
    for (failures, limit) in [(0, 100), (6, 60), (8, 30)] {
        let charge = granted(failures);
        let mut admitted = 0;
        while limiter.check(charge, None).await.is_allowed() {
            admitted += 1;
        }
        assert_eq!(admitted, limit, "after {failures} failed logins");
    }
}
