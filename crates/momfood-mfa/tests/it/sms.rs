//! Codes by SMS: to the proven telephone only, few, and good once.

use std::time::Duration;

use momfood_audit::EventKind::{MfaActivated, MfaEnrolled, MfaSmsExpired, MfaSmsFail, MfaSmsSent, MfaSmsSuccess};
use momfood_audit::conformance::race;
use momfood_mfa::{ChallengeId, Factor, SendError, VerifyError};

use crate::world::{OTHER_PHONE, PHONE, World, other, user};

#[tokio::test]
async fn a_telephone_is_proven_and_logs_in() {
    let world = World::new();
    let sara = user("sara");
    let challenge = world.service.enrol_phone(&sara, PHONE, None).await.unwrap();
    assert_eq!(challenge.expires_in, Duration::from_secs(300));
    assert_eq!(challenge.resend_after, Duration::from_secs(30));
    assert!(!world.service.status(&sara).await.unwrap().phone, "not before its code");
    world
        .service
        .confirm_phone(&sara, challenge.id, &world.texted(challenge.id), None)
        .await
        .unwrap();
    assert!(world.service.status(&sara).await.unwrap().phone);
    assert_eq!(world.heard(), [MfaSmsSent, MfaEnrolled, MfaSmsSuccess, MfaActivated]);

    world.wait(60);
    let challenge = world.service.send_sms(&sara, None).await.unwrap();
    let code = world.texted(challenge.id);
    let accepted = world
        .service
        .verify_sms(&sara, challenge.id, &code, None)
        .await
        .unwrap();
    assert_eq!((accepted.factor(), accepted.factor().amr()), (Factor::Sms, "sms"));
    assert!(
        world
            .service
            .verify_sms(&sara, challenge.id, &code, None)
            .await
            .is_err(),
        "good once"
    );
    assert_eq!(world.heard(), [MfaSmsSent, MfaSmsSuccess, MfaSmsFail]);
    assert!(
        world
            .outbox
            .messages()
            .iter()
            .all(|message| message.to.expose() == PHONE)
    );
}

#[tokio::test]
async fn the_text_is_bound_to_the_origin() {
    let world = World::new();
    let challenge = world.service.enrol_phone(&user("sara"), PHONE, None).await.unwrap();
    let text = &world.outbox.messages()[0].text;
    let code = world.texted(challenge.id);
    assert_eq!(code.len(), 6);
    assert!(
        text.starts_with(&format!("Your MomFood verification code is: {code}\n")),
        "{text}"
    );
    assert!(text.ends_with(&format!("\n\n@momfood.example #{code}")), "{text}");
}

#[tokio::test]
async fn nothing_is_sent_without_a_proven_telephone() {
    let world = World::new();
    let sara = user("sara");
    assert!(matches!(
        world.service.send_sms(&sara, None).await,
        Err(SendError::NotEnrolled)
    ));
    world.service.enrol_phone(&sara, PHONE, None).await.unwrap();
    assert!(
        matches!(world.service.send_sms(&sara, None).await, Err(SendError::NotEnrolled)),
        "not proven yet"
    );
    assert_eq!(world.outbox.messages().len(), 1);
}

