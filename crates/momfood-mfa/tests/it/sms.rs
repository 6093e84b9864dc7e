//! Codes by SMS: to the proven telephone only, few, and good once.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use momfood_audit::EventKind::{
    MfaActivated, MfaEnrolled, MfaSmsExpired, MfaSmsFail, MfaSmsRefused, MfaSmsSent, MfaSmsSuccess,
};
use momfood_audit::conformance::race;
use momfood_mfa::{
    ChallengeId, Factor, Label, MfaService, SendError, SendLimit, SmsMessage, SmsPolicy, SmsSendError, SmsSender,
    VerifyError,
};

use crate::world::{PHONE, World, other, user};

const OTHER_PHONE: &str = "+966587654321";

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
    let _accepted = world
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
    let _accepted = world
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
    let _accepted = world
        .service
        .verify_sms(&sara, new.id, &world.texted(new.id), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn messages_are_apart_and_at_last_none_is_left() {
    let world = World::new();
    let sara = user("sara");
    for sent in 0..10_u32 {
        let challenge = world.service.enrol_phone(&sara, PHONE, None).await.unwrap();
        let apart = Duration::from_secs(30 * (1 << sent)).min(Duration::from_secs(900));
        assert_eq!(challenge.resend_after, apart);
        let error = world.service.enrol_phone(&sara, PHONE, None).await.unwrap_err();
        if sent < 9 {
            assert!(
                matches!(error, SendError::CoolDown { retry_after } if retry_after == apart),
                "{error:?}"
            );
        }
        world.hand.advance(apart);
    }
    let error = world.service.enrol_phone(&sara, PHONE, None).await.unwrap_err();
    let SendError::BudgetSpent { retry_after } = error else {
        panic!("{error:?}")
    };
    assert_eq!(world.outbox.messages().len(), 10);
    world.hand.advance(retry_after);
    world.service.enrol_phone(&sara, PHONE, None).await.unwrap();
    let refused = world.heard().into_iter().filter(|kind| *kind == MfaSmsRefused).count();
    assert_eq!(refused, 11);
}

#[tokio::test]
async fn many_accounts_cannot_flood_one_number_nor_keep_its_owner_out() {
    let world = World::new();
    let sara = user("sara");
    world.with_phone(&sara).await;
    let sent = world.outbox.messages().len();
    let mut refused = 0;
    for account in 0..50 {
        let attacker = user(&format!("attacker-{account}"));
        refused += usize::from(world.service.enrol_phone(&attacker, PHONE, None).await.is_err());
        world.wait(900);
    }
    assert_eq!(
        (world.outbox.messages().len() - sent, refused),
        (9, 41),
        "one of ten was the owner's own"
    );
    world.service.send_sms(&sara, None).await.unwrap();
}

#[tokio::test]
async fn one_account_cannot_flood_many_numbers() {
    let world = World::new();
    let mallory = user("mallory");
    for number in 0..50 {
        let _ = world
            .service
            .enrol_phone(&mallory, &format!("+9665000000{number:02}"), None)
            .await;
        world.wait(900);
    }
    assert_eq!(world.outbox.messages().len(), 10);
}

#[tokio::test]
async fn a_message_that_was_refused_for_its_number_does_not_count_for_its_user() {
    let world = World::new();
    let policy = |daily| SmsPolicy::default().with_limit(SendLimit::new(daily, Duration::ZERO, Duration::ZERO));
    let service = world.service.clone().with_sms_policy(policy(2));
    for filler in ["a", "b"] {
        service.enrol_phone(&user(filler), PHONE, None).await.unwrap();
    }
    let sara = user("sara");
    for _ in 0..5 {
        assert!(matches!(
            service.enrol_phone(&sara, PHONE, None).await,
            Err(SendError::BudgetSpent { .. })
        ));
    }
    service.enrol_phone(&sara, OTHER_PHONE, None).await.unwrap();
    service.enrol_phone(&sara, OTHER_PHONE, None).await.unwrap();
}

#[tokio::test]
async fn only_allowed_countries_and_real_numbers_are_sent_to() {
    let world = World::new();
    let sara = user("sara");
    for number in ["0512345678", "+966 512345678", "", "+966512345678\n"] {
        assert!(
            matches!(
                world.service.enrol_phone(&sara, number, None).await,
                Err(SendError::Phone(_))
            ),
            "{number}"
        );
    }
    assert!(matches!(
        world.service.enrol_phone(&sara, "+882161234567", None).await,
        Err(SendError::Country)
    ));
    assert!(world.outbox.messages().is_empty());
    let service = world
        .service
        .clone()
        .with_sms_policy(SmsPolicy::default().with_prefixes(["+966", "+971"]));
    service.enrol_phone(&sara, "+971501234567", None).await.unwrap();
}

#[derive(Debug)]
struct BrokenGateway;

#[async_trait]
impl SmsSender for BrokenGateway {
    async fn send(&self, _message: &SmsMessage) -> Result<(), SmsSendError> {
        Err(SmsSendError::new("503"))
    }
}

#[tokio::test]
async fn a_broken_gateway_is_an_error_and_still_costs_a_message() {
    let world = World::new();
    let service = MfaService::new(
        Label::parse("MomFood").unwrap(),
        &world.keyring,
        &world.key,
        world.store.clone(),
        Arc::new(BrokenGateway),
        world.sink.clone(),
    )
    .with_clock(world.clock.clone());
    let sara = user("sara");
    let error = service.enrol_phone(&sara, PHONE, None).await.unwrap_err();
    assert!(matches!(error, SendError::Send(_)), "{error:?}");
    assert_eq!(world.heard(), [MfaSmsRefused]);
    assert!(matches!(
        service.enrol_phone(&sara, PHONE, None).await,
        Err(SendError::CoolDown { .. })
    ));
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
