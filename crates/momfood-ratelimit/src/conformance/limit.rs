//! The laws of a [`LimitStore`]. They hand in the time, so a store that asks its server for it needs a way to be told.

mod keys;
mod time;

use core::time::Duration;
use std::sync::Arc;

use momfood_audit::{Timestamp, conformance::race};

use crate::{Algorithm, Charge, Charges, Decision, LimitStore, Mode, Quota, Retry, Share, Standing, Subject};

pub use keys::{keys_never_meet, one_client_has_one_bucket};
pub use time::{
    a_changed_quota_holds_at_once, a_clock_set_back_neither_frees_nor_locks_out, a_short_window_ends,
    the_ends_of_time_are_decided, the_wait_is_exact,
};

type Store = Arc<dyn LimitStore>;

/// A quota admits exactly its limit at once, whatever its rounding; 7 a minute and 1 included.
pub async fn a_quota_admits_exactly_its_limit(store: Store) {
    for algorithm in ALGORITHMS {
        for limit in [1, 7, 100] {
            let quota = quota(&format!("exact-{limit}"), limit, algorithm);
            for left in (0..limit).rev() {
                let standing = only(&charge(&store, &quota, 1, NOW).await);
                assert_eq!(
                    (standing.retry(), standing.remaining()),
                    (Retry::Now, left),
                    "{algorithm:?}"
                );
            }
            let refused = charge(&store, &quota, 1, NOW).await;
            assert!(!refused.is_allowed(), "{algorithm:?} admitted {limit} + 1");
            assert_eq!(only(&refused).remaining(), 0);
        }
    }
}

/// Of a thousand at once, exactly the limit is admitted.
pub async fn a_thousand_racers_win_exactly_the_limit(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("race", 100, algorithm);
        let admitted = race(1_000, |_| {
            let (store, quota) = (Arc::clone(&store), quota.clone());
            async move { charge(&store, &quota, 1, NOW).await.is_allowed() }
        });
        let admitted = admitted.await.into_iter().filter(|admitted| *admitted).count();
        assert_eq!(admitted, 100, "{algorithm:?}");
    }
}

/// Of a thousand at once on limits of 100 and 60, 60 are admitted, and the first quota is charged 60.
pub async fn racers_on_two_quotas_charge_both_or_none(store: Store) {
    for algorithm in ALGORITHMS {
        let (wide, narrow) = (quota("wide", 100, algorithm), quota("narrow", 60, Algorithm::Gcra));
        let admitted = race(1_000, |_| {
            let (store, wide, narrow) = (Arc::clone(&store), wide.clone(), narrow.clone());
            async move {
                let charges = [Charge::new(&wide, ALI), Charge::new(&narrow, ALI)];
                check(&store, charges.into(), Mode::Charge, NOW).await.is_allowed()
            }
        });
        let admitted = admitted.await.into_iter().filter(|admitted| *admitted).count();
        assert_eq!(admitted, 60, "{algorithm:?}");
        let standing = check(&store, Charge::new(&wide, ALI).into(), Mode::Peek, NOW).await;
        assert_eq!(only(&standing).remaining(), 40, "{algorithm:?}");
        store.reset(&narrow, &ALI).await.expect("the store answers");
    }
}

/// A refusal by one quota leaves the others as they were, and says which one refused.
pub async fn a_refusal_charges_nothing(store: Store) {
    for algorithm in ALGORITHMS {
        let (open, closed) = (quota("open", 10, algorithm), quota("closed", 1, algorithm));
        assert!(charge(&store, &closed, 1, NOW).await.is_allowed());
        for charges in [
            [Charge::new(&open, ALI), Charge::new(&closed, ALI)],
            [Charge::new(&closed, ALI), Charge::new(&open, ALI)],
        ] {
            let decision = check(&store, charges.into(), Mode::Charge, NOW).await;
            let refused: Vec<&Quota> = decision.denied_by().map(|standing| standing.quota()).collect();
            assert_eq!(
                (decision.is_allowed(), refused),
                (false, vec![&closed]),
                "{algorithm:?}"
            );
            let left = decision.standings().find(|standing| standing.quota().id() == open.id());
            assert_eq!(left.map(|standing| standing.remaining()), Some(10), "{algorithm:?}");
        }
    }
}

