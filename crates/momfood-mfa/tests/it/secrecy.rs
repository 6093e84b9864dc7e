//! No secret reaches an event, a `Debug` or the store's memory in the clear.

use std::net::{IpAddr, Ipv4Addr};

use momfood_audit::{ClientAddr, Provenance};

use crate::world::{App, PHONE, World, other, texts, user};

#[tokio::test]
async fn events_carry_the_client_and_no_secret() {
    let world = World::new();
    let sara = user("sara");
    let client = Some(ClientAddr::new(
        IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9)),
        Provenance::Peer,
    ));
    let enrolment = world
        .service
        .enrol_totp(&sara, "sara@example.com", client)
        .await
        .unwrap();
    let app = App::scan(&enrolment);
    let totp = app.code(world.clock.now());
    let backup = texts(&world.service.confirm_totp(&sara, &totp, client).await.unwrap());
    let challenge = world.service.enrol_phone(&sara, PHONE, client).await.unwrap();
    let code = world.texted(challenge.id);
    let _ = world
        .service
        .confirm_phone(&sara, challenge.id, &other(&code), client)
        .await;
    world
        .service
        .confirm_phone(&sara, challenge.id, &code, client)
        .await
        .unwrap();
    let _ = world.service.verify_totp(&sara, &totp, client).await;
    let _ = world.service.verify_backup(&sara, &backup[0], client).await;
    let _ = world.service.verify_totp(&sara, "not a code", client).await;
    world.service.remove_phone(&sara, client).await.unwrap();

    let events = world.sink.take();
    assert!(events.len() >= 11, "{}", events.len());
    for event in events {
        assert_eq!(event.client(), client);
        assert_eq!(event.event_time(), Some(world.clock.now()));
        assert_eq!(
            event.actor().and_then(|actor| actor.id().map(str::to_owned)),
            Some("sara".to_owned())
        );
        let shown = format!("{event:?}");
        for secret in [enrolment.secret(), &totp, &backup[0], &code, &PHONE[4..], "not a code"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

#[tokio::test]
async fn debug_of_everything_handed_out_is_redacted() {
    let world = World::new();
    let sara = user("sara");
    let enrolment = world.service.enrol_totp(&sara, "sara", None).await.unwrap();
    let app = App::scan(&enrolment);
    let codes = world
        .service
        .confirm_totp(&sara, &app.code(world.clock.now()), None)
        .await
        .unwrap();
    let challenge = world.service.enrol_phone(&sara, PHONE, None).await.unwrap();
    let factors = world.store.factors(&sara).await.unwrap();
    let shown = format!(
        "{enrolment:?} {codes:?} {challenge:?} {factors:?} {:?} {:?} {:?} {:?}",
        world.service,
        world.store,
        world.outbox,
        world.outbox.messages(),
    );
    for secret in [
        enrolment.secret(),
        &texts(&codes)[0],
        &world.texted(challenge.id),
        &PHONE[4..11],
    ] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
