//! Authenticator apps, from the secret to the second login.

use momfood_audit::EventKind::{
    CryptDecryptFail, MfaActivated, MfaBackupCodesReplaced, MfaEnrolled, MfaTotpFail, MfaTotpReplayed, MfaTotpSuccess,
};
use momfood_audit::Timestamp;
use momfood_audit::conformance::race;
use momfood_crypto::Keyring;
use momfood_mfa::{EnrolError, Factor, Label, MfaService, PendingTotp, Skew, VerifyError};

use crate::world::{App, World, user};

fn rejected(left: Option<u32>) -> impl Fn(&VerifyError) -> bool {
    move |error| matches!(error, VerifyError::Rejected { attempts_left } if *attempts_left == left)
}

#[tokio::test]
async fn an_app_is_enrolled_confirmed_and_verified() {
    let world = World::new();
    let sara = user("sara");
    let enrolment = world.service.enrol_totp(&sara, "sara@example.com", None).await.unwrap();
    assert!(
        !world.service.status(&sara).await.unwrap().is_enrolled(),
        "not before the first code"
    );

    let app = App::scan(&enrolment);
    let codes = world
        .service
        .confirm_totp(&sara, &app.code(world.clock.now()), None)
        .await
        .unwrap();
    assert_eq!(codes.iter().len(), 10);
    let status = world.service.status(&sara).await.unwrap();
    assert!(status.totp && !status.phone && status.backup_codes == 10 && status.is_enrolled());

    world.wait(30);
    let accepted = world
        .service
        .verify_totp(&sara, &app.code(world.clock.now()), None)
        .await
        .unwrap();
    assert_eq!((accepted.factor(), accepted.factor().amr()), (Factor::Totp, "otp"));
    assert_eq!(
        world.heard(),
        [MfaEnrolled, MfaActivated, MfaBackupCodesReplaced, MfaTotpSuccess]
    );
}

#[tokio::test]
async fn the_enrolment_code_does_not_log_in() {
    let world = World::new();
    let sara = user("sara");
    let app = App::scan(&world.service.enrol_totp(&sara, "sara", None).await.unwrap());
    let code = app.code(world.clock.now());
    world.service.confirm_totp(&sara, &code, None).await.unwrap();
    world.sink.take();
    assert!(rejected(Some(4))(
        &world.service.verify_totp(&sara, &code, None).await.unwrap_err()
    ));
    assert_eq!(world.heard(), [MfaTotpReplayed]);
}

#[tokio::test]
async fn a_code_logs_in_once_and_uses_up_those_before_it() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    let now = world.clock.now();
    let (this, next) = (app.code(now), app.code(Timestamp::from_secs(now.as_secs() + 30)));
    world.service.verify_totp(&sara, &next, None).await.unwrap();
    for (used, left) in [(&next, 4), (&this, 3)] {
        assert!(rejected(Some(left))(
            &world.service.verify_totp(&sara, used, None).await.unwrap_err()
        ));
    }
    assert_eq!(world.heard(), [MfaTotpSuccess, MfaTotpReplayed, MfaTotpReplayed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_logins_with_one_code_are_one_login() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    let code = app.code(world.clock.now());
    let logins = race(100, |_| {
        let (service, sara, code) = (world.service.clone(), sara.clone(), code.clone());
        async move { service.verify_totp(&sara, &code, None).await.is_ok() }
    })
    .await;
    assert_eq!(logins.into_iter().filter(|accepted| *accepted).count(), 1);
}

#[tokio::test]
async fn a_phone_may_be_one_step_off_and_no_more() {
    for (skew, offset, accepted) in [
        (Skew::OneStep, 0, true),
        (Skew::OneStep, 1, true),
        (Skew::OneStep, 2, false),
        (Skew::None, 0, true),
        (Skew::None, 1, false),
    ] {
        for early in [false, true] {
            let world = World::new();
            let sara = user("sara");
            let (app, _) = world.enrolled(&sara).await;
            world.wait(300);
            let now = world.clock.now().as_secs();
            let shown = if early { now + 30 * offset } else { now - 30 * offset };
            let service = world.service.clone().with_skew(skew);
            let verified = service
                .verify_totp(&sara, &app.code(Timestamp::from_secs(shown)), None)
                .await;
            assert_eq!(verified.is_ok(), accepted, "{skew:?}, {offset} steps, early: {early}");
        }
    }
}

#[tokio::test]
async fn a_clock_set_back_accepts_nothing_twice() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    world
        .service
        .verify_totp(&sara, &app.code(world.clock.now()), None)
        .await
        .unwrap();
    world
        .hand
        .set(Timestamp::from_secs(world.clock.now().as_secs() - 3_600));
    let code = app.code(world.clock.now());
    assert!(world.service.verify_totp(&sara, &code, None).await.is_err());
}