/// A peek tells what a charge would be told, and changes nothing.
pub async fn a_peek_changes_nothing(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("peek", 2, algorithm);
        for _ in 0..5 {
            let seen = check(&store, Charge::new(&quota, ALI).into(), Mode::Peek, NOW).await;
            assert_eq!((seen.is_allowed(), only(&seen).remaining()), (true, 2), "{algorithm:?}");
        }
        assert!(charge(&store, &quota, 2, NOW).await.is_allowed());
        let seen = check(&store, Charge::new(&quota, ALI).into(), Mode::Peek, NOW).await;
        let refused = charge(&store, &quota, 1, NOW).await;
        assert_eq!(
            (seen.is_allowed(), seen.retry()),
            (false, refused.retry()),
            "{algorithm:?}"
        );
    }
}

/// Zero asks for nothing and gets it; what is larger than the quota is never admitted, and charges nothing.
pub async fn the_extremes_of_cost_are_decided(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("cost", 5, algorithm);
        for cost in [6, u32::MAX] {
            let decision = charge(&store, &quota, cost, NOW).await;
            assert_eq!(
                (decision.retry(), only(&decision).remaining()),
                (Retry::Never, 5),
                "{algorithm:?} {cost}"
            );
        }
        assert!(
            charge(&store, &quota, 5, NOW).await.is_allowed(),
            "{algorithm:?}: all of it at once"
        );
        assert!(
            charge(&store, &quota, 0, NOW).await.is_allowed(),
            "{algorithm:?}: nothing, of an empty bucket"
        );
        assert!(!charge(&store, &quota, 1, NOW).await.is_allowed());
    }
}

/// Two charges with one key are one charge of both costs.
pub async fn one_key_twice_is_charged_twice(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("twice", 3, algorithm);
        let twice = || [Charge::new(&quota, ALI), Charge::new(&quota, ALI)].into();
        assert_eq!(
            only(&check(&store, twice(), Mode::Charge, NOW).await).remaining(),
            1,
            "{algorithm:?}"
        );
        assert!(
            !check(&store, twice(), Mode::Charge, NOW).await.is_allowed(),
            "{algorithm:?}"
        );
    }
}

/// A refund gives units back, and never more than a full bucket holds.
pub async fn a_refund_never_fills_beyond_full(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("refund", 4, algorithm);
        assert!(charge(&store, &quota, 4, NOW).await.is_allowed());
        refund(&store, &quota, 3).await;
        assert_eq!(
            only(&charge(&store, &quota, 1, NOW).await).remaining(),
            2,
            "{algorithm:?}"
        );
        for cost in [100, u32::MAX] {
            refund(&store, &quota, cost).await;
        }
        assert!(charge(&store, &quota, 4, NOW).await.is_allowed(), "{algorithm:?}");
        assert!(
            !charge(&store, &quota, 1, NOW).await.is_allowed(),
            "{algorithm:?} was filled beyond full"
        );
    }
}

/// A reset makes one bucket full and leaves all others; twice is as good as once.
pub async fn a_reset_is_of_one_bucket_and_idempotent(store: Store) {
    for algorithm in ALGORITHMS {
        let (one, other) = (quota("reset", 1, algorithm), quota("kept", 1, algorithm));
        for quota in [&one, &other] {
            assert!(charge(&store, quota, 1, NOW).await.is_allowed());
        }
        assert!(store.reset(&one, &ALI).await.expect("the store answers"));
        assert!(!store.reset(&one, &ALI).await.expect("the store answers"));
        assert!(charge(&store, &one, 1, NOW).await.is_allowed(), "{algorithm:?}");
        assert!(!charge(&store, &other, 1, NOW).await.is_allowed(), "{algorithm:?}");
    }
}

