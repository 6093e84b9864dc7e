//! Challenges by SMS: one right answer, a bounded number of wrong ones, for one user and one purpose.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use std::sync::Arc;

use momfood_audit::conformance::race;

use super::fixture::{LIFETIME, MICRO, RACERS, Subject, TRIES, after, phone, tag};
use crate::sms::SmsPurpose::{EnrolPhone, Login};
use crate::store::{Answer, MfaStore};

/// Of many right answers at once, one wins.
pub async fn racing_right_answers_have_one_winner(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let phone = subject.with_phone().await;
    let id = subject.challenge(Login, phone, tag(1)).await;
    let answers = race(RACERS, |_| {
        let subject = subject.clone();
        async move { subject.answer(id, Login, tag(1)).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| **answer == Answer::Right).count(), 1);
    assert_eq!(
        answers.iter().filter(|answer| **answer == Answer::Gone).count(),
        RACERS - 1
    );
}

/// Of many wrong answers at once, exactly as many are compared as there are tries; then a right one is too late.
pub async fn racing_wrong_answers_are_compared_as_often_as_there_are_tries(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let phone = subject.with_phone().await;
    let id = subject.challenge(Login, phone, tag(1)).await;
    let answers = race(RACERS, |_| {
        let subject = subject.clone();
        async move { subject.answer(id, Login, tag(2)).await }
    })
    .await;
    let compared = answers.iter().filter(|answer| **answer == Answer::Wrong).count();
    assert_eq!(u32::try_from(compared), Ok(TRIES));
    assert_eq!(subject.answer(id, Login, tag(1)).await, Answer::Gone);
}

/// The last try may be right.
pub async fn a_right_answer_at_the_last_try_wins(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let phone = subject.with_phone().await;
    let id = subject.challenge(Login, phone, tag(1)).await;
    for _ in 1..TRIES {
        assert_eq!(subject.answer(id, Login, tag(2)).await, Answer::Wrong);
    }
    assert_eq!(subject.answer(id, Login, tag(1)).await, Answer::Right);
    assert_eq!(subject.answer(id, Login, tag(1)).await, Answer::Gone, "good once");
}

/// A code is void at its time, and good a microsecond before.
pub async fn a_challenge_expires(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let phone = subject.with_phone().await;
    let id = subject.challenge(Login, phone.clone(), tag(1)).await;
    let late = subject.answer_at(id, Login, tag(1), after(LIFETIME)).await;
    assert!(
        matches!(late, Answer::Expired | Answer::Gone),
        "a store may have dropped it: {late:?}"
    );
    let id = subject.challenge(Login, phone, tag(1)).await;
    assert_eq!(
        subject.answer_at(id, Login, tag(1), after(LIFETIME - MICRO)).await,
        Answer::Right
    );
}

/// A challenge of one purpose, or of one user, is none of another.
pub async fn a_challenge_belongs_to_its_user_and_purpose(store: Arc<dyn MfaStore>) {
    let (subject, other) = (Subject::new(&store), Subject::new(&store));
    let phone = subject.with_phone().await;
    other.with_phone().await;
    let id = subject.challenge(Login, phone, tag(1)).await;
    assert_eq!(subject.answer(id, EnrolPhone, tag(1)).await, Answer::Gone);
    assert_eq!(other.answer(id, Login, tag(1)).await, Answer::Gone);
    assert_eq!(subject.answer(id, Login, tag(1)).await, Answer::Right);
}

/// Only the newest challenge of a purpose is live; one of another purpose stays.
pub async fn the_newest_challenge_counts(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let phone = subject.with_phone().await;
    let old = subject.challenge(Login, phone.clone(), tag(1)).await;
    let enrolling = subject.challenge(EnrolPhone, phone.clone(), tag(2)).await;
    let new = subject.challenge(Login, phone, tag(3)).await;
    assert_eq!(subject.answer(old, Login, tag(1)).await, Answer::Gone);
    assert_eq!(subject.answer(new, Login, tag(3)).await, Answer::Right);
    assert_eq!(subject.answer(enrolling, EnrolPhone, tag(2)).await, Answer::Right);
}

/// A number is the user's from the right answer on; a code that was sent to the number before lets nobody in any more.
pub async fn a_new_telephone_voids_what_the_old_one_got(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    let enrolling = phone();
    let id = subject.challenge(EnrolPhone, enrolling.clone(), tag(1)).await;
    assert!(subject.factors().await.phone.is_none(), "not before it is proven");
    assert_eq!(subject.answer(id, EnrolPhone, tag(2)).await, Answer::Wrong);
    assert!(subject.factors().await.phone.is_none());
    assert_eq!(subject.answer(id, EnrolPhone, tag(1)).await, Answer::Right);
    let proven = subject.factors().await.phone.expect("proven");
    assert_eq!((proven.id, proven.number), (enrolling.id, enrolling.number.clone()));

    let old = subject.challenge(Login, enrolling.clone(), tag(3)).await;
    subject.with_phone().await;
    assert_eq!(subject.answer(old, Login, tag(3)).await, Answer::Gone);

    let removed = subject.challenge(Login, enrolling, tag(4)).await;
    assert!(store.remove_phone(&subject.user).await.expect("the store"));
    assert!(
        !store.remove_phone(&subject.user).await.expect("the store"),
        "removing again does nothing"
    );
    assert_eq!(subject.answer(removed, Login, tag(4)).await, Answer::Gone);
}

/// A right answer to log in forgets the failed attempts; one that proves a number, or a wrong one, does not.
pub async fn only_a_login_forgets_failures(store: Arc<dyn MfaStore>) {
    let subject = Subject::new(&store);
    assert_eq!(subject.attempts_left().await, 4);
    let phone = subject.with_phone().await;
    assert_eq!(subject.attempts_left().await, 3);
    let id = subject.challenge(Login, phone, tag(1)).await;
    assert_eq!(subject.answer(id, Login, tag(2)).await, Answer::Wrong);
    assert_eq!(subject.attempts_left().await, 2);
    assert_eq!(subject.answer(id, Login, tag(1)).await, Answer::Right);
    assert_eq!(subject.attempts_left().await, 4);
}
