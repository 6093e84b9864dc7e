//! Authenticator apps: nothing is live before it is confirmed, and a step is accepted once.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use std::sync::Arc;

use momfood_audit::conformance::race;

use super::fixture::{FIRST_STEP, LIFETIME, MICRO, NOW, RACERS, Subject, TRIES, after, at_step, tag};
use crate::store::{MfaStore, TotpCommit};

/// A waiting enrolment is no factor, leaves a live one alone, and gives way to a newer one.
pub async fn a_waiting_enrolment_changes_nothing(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let first = subject.put_pending().await;
    assert!(subject.factors().await.totp.is_none());
    assert_eq!(subject.commit(first, at_step(101)).await, TotpCommit::Gone);

    let second = subject.put_pending().await;
    assert!(!subject.confirm(first, &[], NOW).await, "replaced");
    assert!(subject.confirm(second, &[], NOW).await);
    assert!(!subject.confirm(second, &[], NOW).await, "it waits no more");

    subject.put_pending().await;
    assert_eq!(subject.factors().await.totp.map(|totp| totp.id), Some(second));
    assert_eq!(subject.commit(second, at_step(101)).await, TotpCommit::Committed);
}

/// An enrolment is void at its time, and good a microsecond before.
pub async fn an_enrolment_expires(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let factor = subject.put_pending().await;
    let tried = store
        .try_pending_totp(&subject.user, after(LIFETIME))
        .await
        .expect("the store");
    assert!(tried.is_none());
    assert!(!subject.confirm(factor, &[], after(LIFETIME)).await);

    let factor = subject.put_pending().await;
    assert!(subject.confirm(factor, &[], after(LIFETIME - MICRO)).await);
}

/// Of many tries at once, exactly as many are granted as the enrolment has.
pub async fn racing_tries_get_exactly_those_of_the_enrolment(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    subject.put_pending().await;
    let granted = race(RACERS, |_| {
        let subject = subject.clone();
        async move {
            subject
                .store
                .try_pending_totp(&subject.user, NOW)
                .await
                .expect("the store")
        }
    })
    .await;
    let mut left: Vec<u32> = granted
        .into_iter()
        .flatten()
        .map(|pending| pending.tries_left)
        .collect();
    left.sort_unstable();
    assert_eq!(left, (0..TRIES).collect::<Vec<_>>());
}

/// Of many confirmations at once one wins, and its backup codes are the ones that stay.
pub async fn racing_confirmations_have_one_winner(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let factor = subject.put_pending().await;
    let outcomes = race(RACERS, |number| {
        let subject = subject.clone();
        async move {
            let code = tag(u8::try_from(number).expect("few racers"));
            (subject.confirm(factor, &[code], NOW).await, code)
        }
    })
    .await;
    let winners: Vec<_> = outcomes.iter().filter(|(won, _)| *won).collect();
    assert_eq!(winners.len(), 1);
    for (won, code) in &winners {
        assert_eq!(subject.consume(code).await, won.then_some(0));
    }
}

/// The step that confirmed does not log in, nor does any before it.
pub async fn steps_never_go_back(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let factor = subject.with_totp(&[]).await;
    for (step, expected) in [
        (FIRST_STEP, TotpCommit::Replayed),
        (at_step(99), TotpCommit::Replayed),
        (at_step(102), TotpCommit::Committed),
        (at_step(102), TotpCommit::Replayed),
        (at_step(101), TotpCommit::Replayed),
        (at_step(103), TotpCommit::Committed),
    ] {
        assert_eq!(subject.commit(factor, step).await, expected, "{step:?}");
    }
}

/// Of many logins with one code, one wins.
pub async fn racing_commits_have_one_winner(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let factor = subject.with_totp(&[]).await;
    let outcomes = race(RACERS, |_| {
        let subject = subject.clone();
        async move { subject.commit(factor, at_step(101)).await }
    })
    .await;
    let won = |outcome: &&TotpCommit| **outcome == TotpCommit::Committed;
    assert_eq!(outcomes.iter().filter(won).count(), 1);
    assert!(outcomes.iter().all(|outcome| *outcome != TotpCommit::Gone));
}

/// A code that was checked against a factor that is gone since lets nobody in, even when another took its place.
pub async fn a_removed_factor_commits_nothing(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let old = subject.with_totp(&[tag(1)]).await;
    let waiting = subject.put_pending().await;
    assert!(store.remove_totp(&subject.user).await.expect("the store"));
    assert!(
        !store.remove_totp(&subject.user).await.expect("the store"),
        "removing again does nothing"
    );
    assert_eq!(subject.commit(old, at_step(101)).await, TotpCommit::Gone);
    assert!(!subject.confirm(waiting, &[], NOW).await, "what waited went along");
    let factors = subject.factors().await;
    assert!(factors.totp.is_none() && factors.backup_codes == 0);

    subject.with_totp(&[]).await;
    assert_eq!(subject.commit(old, at_step(101)).await, TotpCommit::Gone);
}