#[tokio::test]
async fn arabic_digits_are_digits() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    let code = app.code(world.clock.now());
    let arabic: String = code
        .chars()
        .map(|digit| char::from_u32(u32::from('٠') + digit.to_digit(10).unwrap()).unwrap())
        .collect();
    world
        .service
        .verify_totp(&sara, &format!("\u{200F}{arabic} "), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn malformed_codes_cost_no_attempt() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    for text in ["", "12345", "1234567", "+12345", "12345x", &"1".repeat(10_000)] {
        assert!(
            rejected(None)(&world.service.verify_totp(&sara, text, None).await.unwrap_err()),
            "{text:.20}"
        );
    }
    assert_eq!(world.heard(), [MfaTotpFail; 6]);
    let wrong = app.wrong_code(world.clock.now());
    assert!(rejected(Some(4))(
        &world.service.verify_totp(&sara, &wrong, None).await.unwrap_err()
    ));
}

#[tokio::test]
async fn somebody_without_an_app_is_refused_alike() {
    let world = World::new();
    let (sara, nobody) = (user("sara"), user("nobody"));
    let (app, _) = world.enrolled(&sara).await;
    for _ in 0..7 {
        let wrong = app.wrong_code(world.clock.now());
        let [one, other] = [
            world.service.verify_totp(&sara, &wrong, None).await.unwrap_err(),
            world.service.verify_totp(&nobody, &wrong, None).await.unwrap_err(),
        ];
        assert_eq!(format!("{one:?} {one}"), format!("{other:?} {other}"));
    }
}

#[tokio::test]
async fn a_secret_of_zeros_stands_in_for_nobody() {
    let world = World::new();
    let zeros = totp_rs::Builder::new().with_secret(vec![0; 20]).build().unwrap();
    let code = zeros.generate(world.clock.now().as_secs()).to_string();
    assert!(world.service.verify_totp(&user("nobody"), &code, None).await.is_err());
}

