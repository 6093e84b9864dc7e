//! Laws of time: exact waits, clocks that jump, quotas that change while they are counted.

use core::time::Duration;

use momfood_audit::Timestamp;

use super::{ALGORITHMS, ALI, NOW, Store, charge, quota};
use crate::{Quota, Retry};

/// The wait that a refusal tells is exact: a microsecond earlier it is still refused, and then it is admitted.
pub async fn the_wait_is_exact(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = quota("wait", 7, algorithm);
        assert!(charge(&store, &quota, 5, NOW).await.is_allowed());
        let refused = charge(&store, &quota, 4, NOW).await;
        let Retry::After(wait) = refused.retry() else {
            panic!("{algorithm:?} must tell a wait");
        };
        let then = NOW.saturating_add(wait);
        let early = charge(&store, &quota, 4, then.saturating_sub(Duration::from_micros(1))).await;
        assert!(!early.is_allowed(), "{algorithm:?} admitted before {wait:?}");
        assert!(
            charge(&store, &quota, 4, then).await.is_allowed(),
            "{algorithm:?} refused after {wait:?}"
        );
    }
}

/// A window shorter than a second ends too.
pub async fn a_short_window_ends(store: Store) {
    for algorithm in ALGORITHMS {
        let quota = Quota::per("short", 1, Duration::from_millis(10)).and_then(|quota| quota.with_algorithm(algorithm));
        let quota = quota.expect("a quota");
        assert!(charge(&store, &quota, 1, NOW).await.is_allowed());
        assert!(!charge(&store, &quota, 1, NOW).await.is_allowed(), "{algorithm:?}");
        let later = NOW.saturating_add(Duration::from_millis(20));
        assert!(charge(&store, &quota, 1, later).await.is_allowed(), "{algorithm:?}");
    }
}

/// A clock that is set back frees nobody, and locks nobody out for longer than two windows.
pub async fn a_clock_set_back_neither_frees_nor_locks_out(store: Store) {
    let past = NOW.saturating_sub(Duration::from_secs(3_600));
    for algorithm in ALGORITHMS {
        let quota = quota("clock", 3, algorithm);
        assert!(charge(&store, &quota, 3, NOW).await.is_allowed());
        assert!(
            !charge(&store, &quota, 1, past).await.is_allowed(),
            "{algorithm:?} freed a caller"
        );
        let later = past.saturating_add(quota.period().saturating_mul(2));
        assert!(
            charge(&store, &quota, 3, later).await.is_allowed(),
            "{algorithm:?} locked a caller out"
        );
    }
}

/// Times at both ends of what a timestamp can hold are decided like any others.
pub async fn the_ends_of_time_are_decided(store: Store) {
    for algorithm in ALGORITHMS {
        for (number, now) in [Timestamp::EPOCH, Timestamp::from_micros(1), Timestamp::MAX]
            .into_iter()
            .enumerate()
        {
            let quota = quota(&format!("end-{number}"), 2, algorithm);
            assert!(
                charge(&store, &quota, 2, now).await.is_allowed(),
                "{algorithm:?} at {now}"
            );
        }
    }
}

/// A quota that is lowered or raised holds at once, for callers who are already counted too: who is used up stays so
/// under the lower one, and gets no more than the difference under the higher one.
pub async fn a_changed_quota_holds_at_once(store: Store) {
    for algorithm in ALGORITHMS {
        let (high, low) = (quota("changed", 10, algorithm), quota("changed", 5, algorithm));
        assert!(charge(&store, &high, 10, NOW).await.is_allowed());
        assert!(!charge(&store, &low, 1, NOW).await.is_allowed(), "{algorithm:?}");
        store.reset(&low, &ALI).await.expect("the store answers");
        assert!(charge(&store, &low, 5, NOW).await.is_allowed(), "{algorithm:?}");
        assert!(!charge(&store, &high, 6, NOW).await.is_allowed(), "{algorithm:?}");
    }
}
