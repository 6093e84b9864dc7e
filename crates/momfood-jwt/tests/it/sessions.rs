//! Sessions as their user sees them: signing in and out, the list, the cap, stepping up.

use std::{net::IpAddr, num::NonZeroU16, sync::Arc};

use momfood_audit::{ClientAddr, Clock, EventKind, EventSink, NoSink, Provenance, Timestamp, VecSink};
use momfood_crypto::MacKey;
use momfood_jwt::{
    Aal, AuthMethod, AuthMethods, AuthenticateError, Authentication, Device, KeyRing, MAX_APP_CLAIMS_BYTES,
    MAX_SUBJECT_BYTES, MemorySessionStore, RefreshError, RefreshKeys, SigningKey, StepUpError, Subject, TokenService,
};

use crate::support::{App, NOW, SECOND, World, app, password, subject};

fn address() -> ClientAddr {
    ClientAddr::new(IpAddr::from([203, 0, 113, 7]), Provenance::Peer)
}

#[tokio::test]
async fn a_sign_in_is_let_in_and_told_with_its_device() {
    let world = World::new();
    let device = Device::new()
        .with_user_agent("Firefox\nforged line")
        .with_address(address());
    let pair = world.sign_in_on(&device).await;
    let verified = world.service.authenticate(pair.access_token()).await.unwrap();
    assert_eq!(verified.subject(), &subject());
    assert_eq!(verified.session_id(), pair.session_id());
    assert_eq!(verified.authentication(), &password());
    assert_eq!(pair.expires_in(), 900 * SECOND);

    let [event] = &*world.events() else { panic!() };
    assert_eq!(event.kind(), EventKind::SessionCreated);
    assert_eq!(event.client(), Some(address()));
    assert_eq!(event.session(), Some(&*pair.session_id().to_string()));
    let [session] = &*world.service.sessions(&subject()).await.unwrap() else {
        panic!()
    };
    assert!(!session.user_agent.as_str().contains('\n'));
    assert_eq!(session.address, Some(address()));
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once_and_is_told_once() {
    let world = World::new();
    let pair = world.sign_in().await;
    world.events();
    let token = world.service.inspect_refresh(pair.refresh_token()).unwrap();
    assert_eq!((token.subject(), token.session_id()), (&subject(), *pair.session_id()));
    assert!(
        world
            .service
            .revoke(token.subject(), &token.session_id())
            .await
            .unwrap()
    );
    let error = world.service.authenticate(pair.access_token()).await.unwrap_err();
    assert!(matches!(error, AuthenticateError::SessionEnded));
    assert!(matches!(
        world.refresh(pair.refresh_token()).await,
        Err(RefreshError::SessionEnded)
    ));
    assert!(
        !world
            .service
            .revoke(token.subject(), &token.session_id())
            .await
            .unwrap()
    );
    assert_eq!(world.told(), [EventKind::SessionRevoked]);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let world = World::new();
    let pair = world.sign_in().await;
    let other = Subject::new("user-18").unwrap();
    assert!(!world.service.revoke(&other, pair.session_id()).await.unwrap());
    assert_eq!(world.service.revoke_all(&other, None).await.unwrap(), 0);
    assert!(world.lets_in(pair.access_token()).await);
}

#[tokio::test]
async fn ending_all_but_this_one_leaves_this_one() {
    let world = World::new();
    let (kept, other) = (world.sign_in().await, world.sign_in().await);
    world.events();
    assert_eq!(
        world
            .service
            .revoke_all(&subject(), Some(kept.session_id()))
            .await
            .unwrap(),
        1
    );
    assert!(world.lets_in(kept.access_token()).await);
    assert!(!world.lets_in(other.access_token()).await);
    assert_eq!(world.told(), [EventKind::SessionsRevokedAll]);
    assert_eq!(world.service.revoke_all(&subject(), None).await.unwrap(), 1);
    assert!(!world.lets_in(kept.access_token()).await);
}

#[tokio::test]
async fn past_the_cap_the_least_recently_used_session_ends() {
    let sink = Arc::new(VecSink::new());
    let (clock, hand) = Clock::manual(Timestamp::from_secs(NOW));
    let service = TokenService::<App>::new(
        "i",
        "a",
        KeyRing::new(SigningKey::generate_ed25519().unwrap()),
        RefreshKeys::new(&MacKey::generate().unwrap()),
        Arc::new(MemorySessionStore::new()),
        Arc::clone(&sink) as Arc<dyn EventSink>,
    )
    .unwrap()
    .with_clock(clock)
    .with_session_cap(NonZeroU16::MIN.saturating_add(1));
    let mut pairs = Vec::new();
    for _ in 0..3 {
        hand.advance(SECOND);
        let pair = service
            .sign_in(&subject(), &app("customer"), &Device::new(), password())
            .await;
        pairs.push(pair.unwrap());
    }
    let mut live = Vec::new();
    for pair in &pairs {
        live.push(service.authenticate(pair.access_token()).await.is_ok());
    }
    assert_eq!(live, [false, true, true]);
    let events = sink.take();
    let evicted = events
        .iter()
        .find(|event| event.kind() == EventKind::SessionRevoked)
        .unwrap();
    assert_eq!(evicted.session(), Some(&*pairs[0].session_id().to_string()));
    let listed: Vec<_> = service
        .sessions(&subject())
        .await
        .unwrap()
        .iter()
        .map(|session| session.id)
        .collect();
    assert_eq!(listed, [*pairs[2].session_id(), *pairs[1].session_id()]);
}

#[tokio::test]
async fn a_step_up_raises_this_token_and_all_that_follow() {
    let world = World::new();
    let pair = world.sign_in().await;
    world.hand.advance(60 * SECOND);
    let totp = Authentication::new(Aal::Two, AuthMethod::Otp.into(), Timestamp::from_secs(NOW + 60));
    let raised = world
        .service
        .step_up(&subject(), pair.session_id(), &app("customer"), totp)
        .await
        .unwrap();
    let both = AuthMethods::from(AuthMethod::Password).with(AuthMethod::Otp);
    let next = world.refresh(pair.refresh_token()).await.unwrap();
    for token in [raised.expose(), next.access_token()] {
        let verified = world.service.authenticate(token).await.unwrap();
        assert_eq!(
            verified.authentication(),
            &Authentication::new(Aal::Two, both, totp.at())
        );
    }
    let before = world.service.verify(pair.access_token()).unwrap();
    assert_eq!(
        before.authentication().level(),
        Aal::One,
        "the old token says what was known then"
    );

    world.service.revoke(&subject(), pair.session_id()).await.unwrap();
    let error = world
        .service
        .step_up(&subject(), pair.session_id(), &app("customer"), totp)
        .await
        .unwrap_err();
    assert!(matches!(error, StepUpError::SessionEnded));
}

#[tokio::test]
async fn any_claims_that_serialize_will_do() {
    async fn round_trip<C>(claims: C)
    where
        C: Clone + PartialEq + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned,
    {
        let service = TokenService::<C>::new(
            "i",
            "a",
            KeyRing::new(SigningKey::generate_ed25519().unwrap()),
            RefreshKeys::new(&MacKey::generate().unwrap()),
            Arc::new(MemorySessionStore::new()),
            Arc::new(NoSink),
        )
        .unwrap();
        let pair = service
            .sign_in(&subject(), &claims, &Device::new(), password())
            .await
            .unwrap();
        let verified = service.authenticate(pair.access_token()).await.unwrap();
        assert_eq!(verified.app(), &claims);
    }
    round_trip(()).await;
    round_trip(vec![1_u8, 2]).await;
    round_trip(Some("طعام \"quoted\" \\ \u{2028}".to_owned())).await;
    round_trip(std::collections::BTreeMap::from([
        ("exp".to_owned(), 0),
        ("iss".to_owned(), 1),
    ]))
    .await;
}

#[tokio::test]
async fn the_largest_claims_that_are_issued_are_let_in() {
    let service = TokenService::<String>::new(
        &"i".repeat(256),
        &"a".repeat(256),
        KeyRing::new(SigningKey::generate_ed25519().unwrap()),
        RefreshKeys::new(&MacKey::generate().unwrap()),
        Arc::new(MemorySessionStore::new()),
        Arc::new(NoSink),
    )
    .unwrap();
    let subject = Subject::new(&"\"".repeat(MAX_SUBJECT_BYTES)).unwrap();
    let methods = AuthMethod::ALL.iter().copied().collect();
    let proof = Authentication::new(Aal::Three, methods, Timestamp::from_secs(NOW));
    let sign_in = async |claims: usize| {
        let claims = "c".repeat(claims);
        service.sign_in(&subject, &claims, &Device::new(), proof).await
    };
    let pair = sign_in(MAX_APP_CLAIMS_BYTES - 2).await.unwrap();
    assert!(service.authenticate(pair.access_token()).await.is_ok());
    assert!(service.inspect_refresh(pair.refresh_token()).is_ok());
    let error = sign_in(MAX_APP_CLAIMS_BYTES - 1).await.unwrap_err();
    assert_eq!(error.code(), "claims_too_large");
    assert_eq!(
        service.sessions(&subject).await.unwrap().len(),
        1,
        "no session was opened for them"
    );
}

#[tokio::test]
async fn no_secret_is_printed() {
    let world = World::new();
    let pair = world.sign_in_on(&Device::new().with_fingerprint(&["Firefox"])).await;
    let token = world.service.inspect_refresh(pair.refresh_token()).unwrap();
    let printed = format!(
        "{:?} {pair:?} {token:?} {:?} {:?}",
        world.service,
        world.keys,
        world.service.sessions(&subject()).await.unwrap(),
    );
    let (_, body) = pair.refresh_token().split_once('.').unwrap();
    let (_, signature) = pair.access_token().rsplit_once('.').unwrap();
    assert!(!printed.contains(body) && !printed.contains(signature), "{printed}");
    assert!(printed.contains("DeviceTag(..)"));
}
