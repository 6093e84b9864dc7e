//! Attempts: bounded before anything is compared, for the user and not for the factor.

use std::time::Duration;

use momfood_audit::EventKind::{MfaBackupCodeFail, MfaLocked, MfaTotpFail, MfaTotpSuccess, MfaUnlocked};
use momfood_audit::conformance::race;
use momfood_audit::{Actor, IntoValue as _, Outcome};
use momfood_mfa::attempt::decide;
use momfood_mfa::{Attempt, AttemptPolicy, AttemptState, VerifyError};
use proptest::prelude::*;

use crate::world::{World, user};

const NO_CODE: &str = "0000-0000-0000-0000-0000-0000";

#[tokio::test]
async fn the_sixth_wrong_attempt_is_locked_out_and_the_right_code_too() {
    let world = World::new();
    let sara = user("sara");
    let (app, codes) = world.enrolled(&sara).await;
    for left in (0..5).rev() {
        let error = world
            .service
            .verify_totp(&sara, &app.wrong_code(world.clock.now()), None)
            .await
            .unwrap_err();
        assert!(
            matches!(error, VerifyError::Rejected { attempts_left: Some(n) } if n == left),
            "{error:?}"
        );
    }
    assert_eq!(world.heard(), [[MfaTotpFail; 5].as_slice(), &[MfaLocked]].concat());

    for _ in 0..2 {
        let right = app.code(world.clock.now());
        let error = world.service.verify_totp(&sara, &right, None).await.unwrap_err();
        assert!(
            matches!(error, VerifyError::Locked { retry_after } if retry_after == Duration::from_secs(30)),
            "{error:?}"
        );
    }
    let error = world.service.verify_backup(&sara, &codes[0], None).await.unwrap_err();
    assert!(
        matches!(error, VerifyError::Locked { .. }),
        "another factor is no way around: {error:?}"
    );
    let turned_away = world.sink.take();
    assert!(turned_away.iter().all(|event| event.outcome() == Outcome::Denied));

    world.wait(30);
    world
        .service
        .verify_totp(&sara, &app.code(world.clock.now()), None)
        .await
        .unwrap();
    assert_eq!(world.heard(), [MfaTotpSuccess]);
    let error = world.service.verify_backup(&sara, NO_CODE, None).await.unwrap_err();
    assert!(
        matches!(error, VerifyError::Rejected { attempts_left: Some(4) }),
        "success starts anew: {error:?}"
    );
}

#[tokio::test]
async fn factors_share_one_count() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    let wrong = app.wrong_code(world.clock.now());
    for _ in 0..3 {
        world.service.verify_totp(&sara, &wrong, None).await.unwrap_err();
    }
    for _ in 0..2 {
        world.service.verify_backup(&sara, NO_CODE, None).await.unwrap_err();
    }
    let error = world.service.verify_totp(&sara, &wrong, None).await.unwrap_err();
    assert!(matches!(error, VerifyError::Locked { .. }), "{error:?}");
    let kinds = world.heard();
    assert_eq!(kinds.iter().filter(|kind| **kind == MfaBackupCodeFail).count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == MfaLocked).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_guesses_at_once_five_are_looked_at() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    let wrong = app.wrong_code(world.clock.now());
    let looked_at = race(200, |_| {
        let (service, sara, wrong) = (world.service.clone(), sara.clone(), wrong.clone());
        async move {
            let error = service.verify_totp(&sara, &wrong, None).await.unwrap_err();
            matches!(error, VerifyError::Rejected { .. })
        }
    })
    .await;
    assert_eq!(looked_at.into_iter().filter(|looked| *looked).count(), 5);
}