/// A share grants its part of a quota, and what was used under one share is used under every other.
pub async fn a_share_is_a_part_of_the_same_bucket(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("share", 10, algorithm);
        let part = |permille, cost| {
            Charge::new(&quota, ALI)
                .with_share(Share::permille(permille))
                .with_cost(cost)
                .into()
        };
        for _ in 0..3 {
            assert!(
                check(&store, part(300, 1), Mode::Charge, NOW).await.is_allowed(),
                "{algorithm:?}"
            );
        }
        assert!(
            !check(&store, part(300, 1), Mode::Charge, NOW).await.is_allowed(),
            "{algorithm:?}"
        );
        assert!(
            !check(&store, part(1_000, 8), Mode::Charge, NOW).await.is_allowed(),
            "{algorithm:?}"
        );
        store.reset(&quota, &ALI).await.expect("the store answers");
        assert!(
            check(&store, part(1_000, 10), Mode::Charge, NOW).await.is_allowed(),
            "{algorithm:?}"
        );
        assert!(
            !check(&store, part(300, 1), Mode::Charge, NOW).await.is_allowed(),
            "{algorithm:?}"
        );
    }
}

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Gcra, Algorithm::SlidingLog, Algorithm::SlidingCounter];

/// The start of a minute, so that the counter's windows begin here.
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

const ALI: Subject<'_> = match Subject::user("ali") {
    Ok(subject) => subject,
    Err(_) => Subject::everyone(),
};

/// `limit` a minute; the names of the algorithms keep their buckets apart.
fn quota(name: &str, limit: u32, algorithm: Algorithm) -> Quota {
    let id = format!("{name}-{}", format!("{algorithm:?}").to_ascii_lowercase());
    let quota = Quota::per(&id, limit, Duration::from_secs(60));
    quota
        .and_then(|quota| quota.with_algorithm(algorithm))
        .expect("a quota")
}

async fn check<'a>(store: &Store, charges: Charges<'a>, mode: Mode, now: Timestamp) -> Decision<'a> {
    store.check(&charges, mode, now).await.expect("the store answers")
}

async fn charge<'a>(store: &Store, quota: &'a Quota, cost: u32, now: Timestamp) -> Decision<'a> {
    check(store, Charge::new(quota, ALI).with_cost(cost).into(), Mode::Charge, now).await
}

async fn refund(store: &Store, quota: &Quota, cost: u32) {
    let charges = Charge::new(quota, ALI).with_cost(cost).into();
    store.refund(&charges, NOW).await.expect("the store answers");
}

fn only<'a>(decision: &Decision<'a>) -> Standing<'a> {
    *decision.standings().next().expect("a standing for the charge")
}

/// Makes one test of every law. The expression gives a fresh `Arc<dyn LimitStore>`, and may `.await`.
#[macro_export]
macro_rules! limit_store_conformance {
    ($store:expr) => {
        $crate::limit_store_conformance! { @laws $store;
            a_quota_admits_exactly_its_limit
            a_thousand_racers_win_exactly_the_limit
            racers_on_two_quotas_charge_both_or_none
            a_refusal_charges_nothing
            the_wait_is_exact
            a_peek_changes_nothing
            the_extremes_of_cost_are_decided
            one_key_twice_is_charged_twice
            a_refund_never_fills_beyond_full
            a_reset_is_of_one_bucket_and_idempotent
            keys_never_meet
            one_client_has_one_bucket
            a_short_window_ends
            a_clock_set_back_neither_frees_nor_locks_out
            a_changed_quota_holds_at_once
            a_share_is_a_part_of_the_same_bucket
            the_ends_of_time_are_decided
        }
    };
    (@laws $store:expr; $($law:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $law() {
                $crate::conformance::limit::$law($store).await;
            }
        )+
    };
}
