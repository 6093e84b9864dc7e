//! Tokens that were seen before: remembered for their signature, and asked again for everything that changes.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use momfood_audit::Timestamp;
use momfood_jwt::{AccessVerifier, MemorySessionStore, SigningKey, TokenError};

use crate::support::{App, NOW, SECOND, World};

const OVERLAP: Duration = Duration::from_secs(60);

fn ed25519() -> SigningKey {
    SigningKey::generate_ed25519().unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_secs(NOW)
}

async fn seen() -> (World, String) {
    let world = World::with(ed25519(), Arc::new(MemorySessionStore::new()));
    let token = world.sign_in().await.access_token().to_owned();
    world.service.verify(&token).unwrap();
    (world, token)
}

#[tokio::test]
async fn a_token_that_was_seen_is_not_read_again() {
    let (world, token) = seen().await;
    let (first, second) = (
        world.service.verify(&token).unwrap(),
        world.service.verify(&token).unwrap(),
    );
    assert!(Arc::ptr_eq(&first, &second));
}

#[tokio::test]
async fn a_token_that_was_seen_ends_at_its_time_and_not_before_it_begins() {
    let (world, token) = seen().await;
    let verifier = world.service.verifier();
    let end = now().saturating_add(Duration::from_secs(15 * 60) + verifier.leeway());
    assert!(
        verifier
            .verify(&token, end.saturating_sub(Duration::from_micros(1)))
            .is_ok()
    );
    assert_eq!(verifier.verify(&token, end).unwrap_err(), TokenError::Expired);
    let early = now().saturating_sub(verifier.leeway() + SECOND);
    assert_eq!(verifier.verify(&token, early).unwrap_err(), TokenError::NotYetValid);
    assert!(verifier.verify(&token, now()).is_ok());
}

#[tokio::test]
async fn a_token_that_was_seen_falls_with_its_key() {
    let (world, token) = seen().await;
    let kid = world.keys.keys(now())[0].0.clone();
    world.keys.rotate(ed25519(), now(), OVERLAP).unwrap();
    let verifier = world.service.verifier();
    assert!(verifier.verify(&token, now()).is_ok(), "within the overlap");
    let retired = now().saturating_add(OVERLAP);
    assert_eq!(verifier.verify(&token, retired).unwrap_err(), TokenError::RetiredKey);
    world.keys.remove(&kid).unwrap();
    assert_eq!(verifier.verify(&token, now()).unwrap_err(), TokenError::UnknownKey);
}

#[tokio::test]
async fn a_token_that_was_seen_falls_with_its_session() {
    let world = World::with(ed25519(), Arc::new(MemorySessionStore::new()));
    let pair = world.sign_in().await;
    assert!(world.lets_in(pair.access_token()).await);
    let subject = crate::support::subject();
    assert!(world.service.revoke(&subject, pair.session_id()).await.unwrap());
    assert!(!world.lets_in(pair.access_token()).await);
}

#[tokio::test]
async fn what_one_verifier_has_seen_another_has_not() {
    let (world, token) = seen().await;
    let other = AccessVerifier::<App>::new("https://id.momfood.sa", "another-audience", world.keys).unwrap();
    assert_eq!(other.verify(&token, now()).unwrap_err(), TokenError::Audience);
}

#[tokio::test]
async fn a_cache_of_one_token_forgets_and_never_confuses() {
    let world = World::with(ed25519(), Arc::new(MemorySessionStore::new()));
    let verifier = AccessVerifier::<App>::new("https://id.momfood.sa", "momfood-api", world.keys.clone())
        .unwrap()
        .with_cached_tokens(NonZeroUsize::MIN);
    let (first, second) = (world.sign_in().await, world.sign_in().await);
    for _ in 0..3 {
        for pair in [&first, &second] {
            let verified = verifier.verify(pair.access_token(), now()).unwrap();
            assert_eq!(verified.session_id(), pair.session_id());
        }
    }
}