#[tokio::test]
async fn a_code_that_proves_a_telephone_does_not_log_in_nor_the_reverse() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let enrolling = world.service.enrol_phone(&sara, OTHER_PHONE, None).await.unwrap();
    world.wait(120);
    let login = world.service.send_sms(&sara, None).await.unwrap();
    let (enrolling_code, login_code) = (world.texted(enrolling.id), world.texted(login.id));
    assert!(
        world
            .service
            .verify_sms(&sara, enrolling.id, &enrolling_code, None)
            .await
            .is_err()
    );
    assert!(
        world
            .service
            .confirm_phone(&sara, login.id, &login_code, None)
            .await
            .is_err()
    );
    world
        .service
        .verify_sms(&sara, login.id, &login_code, None)
        .await
        .unwrap();
    world
        .service
        .confirm_phone(&sara, enrolling.id, &enrolling_code, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_challenge_is_nobody_elses() {
    let world = World::new();
    let (sara, omar) = (user("sara"), user("omar"));
    world.with_phone(&sara).await;
    let challenge = world.service.send_sms(&sara, None).await.unwrap();
    let code = world.texted(challenge.id);
    assert!(
        world
            .service
            .verify_sms(&omar, challenge.id, &code, None)
            .await
            .is_err()
    );
    assert!(
        world
            .service
            .verify_sms(&sara, ChallengeId::from_bytes([0; 16]), &code, None)
            .await
            .is_err()
    );
    world
        .service
        .verify_sms(&sara, challenge.id, &code, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_code_expires_after_five_minutes() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let challenge = world.service.send_sms(&sara, None).await.unwrap();
    world.wait(300);
    let error = world
        .service
        .verify_sms(&sara, challenge.id, &world.texted(challenge.id), None)
        .await
        .unwrap_err();
    assert!(
        matches!(error, VerifyError::Rejected { attempts_left: Some(4) }),
        "{error:?}"
    );
    assert_eq!(world.heard(), [MfaSmsSent, MfaSmsExpired]);
}

#[tokio::test]
async fn three_wrong_answers_end_a_challenge_and_another_message_buys_no_guess() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let first = world.service.send_sms(&sara, None).await.unwrap();
    let code = world.texted(first.id);
    for _ in 0..3 {
        assert!(
            world
                .service
                .verify_sms(&sara, first.id, &other(&code), None)
                .await
                .is_err()
        );
    }
    assert!(
        world.service.verify_sms(&sara, first.id, &code, None).await.is_err(),
        "the challenge is gone"
    );

    world.wait(60);
    let second = world.service.send_sms(&sara, None).await.unwrap();
    let code = world.texted(second.id);
    let fifth = world
        .service
        .verify_sms(&sara, second.id, &other(&code), None)
        .await
        .unwrap_err();
    assert!(
        matches!(fifth, VerifyError::Rejected { attempts_left: Some(0) }),
        "{fifth:?}"
    );
    let sixth = world
        .service
        .verify_sms(&sara, second.id, &code, None)
        .await
        .unwrap_err();
    assert!(matches!(sixth, VerifyError::Locked { .. }), "{sixth:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_logins_with_one_code_are_one_login() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let challenge = world.service.send_sms(&sara, None).await.unwrap();
    let code = world.texted(challenge.id);
    let logins = race(100, |_| {
        let (service, sara, code) = (world.service.clone(), sara.clone(), code.clone());
        async move { service.verify_sms(&sara, challenge.id, &code, None).await.is_ok() }
    })
    .await;
    assert_eq!(logins.into_iter().filter(|accepted| *accepted).count(), 1);
}

#[tokio::test]
async fn only_the_newest_message_works() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let old = world.service.send_sms(&sara, None).await.unwrap();
    world.wait(60);
    let new = world.service.send_sms(&sara, None).await.unwrap();
    assert!(
        world
            .service
            .verify_sms(&sara, old.id, &world.texted(old.id), None)
            .await
            .is_err()
    );
    world
        .service
        .verify_sms(&sara, new.id, &world.texted(new.id), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn changing_the_telephone_voids_a_code_that_the_old_one_got() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let old = world.service.send_sms(&sara, None).await.unwrap();
    world.wait(60);
    let challenge = world.service.enrol_phone(&sara, OTHER_PHONE, None).await.unwrap();
    world
        .service
        .confirm_phone(&sara, challenge.id, &world.texted(challenge.id), None)
        .await
        .unwrap();
    assert!(
        world
            .service
            .verify_sms(&sara, old.id, &world.texted(old.id), None)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_account_that_is_purged_is_forgotten() {
    let world = World::new();
    let sara = user("sara");
    world.enrolled(&sara).await;
    world.with_phone(&sara).await;
    assert!(world.service.purge(&sara, None).await.unwrap());
    assert!(!world.service.purge(&sara, None).await.unwrap());
    let status = world.service.status(&sara).await.unwrap();
    assert!(!status.totp && !status.phone && status.backup_codes == 0);
}