#[tokio::test]
async fn an_attacker_locks_the_victim_and_nobody_else() {
    let world = World::new();
    let (victim, other) = (user("victim"), user("other"));
    world.enrolled(&victim).await;
    let (app, _) = world.enrolled(&other).await;
    for _ in 0..10 {
        world.service.verify_backup(&victim, NO_CODE, None).await.unwrap_err();
    }
    world
        .service
        .verify_totp(&other, &app.code(world.clock.now()), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn after_a_hundred_failures_only_an_operator_unlocks() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    for _ in 0..100 {
        let error = world.service.verify_backup(&sara, NO_CODE, None).await.unwrap_err();
        assert!(matches!(error, VerifyError::Rejected { .. }), "{error:?}");
        world.wait(3_600);
    }
    let last = world.sink.take().pop().unwrap();
    let until = momfood_audit::Public("an operator unlocks").into_value();
    assert_eq!((last.kind(), last.fields().value("until")), (MfaLocked, Some(&until)));
    world.wait(365 * 24 * 3_600);
    let code = || app.code(world.clock.now());
    let error = world.service.verify_totp(&sara, &code(), None).await.unwrap_err();
    assert!(matches!(error, VerifyError::HardLocked), "{error:?}");
    world.sink.take();

    assert!(
        world
            .service
            .unlock(&sara, Actor::user("operator-7"), None)
            .await
            .unwrap()
    );
    let event = world.sink.take().remove(0);
    assert_eq!(event.kind(), MfaUnlocked);
    assert_eq!(event.actor().and_then(Actor::id), Some("operator-7"));
    assert_eq!(
        event.target().map(|target| target.id().to_owned()),
        Some("sara".to_owned())
    );
    world.service.verify_totp(&sara, &code(), None).await.unwrap();
}

#[tokio::test]
async fn a_stricter_policy_applies_at_once() {
    let world = World::new();
    let sara = user("sara");
    world.enrolled(&sara).await;
    for _ in 0..2 {
        world.service.verify_backup(&sara, NO_CODE, None).await.unwrap_err();
    }
    let minute = Duration::from_secs(60);
    let strict = world
        .service
        .clone()
        .with_attempt_policy(AttemptPolicy::new(2, minute, minute, 10).unwrap());
    let error = strict.verify_backup(&sara, NO_CODE, None).await.unwrap_err();
    assert!(
        matches!(error, VerifyError::Locked { retry_after } if retry_after == minute),
        "{error:?}"
    );
}

#[test]
fn a_policy_out_of_range_is_no_policy() {
    let (second, day) = (Duration::from_secs(1), Duration::from_secs(86_400));
    assert!(AttemptPolicy::new(1, second, day, 100).is_ok());
    for (free, first, longest, hard) in [
        (0, second, day, 100),
        (21, second, day, 100),
        (5, Duration::ZERO, day, 100),
        (5, day, second, 100),
        (5, second, day + second, 100),
        (5, second, day, 5),
        (5, second, day, 101),
    ] {
        assert!(
            AttemptPolicy::new(free, first, longest, hard).is_err(),
            "{free} {first:?} {longest:?} {hard}"
        );
    }
}

proptest! {
    /// Whatever the times, forwards or back: never more than the hard limit, never two past the free ones without the delay.
    #[test]
    fn attempts_are_bounded_and_apart(times in prop::collection::vec(0_u64..200_000, 1..400)) {
        let policy = AttemptPolicy::default();
        let mut state = AttemptState::default();
        let mut granted = Vec::new();
        for seconds in times {
            let now = momfood_audit::Timestamp::from_secs(seconds);
            let (attempt, next) = decide(state, &policy, now);
            match attempt {
                Attempt::Granted { .. } => {
                    prop_assert_eq!(next.failures, state.failures + 1);
                    granted.push(seconds);
                }
                Attempt::Locked { retry_after } => {
                    prop_assert_eq!(next, state);
                    prop_assert!(!retry_after.is_zero());
                    let (then, _) = decide(state, &policy, now.saturating_add(retry_after));
                    let is_granted = matches!(then, Attempt::Granted { .. });
                    prop_assert!(is_granted, "it keeps its word");
                }
                Attempt::HardLocked => prop_assert!(state.failures >= 100),
            }
            state = next;
        }
        prop_assert!(granted.len() <= 100);
        for pair in granted.windows(2).skip(4) {
            prop_assert!(pair[1] >= pair[0] + 30);
        }
    }
}