#[tokio::test]
async fn enrolling_again_leaves_the_live_app_until_it_is_confirmed() {
    let world = World::new();
    let sara = user("sara");
    let (old, _) = world.enrolled(&sara).await;
    let new = App::scan(&world.service.enrol_totp(&sara, "sara", None).await.unwrap());
    assert!(
        world
            .service
            .verify_totp(&sara, &new.code(world.clock.now()), None)
            .await
            .is_err()
    );
    world
        .service
        .verify_totp(&sara, &old.code(world.clock.now()), None)
        .await
        .unwrap();

    world.wait(60);
    world
        .service
        .confirm_totp(&sara, &new.code(world.clock.now()), None)
        .await
        .unwrap();
    world.wait(60);
    assert!(
        world
            .service
            .verify_totp(&sara, &old.code(world.clock.now()), None)
            .await
            .is_err()
    );
    world
        .service
        .verify_totp(&sara, &new.code(world.clock.now()), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_enrolment_waits_ten_minutes_and_takes_ten_codes() {
    let world = World::new();
    let sara = user("sara");
    let app = App::scan(&world.service.enrol_totp(&sara, "sara", None).await.unwrap());
    world.wait(600);
    assert!(
        world
            .service
            .confirm_totp(&sara, &app.code(world.clock.now()), None)
            .await
            .is_err()
    );

    let app = App::scan(&world.service.enrol_totp(&sara, "sara", None).await.unwrap());
    for left in (0..10).rev() {
        let wrong = app.wrong_code(world.clock.now());
        let error = world.service.confirm_totp(&sara, &wrong, None).await.unwrap_err();
        assert!(rejected(Some(left))(&error), "{error:?}");
    }
    assert!(
        world
            .service
            .confirm_totp(&sara, &app.code(world.clock.now()), None)
            .await
            .is_err()
    );
    assert!(!world.service.status(&sara).await.unwrap().is_enrolled());
}

#[tokio::test]
async fn an_account_that_could_pose_as_another_issuer_is_refused() {
    let world = World::new();
    for account in ["", "  ", "Bank:sara", "sa\nra", "\u{202E}aras", &"a".repeat(97)] {
        let error = world
            .service
            .enrol_totp(&user("sara"), account, None)
            .await
            .unwrap_err();
        assert!(matches!(error, EnrolError::Account(_)), "{account}");
    }
    assert!(Label::parse("Mom:Food").is_err());
    assert!(world.heard().is_empty(), "nothing was enrolled");
}

#[tokio::test]
async fn a_secret_opens_only_for_its_user_and_under_its_key() {
    let world = World::new();
    let (sara, thief) = (user("sara"), user("thief"));
    let (app, _) = world.enrolled(&sara).await;
    let code = app.code(world.clock.now());

    // Somebody who can write to the store gives Sara's sealed secret to another account.
    let factor = world.store.factors(&sara).await.unwrap().totp.unwrap();
    let pending = PendingTotp {
        factor,
        expires_at: Timestamp::MAX,
        tries_left: 1,
    };
    world
        .store
        .put_pending_totp(&thief, pending, world.clock.now())
        .await
        .unwrap();
    let moved = world.service.confirm_totp(&thief, &code, None).await.unwrap_err();
    assert!(matches!(moved, VerifyError::Unsealed(_)), "{moved:?}");

    let other_key = MfaService::new(
        Label::parse("MomFood").unwrap(),
        &Keyring::generate().unwrap(),
        &world.key,
        world.store.clone(),
        world.outbox.clone(),
        world.sink.clone(),
    )
    .with_clock(world.clock.clone());
    let unsealed = other_key.verify_totp(&sara, &code, None).await.unwrap_err();
    assert!(matches!(unsealed, VerifyError::Unsealed(_)), "{unsealed:?}");
    assert_eq!(world.heard(), [CryptDecryptFail, CryptDecryptFail]);
}

#[tokio::test]
async fn secrets_survive_a_rotation_of_the_keyring() {
    let world = World::new();
    let sara = user("sara");
    let (app, _) = world.enrolled(&sara).await;
    let rotated = MfaService::new(
        Label::parse("MomFood").unwrap(),
        &world.keyring.rotate().unwrap(),
        &world.key,
        world.store.clone(),
        world.outbox.clone(),
        world.sink.clone(),
    )
    .with_clock(world.clock.clone());
    rotated
        .verify_totp(&sara, &app.code(world.clock.now()), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn removing_the_app_ends_it_and_its_backup_codes() {
    let world = World::new();
    let sara = user("sara");
    let (app, codes) = world.enrolled(&sara).await;
    assert!(world.service.remove_totp(&sara, None).await.unwrap());
    assert!(!world.service.remove_totp(&sara, None).await.unwrap());
    assert!(
        world
            .service
            .verify_totp(&sara, &app.code(world.clock.now()), None)
            .await
            .is_err()
    );
    assert!(world.service.verify_backup(&sara, &codes[0], None).await.is_err());
    assert!(!world.service.status(&sara).await.unwrap().is_enrolled());
}
