//! Refreshing: races, lost answers, copied tokens, other devices, and stores that forget or fail.

use std::{
    collections::HashSet,
    num::NonZeroU16,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use momfood_audit::{EventKind, EventSink, StoreError, Timestamp, VecSink, conformance::race};
use momfood_crypto::MacKey;
use momfood_jwt::{
    Authentication, ClaimsError, Creation, Device, KeyRing, MemorySessionStore, Presented, RefreshError, RefreshKeys,
    Renewed, Reuse, Rotation, RotationPolicy, Session, SessionId, SessionStore, SigningKey, Subject, TokenService,
};

use crate::support::{App, SECOND, World, app, same_account, subject};

#[tokio::test]
async fn a_refresh_gives_the_next_pair_of_the_same_session() {
    let world = World::new();
    let first = world.sign_in().await;
    world.hand.advance(SECOND);
    let second = world.refresh(first.refresh_token()).await.unwrap();
    assert_eq!(second.session_id(), first.session_id());
    assert_ne!(second.refresh_token(), first.refresh_token());
    assert_ne!(second.access_token(), first.access_token());
    assert!(world.lets_in(second.access_token()).await);
    assert_eq!(world.told(), [EventKind::SessionCreated, EventKind::SessionRenewed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_who_race_get_one_successor_from_one_rotation() {
    let world = World::new();
    let pair = world.sign_in().await;
    world.events();
    let token: Arc<str> = pair.refresh_token().into();
    let answers = race(1_000, |_| {
        let (service, token) = (Arc::clone(&world.service), Arc::clone(&token));
        async move {
            let pair = service.refresh(&token, &Device::new(), same_account).await.unwrap();
            (pair.refresh_token().to_owned(), pair.access_token().to_owned())
        }
    })
    .await;
    let successors: HashSet<&String> = answers.iter().map(|(refresh, _)| refresh).collect();
    assert_eq!(successors.len(), 1);
    assert!(!successors.contains(&token.to_string()));
    assert_eq!(world.told(), [EventKind::SessionRenewed], "one rotation");
    for (_, access) in &answers {
        assert!(world.lets_in(access).await);
    }
    assert!(world.refresh(&answers[0].0).await.is_ok());
}

#[tokio::test]
async fn a_lost_answer_is_given_again_within_the_grace() {
    let world = World::new();
    let first = world.sign_in().await;
    let second = world.refresh(first.refresh_token()).await.unwrap();
    world.hand.advance(30 * SECOND);
    let again = world.refresh(first.refresh_token()).await.unwrap();
    assert_eq!(again.refresh_token(), second.refresh_token());
}

#[tokio::test]
async fn refresh_token_reuse_revokes_the_session() {
    for (rotations, reuse) in [(1, Reuse::Recent), (2, Reuse::Stale)] {
        let world = World::new();
        let stolen = world.sign_in().await;
        let mut current = stolen.refresh_token().to_owned();
        for _ in 0..rotations {
            current = world.refresh(&current).await.unwrap().refresh_token().to_owned();
        }
        world.hand.advance(31 * SECOND);
        world.events();

        let error = world.refresh(stolen.refresh_token()).await.unwrap_err();
        assert!(
            matches!(error, RefreshError::Reused(kind) if kind == reuse),
            "{error:?}"
        );
        let events = world.events();
        let kinds: Vec<_> = events.iter().map(momfood_audit::Event::kind).collect();
        assert_eq!(kinds, [EventKind::AuthnTokenReuse, EventKind::SessionRevoked]);
        assert_eq!(events[0].actor().and_then(|actor| actor.id()), Some("user-17"));
        assert_eq!(events[0].session(), Some(&*stolen.session_id().to_string()));

        let error = world.refresh(&current).await.unwrap_err();
        assert!(
            matches!(error, RefreshError::SessionEnded),
            "the honest client too: {error:?}"
        );
        assert!(!world.lets_in(stolen.access_token()).await);
        assert_eq!(world.told(), [], "theft is told once");
    }
}

#[tokio::test]
async fn another_device_revokes_a_bound_session_and_cannot_bind_it_anew() {
    let world = World::new();
    let phone = Device::new().with_fingerprint(&["Safari", "ar-SA", "iPhone", "390x844", "Asia/Riyadh"]);
    let laptop = Device::new().with_fingerprint(&["Firefox", "ar-SA", "Linux", "1920x1080", "Asia/Riyadh"]);
    for other in [laptop, Device::new()] {
        let first = world.sign_in_on(&phone).await;
        let second = world.refresh_on(first.refresh_token(), &phone).await.unwrap();
        world.events();
        let error = world.refresh_on(second.refresh_token(), &other).await.unwrap_err();
        assert!(matches!(error, RefreshError::DeviceMismatch), "{error:?}");
        assert_eq!(
            world.told(),
            [EventKind::AuthnDeviceMismatch, EventKind::SessionRevoked]
        );
        let error = world.refresh_on(second.refresh_token(), &phone).await.unwrap_err();
        assert!(matches!(error, RefreshError::SessionEnded));
    }
}

#[tokio::test]
async fn a_disabled_account_ends_its_session() {
    let world = World::new();
    let pair = world.sign_in().await;
    world.events();
    let disabled = async |_: Subject| Ok(None::<App>);
    let error = world
        .service
        .refresh(pair.refresh_token(), &Device::new(), disabled)
        .await
        .unwrap_err();
    assert!(matches!(error, RefreshError::AccountDisabled));
    assert_eq!(world.told(), [EventKind::SessionRevoked]);
    assert!(!world.lets_in(pair.access_token()).await);
}

#[tokio::test]
async fn the_claims_are_those_of_now() {
    let world = World::new();
    let pair = world.sign_in().await;
    let promoted = async |who: Subject| {
        assert_eq!(who, subject());
        Ok(Some(app("driver")))
    };
    let next = world
        .service
        .refresh(pair.refresh_token(), &Device::new(), promoted)
        .await
        .unwrap();
    assert_eq!(
        world.service.verify(pair.access_token()).unwrap().app().role,
        "customer"
    );
    assert_eq!(world.service.verify(next.access_token()).unwrap().app().role, "driver");
}

#[tokio::test]
async fn what_fails_on_our_side_costs_nobody_a_session() {
    let world = World::new();
    let pair = world.sign_in().await;
    let refresh = async |answer| {
        let reload = async |_: Subject| answer;
        world
            .service
            .refresh(pair.refresh_token(), &Device::new(), reload)
            .await
            .unwrap_err()
    };
    let error = refresh(Err(StoreError::unavailable("accounts"))).await;
    assert!(matches!(error, RefreshError::Accounts(_)) && error.is_unavailable());
    let error = refresh(Ok(Some(app(&"r".repeat(5_000))))).await;
    assert!(matches!(error, RefreshError::Claims(ClaimsError::TooLarge)) && error.is_unavailable());
    world.hand.advance(60 * SECOND);
    assert!(
        world.refresh(pair.refresh_token()).await.is_ok(),
        "the token is still the next one"
    );
}

#[tokio::test]
async fn sessions_end_when_they_idle_and_at_the_latest_after_thirty_days() {
    let day = 24 * 60 * 60 * SECOND;
    let world = World::new();
    let idle = world.sign_in().await;
    world.hand.advance(7 * day);
    assert!(matches!(
        world.refresh(idle.refresh_token()).await,
        Err(RefreshError::SessionEnded)
    ));

    let mut pair = world.sign_in().await;
    for _ in 0..5 {
        world.hand.advance(6 * day - SECOND);
        pair = world.refresh(pair.refresh_token()).await.unwrap();
    }
    assert_eq!(
        pair.expires_in(),
        5 * SECOND,
        "an access token does not outlive its session"
    );
    world.hand.advance(5 * SECOND);
    assert!(matches!(
        world.refresh(pair.refresh_token()).await,
        Err(RefreshError::SessionEnded)
    ));
}

#[tokio::test]
async fn a_store_that_went_back_is_no_theft() {
    // The same keys over two stores: the second is what a failover left of the first.
    let (key, mac) = (SigningKey::generate_hs256().unwrap(), MacKey::generate().unwrap());
    let keys = KeyRing::new(key);
    let service = |store: Arc<MemorySessionStore>, sink: &Arc<VecSink>| {
        let sink = Arc::clone(sink) as Arc<dyn EventSink>;
        TokenService::<App>::new("i", "a", keys.clone(), RefreshKeys::new(&mac), store, sink).unwrap()
    };
    let (sink, replica) = (Arc::new(VecSink::new()), Arc::new(MemorySessionStore::new()));
    let before = service(Arc::new(MemorySessionStore::new()), &sink);
    let first = before
        .sign_in(&subject(), &app("customer"), &Device::new(), crate::support::password())
        .await
        .unwrap();
    let session = before.sessions(&subject()).await.unwrap().remove(0);
    let now = session.created_at;
    replica.create(&subject(), session, NonZeroU16::MAX, now).await.unwrap();
    let second = before
        .refresh(first.refresh_token(), &Device::new(), same_account)
        .await
        .unwrap();
    sink.take();

    let after = service(replica, &sink);
    let error = after
        .refresh(second.refresh_token(), &Device::new(), same_account)
        .await
        .unwrap_err();
    assert!(matches!(error, RefreshError::StoreRegressed));
    let told: Vec<EventKind> = sink.take().iter().map(momfood_audit::Event::kind).collect();
    assert_eq!(told, [EventKind::SessionStoreRegressed, EventKind::SessionRevoked]);
    let error = after
        .refresh(first.refresh_token(), &Device::new(), same_account)
        .await
        .unwrap_err();
    assert!(
        matches!(error, RefreshError::SessionEnded),
        "a used-up token must not pass as fresh"
    );
}

#[tokio::test]
async fn garbage_reaches_neither_the_store_nor_the_accounts() {
    let store = Arc::new(FailingStore::default());
    let world = World::with(
        SigningKey::generate_hs256().unwrap(),
        Arc::clone(&store) as Arc<dyn SessionStore>,
    );
    let other = World::new().sign_in().await;
    let accounts = AtomicUsize::new(0);
    for garbage in [
        "",
        "mfr1.",
        "mfr1.AAAA",
        &"A".repeat(1_000_000),
        other.access_token(),
        other.refresh_token(),
    ] {
        let reload = async |_: Subject| {
            accounts.fetch_add(1, Ordering::Relaxed);
            Ok(Some(app("customer")))
        };
        let error = world
            .service
            .refresh(garbage, &Device::new(), reload)
            .await
            .unwrap_err();
        assert!(matches!(error, RefreshError::Invalid(_)));
    }
    assert_eq!((store.asked.load(Ordering::Relaxed), accounts.into_inner()), (0, 0));
    assert_eq!(world.told(), []);
}

#[tokio::test]
async fn without_an_answer_of_the_store_nobody_is_let_in() {
    let good = World::new();
    let pair = good.sign_in().await;
    let store = Arc::new(FailingStore::default());
    let world = World::with(SigningKey::hs256(crate::support::SECRET).unwrap(), store);
    let error = world.service.authenticate(pair.access_token()).await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    assert!(world.service.verify(pair.access_token()).is_ok());
    let device = Device::new();
    let error = world
        .service
        .sign_in(&subject(), &app("customer"), &device, crate::support::password())
        .await;
    assert_eq!(error.unwrap_err().code(), "store_unavailable");
    assert!(world.service.revoke(&subject(), pair.session_id()).await.is_err());
    assert_eq!(world.told(), [], "nothing happened, so nothing is told");
}

#[test]
fn the_grace_has_a_limit() {
    let service = || {
        TokenService::<App>::new(
            "i",
            "a",
            KeyRing::new(SigningKey::generate_hs256().unwrap()),
            RefreshKeys::new(&MacKey::generate().unwrap()),
            Arc::new(MemorySessionStore::new()),
            Arc::new(momfood_audit::NoSink),
        )
        .unwrap()
    };
    let seconds = Duration::from_secs;
    assert!(service().with_grace(seconds(300)).is_ok() && service().with_grace(seconds(301)).is_err());
    assert!(service().with_access_ttl(seconds(1)).is_ok() && service().with_access_ttl(Duration::ZERO).is_err());
    assert!(service().with_idle_ttl(seconds(60)).is_ok() && service().with_idle_ttl(seconds(59)).is_err());
    assert!(service().with_absolute_ttl(seconds(60)).is_ok() && service().with_absolute_ttl(Duration::MAX).is_err());
}

/// Answers nothing, and counts how often it was asked.
#[derive(Debug, Default)]
struct FailingStore {
    asked: AtomicUsize,
}

impl FailingStore {
    fn fail<T>(&self) -> Result<T, StoreError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Err(StoreError::unavailable("no route to host"))
    }
}

#[async_trait]
impl SessionStore for FailingStore {
    async fn create(&self, _: &Subject, _: Session, _: NonZeroU16, _: Timestamp) -> Result<Creation, StoreError> {
        self.fail()
    }

    async fn rotate(
        &self,
        _: &Subject,
        _: &SessionId,
        _: &Presented,
        _: &RotationPolicy,
        _: Timestamp,
    ) -> Result<Rotation, StoreError> {
        self.fail()
    }

    async fn is_live(&self, _: &Subject, _: &SessionId, _: Timestamp) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn find(&self, _: &Subject, _: &SessionId, _: Timestamp) -> Result<Option<Session>, StoreError> {
        self.fail()
    }

    async fn list(&self, _: &Subject, _: Timestamp) -> Result<Vec<Session>, StoreError> {
        self.fail()
    }

    async fn step_up(
        &self,
        _: &Subject,
        _: &SessionId,
        _: Authentication,
        _: Timestamp,
    ) -> Result<Option<Renewed>, StoreError> {
        self.fail()
    }

    async fn revoke(&self, _: &Subject, _: &SessionId, _: Timestamp) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn revoke_all(&self, _: &Subject, _: Option<&SessionId>, _: Timestamp) -> Result<usize, StoreError> {
        self.fail()
    }
}
