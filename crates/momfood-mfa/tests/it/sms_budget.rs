//! What may be sent: to whom, how often, and what a failing gateway costs.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use momfood_audit::EventKind::MfaSmsRefused;
use momfood_mfa::{Label, MfaService, SendError, SendLimit, SmsMessage, SmsPolicy, SmsSendError, SmsSender};

use crate::world::{OTHER_PHONE, PHONE, World, user};

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
