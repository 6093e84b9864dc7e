//! Backup codes: each is good once, for its user, while its set stands.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use std::sync::Arc;

use momfood_audit::conformance::race;

use super::fixture::{RACERS, Subject, tag};
use crate::store::MfaStore;

/// Of many uses of one code, one wins.
pub async fn racing_uses_of_a_code_have_one_winner(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    subject.with_totp(&[tag(1), tag(2)]).await;
    let outcomes = race(RACERS, |_| {
        let subject = subject.clone();
        async move { subject.consume(&tag(1)).await }
    })
    .await;
    let won: Vec<_> = outcomes.into_iter().flatten().collect();
    assert_eq!(won, [1], "one winner, and one code left");
    assert_eq!(subject.factors().await.backup_codes, 1);
}

/// Ten codes used at once are ten successes that each count another rest, down to none.
pub async fn every_code_is_good_once(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let codes: Vec<_> = (0..10).map(tag).collect();
    subject.with_totp(&codes).await;
    let rest = race(codes.len(), |number| {
        let subject = subject.clone();
        async move { subject.consume(&tag(u8::try_from(number).expect("ten"))).await }
    })
    .await;
    let mut rest: Vec<u32> = rest.into_iter().flatten().collect();
    rest.sort_unstable();
    assert_eq!(rest, (0..10).collect::<Vec<_>>());
    assert_eq!(subject.consume(&tag(0)).await, None);
}

/// A new set voids the old one, whoever is using it meanwhile.
pub async fn a_new_set_voids_the_old_one(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let old: Vec<_> = (0..10).map(tag).collect();
    subject.with_totp(&old).await;
    race(old.len() + 1, |number| {
        let subject = subject.clone();
        async move {
            match u8::try_from(number).expect("eleven") {
                10 => assert!(
                    subject
                        .store
                        .replace_backup_codes(&subject.user, &[tag(99)])
                        .await
                        .expect("the store")
                ),
                number => drop(subject.consume(&tag(number)).await),
            }
        }
    })
    .await;
    assert_eq!(subject.factors().await.backup_codes, 1);
    for code in &old {
        assert_eq!(subject.consume(code).await, None);
    }
    assert_eq!(subject.consume(&tag(99)).await, Some(0));
}

/// Codes stand in for a factor: they need one, and end with the last one.
pub async fn codes_need_a_factor(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let codes = [tag(1)];
    let replace = || store.replace_backup_codes(&subject.user, &codes);
    assert!(!replace().await.expect("the store"));
    assert_eq!(subject.consume(&tag(1)).await, None);

    subject.with_totp(&[tag(1)]).await;
    subject.with_phone().await;
    assert!(store.remove_totp(&subject.user).await.expect("the store"));
    assert_eq!(subject.factors().await.backup_codes, 1, "the telephone is left");
    assert!(store.remove_phone(&subject.user).await.expect("the store"));
    assert_eq!(subject.factors().await.backup_codes, 0);
    assert!(!replace().await.expect("the store"));
}

/// A code of another user is no code.
pub async fn a_code_belongs_to_its_user(store: Arc<dyn MfaStore>) {
    let (owner, other) = (Subject::new(&store), Subject::new(&store));
    owner.with_totp(&[tag(1)]).await;
    other.with_totp(&[tag(2)]).await;
    assert_eq!(other.consume(&tag(1)).await, None);
    assert_eq!(owner.consume(&tag(1)).await, Some(0));
}

/// What is forgotten is gone: factors, codes, a waiting enrolment and failed attempts.
pub async fn purging_forgets_the_user(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let factor = subject.with_totp(&[tag(1)]).await;
    subject.with_phone().await;
    let waiting = subject.put_pending().await;
    subject.attempts_left().await;
    assert!(store.purge(&subject.user).await.expect("the store"));
    assert!(
        !store.purge(&subject.user).await.expect("the store"),
        "purging again does nothing"
    );
    let factors = subject.factors().await;
    assert!(factors.totp.is_none() && factors.phone.is_none() && factors.backup_codes == 0);
    assert!(!subject.confirm(waiting, &[], super::fixture::NOW).await);
    assert_eq!(
        subject.commit(factor, super::fixture::at_step(101)).await,
        crate::store::TotpCommit::Gone
    );
    assert_eq!(subject.attempts_left().await, 4);
}
