//! Attempts: no more are granted than the policy says, whoever races.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use std::sync::Arc;
use std::time::Duration;

use momfood_audit::conformance::race;

use super::fixture::{FIRST_STEP, MICRO, NOW, RACERS, Subject, after, at_step, tag};
use crate::attempt::Attempt;
use crate::store::{MfaStore, TotpCommit};

/// Of many attempts at once exactly the free ones are granted, each with another count.
pub async fn racing_attempts_get_exactly_the_free_ones(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let answers = race(RACERS, |_| {
        let subject = subject.clone();
        async move { subject.attempt(NOW).await }
    })
    .await;
    let mut left: Vec<u32> = answers
        .iter()
        .filter_map(|answer| match answer {
            Attempt::Granted { left, .. } => Some(*left),
            Attempt::Locked { .. } | Attempt::HardLocked => None,
        })
        .collect();
    left.sort_unstable();
    assert_eq!(left, [0, 1, 2, 3, 4]);
}

/// A delay ends at its time and not a microsecond before, for one attempt; the next delay is twice as long.
pub async fn a_delay_ends_at_its_time(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    for _ in 0..5 {
        subject.attempt(NOW).await;
    }
    let seconds = Duration::from_secs;
    assert_eq!(
        subject.attempt(NOW).await,
        Attempt::Locked {
            retry_after: seconds(30)
        }
    );
    let early = after(seconds(30) - MICRO);
    assert_eq!(subject.attempt(early).await, Attempt::Locked { retry_after: MICRO });
    let then_locked = seconds(60);
    assert_eq!(
        subject.attempt(after(seconds(30))).await,
        Attempt::Granted { left: 0, then_locked }
    );
    assert_eq!(
        subject.attempt(after(seconds(30))).await,
        Attempt::Locked {
            retry_after: then_locked
        }
    );
}

/// After a hundred failures no time opens the lock; an operator does.
pub async fn the_hard_lock_ends_by_reset_only(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let mut granted = 0;
    for hour in 0..150 {
        if let Attempt::Granted { .. } = subject.attempt(after(Duration::from_secs(hour * 3_600))).await {
            granted += 1;
        }
    }
    assert_eq!(granted, 100);
    assert_eq!(
        subject.attempt(after(Duration::from_secs(1 << 32))).await,
        Attempt::HardLocked
    );
    assert!(store.reset_attempts(&subject.user).await.expect("the store"));
    assert!(
        !store.reset_attempts(&subject.user).await.expect("the store"),
        "there are none any more"
    );
    assert_eq!(subject.attempts_left().await, 4);
}

/// One user's failures and factors are nobody else's, however alike the ids are.
pub async fn users_are_told_apart(store: Arc<dyn MfaStore>) {
    let unique = Subject::new(&store).user;
    let longest = |last: &str| format!("{unique:-<width$}{last}", width = crate::MAX_USER_ID_BYTES - 1);
    let alike = ["", "a", "A", "_", "-", "--", "aa", "a-a", "a_a", "0", "00"];
    let names = alike
        .map(|end| format!("{unique}{end}"))
        .into_iter()
        .chain(["x", "y"].map(longest));
    let mut factors = Vec::new();
    for name in names {
        let subject = Subject::named(&store, &name);
        assert_eq!(subject.attempts_left().await, 4, "{name}");
        let factor = subject.with_totp(&[tag(7)]).await;
        factors.push((subject, factor));
    }
    for (subject, factor) in factors {
        let live = subject.factors().await.totp.map(|totp| totp.id);
        assert_eq!(live, Some(factor), "{}", subject.user);
        assert_eq!(subject.attempts_left().await, 3, "{}", subject.user);
    }
}

/// A used-up step and a used-up backup code forget the failed attempts; a replay, a wrong code and a confirmation do not.
pub async fn success_forgets_failures_and_nothing_else_does(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    assert_eq!(subject.attempts_left().await, 4);
    let factor = subject.with_totp(&[tag(1), tag(2)]).await;
    assert_eq!(subject.attempts_left().await, 3, "a confirmation proves no factor");
    assert_eq!(subject.commit(factor, FIRST_STEP).await, TotpCommit::Replayed);
    assert_eq!(subject.consume(&tag(3)).await, None);
    assert_eq!(subject.attempts_left().await, 2, "a refusal forgets nothing");
    assert_eq!(subject.commit(factor, at_step(101)).await, TotpCommit::Committed);
    assert_eq!(subject.attempts_left().await, 4);
    assert_eq!(subject.consume(&tag(1)).await, Some(1));
    assert_eq!(subject.attempts_left().await, 4);
}
