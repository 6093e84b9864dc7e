//! Keys: how they come in, how they are replaced without signing anybody out, and what is published of them.

use std::{sync::Arc, time::Duration};

use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet, KeyAlgorithm, PublicKeyUse};
use momfood_audit::{EventKind, Timestamp};
use momfood_jwt::{
    Algorithm, KeyError, KeyRing, KeyRingError, KeyState, MAX_RING_KEYS, MemorySessionStore, SigningKey, TokenError,
};

use crate::support::{NOW, SECOND, World};

const OVERLAP: Duration = Duration::from_secs(910);

fn ed25519() -> SigningKey {
    SigningKey::generate_ed25519().unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_secs(NOW)
}

/// `openssl genpkey -algorithm ed25519`, OpenSSL 3.0.
const OPENSSL: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
";

#[test]
fn a_key_of_openssl_is_read_and_ours_are_written_alike() {
    // The private key is that of RFC 8037 A.1, so its name is known.
    let key = SigningKey::from_pkcs8_pem(OPENSSL).unwrap();
    assert_eq!(key.algorithm(), Algorithm::EdDsa);
    assert_eq!(key.kid().as_str(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");

    let pem = SigningKey::generate_ed25519_pem().unwrap();
    assert_eq!(pem.expose().len(), OPENSSL.len());
    let (once, again) = [(); 2]
        .map(|()| SigningKey::from_pkcs8_pem(pem.expose()).unwrap())
        .into();
    assert_eq!(once.kid(), again.kid());
}

#[test]
fn weak_keys_and_keys_of_other_kinds_are_refused() {
    for weak in [&[][..], &[7; 31], &[0; 32], &[0xff; 64], &[1; 2_000]] {
        let error = SigningKey::hs256(weak).unwrap_err();
        assert!(matches!(error, KeyError::Hmac(_)), "{weak:?}");
    }
    assert_eq!(SigningKey::from_pkcs8_pem("").unwrap_err(), KeyError::Pem);
    assert_eq!(
        SigningKey::from_pkcs8_pem(&OPENSSL.replace("MC4C", "MC4D")).unwrap_err(),
        KeyError::Pkcs8
    );
    assert_eq!(SigningKey::from_pkcs8_der(&[]).unwrap_err(), KeyError::Pkcs8);
    // An X25519 key differs in one byte of its object identifier.
    assert_eq!(
        SigningKey::from_pkcs8_pem(&OPENSSL.replace("K2Vw", "K2Vu")).unwrap_err(),
        KeyError::Pkcs8
    );
}

#[test]
fn the_name_of_an_hmac_key_is_its_own_and_tells_nothing_of_it() {
    let secret: Vec<u8> = (0..32).collect();
    let key = SigningKey::hs256(secret.clone()).unwrap();
    assert_eq!(key.kid(), SigningKey::hs256(secret.clone()).unwrap().kid());
    assert_ne!(key.kid(), SigningKey::generate_hs256().unwrap().kid());
    let digest = crate::support::base64(ring::digest::digest(&ring::digest::SHA256, &secret));
    assert!(
        !digest.starts_with(key.kid().as_str()),
        "no plain hash, which could be looked up"
    );
}

#[tokio::test]
async fn a_rotation_signs_nobody_out() {
    let world = World::new();
    let before = world.sign_in().await;
    world.events();
    world.service.rotate_key(ed25519()).unwrap();
    assert_eq!(world.told(), [EventKind::CryptKeyChanged]);
    let after = world.sign_in().await;
    for pair in [&before, &after] {
        assert!(world.lets_in(pair.access_token()).await);
    }
    // The old token ends by its own time, and its key is there until then.
    world.hand.advance(904 * SECOND);
    assert!(world.lets_in(before.access_token()).await);
    world.hand.advance(SECOND);
    assert_eq!(
        world.service.verify(before.access_token()).unwrap_err(),
        TokenError::Expired
    );
    world.hand.advance(5 * SECOND);
    assert_eq!(
        world.service.verify(before.access_token()).unwrap_err(),
        TokenError::RetiredKey
    );
    assert!(
        world.refresh(before.refresh_token()).await.is_ok(),
        "the session goes on under the new key"
    );
}

#[tokio::test]
async fn a_leaked_key_can_be_dropped_at_once() {
    let world = World::new();
    let before = world.sign_in().await;
    let leaked = world.keys.keys(now())[0].0.clone();
    world.keys.rotate(ed25519(), now(), Duration::ZERO).unwrap();
    assert_eq!(
        world.service.verify(before.access_token()).unwrap_err(),
        TokenError::RetiredKey
    );
    world.keys.remove(&leaked).unwrap();
    assert_eq!(
        world.service.verify(before.access_token()).unwrap_err(),
        TokenError::UnknownKey
    );
    assert_eq!(world.keys.remove(&leaked), Err(KeyRingError::Unknown));
    let active = world.keys.keys(now())[0].0.clone();
    assert_eq!(
        world.keys.remove(&active),
        Err(KeyRingError::Unknown),
        "the active key stays"
    );
}

#[tokio::test]
async fn a_published_key_is_understood_before_this_node_uses_it() {
    let pem = SigningKey::generate_ed25519_pem().unwrap();
    let next = || SigningKey::from_pkcs8_pem(pem.expose()).unwrap();
    let ahead = World::with(next(), Arc::new(MemorySessionStore::new()));
    let behind = World::with(ed25519(), Arc::new(MemorySessionStore::new()));
    let token = ahead.sign_in().await;
    assert_eq!(
        behind.service.verify(token.access_token()).unwrap_err(),
        TokenError::UnknownKey
    );
    behind.keys.publish(next().verifying_key().clone()).unwrap();
    assert!(behind.service.verify(token.access_token()).is_ok());
    assert_eq!(behind.service.jwks().keys().len(), 2);

    behind.keys.rotate(next(), now(), OVERLAP).unwrap();
    let states: Vec<KeyState> = behind.keys.keys(now()).into_iter().map(|(_, _, state)| state).collect();
    let until = now().saturating_add(OVERLAP);
    assert_eq!(states, [KeyState::Active, KeyState::Retiring { until }]);
}

#[test]
fn a_ring_knows_each_key_once_and_never_takes_one_back() {
    let pem = SigningKey::generate_ed25519_pem().unwrap();
    let key = || SigningKey::from_pkcs8_pem(pem.expose()).unwrap();
    let ring = KeyRing::new(key());
    assert_eq!(ring.publish(key().verifying_key().clone()), Err(KeyRingError::Known));
    assert_eq!(ring.rotate(key(), now(), OVERLAP), Err(KeyRingError::Known));
    ring.rotate(ed25519(), now(), OVERLAP).unwrap();
    assert_eq!(
        ring.rotate(key(), now(), OVERLAP),
        Err(KeyRingError::Known),
        "it is retiring"
    );
    assert_eq!(ring.keys(now()).len(), 2, "a refusal changes nothing");
}

#[test]
fn a_ring_is_bounded_and_forgets_what_has_run_out() {
    let ring = KeyRing::new(ed25519());
    for _ in 1..MAX_RING_KEYS {
        ring.rotate(ed25519(), now(), OVERLAP).unwrap();
    }
    assert_eq!(ring.rotate(ed25519(), now(), OVERLAP), Err(KeyRingError::Full));
    assert_eq!(ring.publish(ed25519().verifying_key().clone()), Err(KeyRingError::Full));
    let later = now().saturating_add(OVERLAP);
    assert_eq!(ring.keys(later).len(), 1);
    ring.rotate(ed25519(), later, OVERLAP).unwrap();
    assert_eq!(ring.keys(later).len(), 2);
}

#[test]
fn the_key_set_is_what_another_library_reads_and_has_no_secret() {
    let ring = KeyRing::new(SigningKey::generate_hs256().unwrap());
    assert_eq!(ring.jwks(now()).to_json(), r#"{"keys":[]}"#);
    let key = SigningKey::from_pkcs8_pem(OPENSSL).unwrap();
    ring.rotate(key, now(), OVERLAP).unwrap();
    assert_eq!(ring.keys(now()).len(), 2);

    let set: JwkSet = serde_json::from_str(&ring.jwks(now()).to_json()).unwrap();
    let [jwk] = &*set.keys else { panic!("one public key") };
    assert_eq!(
        jwk.common.key_id.as_deref(),
        Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    );
    assert_eq!(jwk.common.key_algorithm, Some(KeyAlgorithm::EdDSA));
    assert_eq!(jwk.common.public_key_use, Some(PublicKeyUse::Signature));
    let AlgorithmParameters::OctetKeyPair(pair) = &jwk.algorithm else {
        panic!("an okp")
    };
    assert_eq!(pair.x, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
}
