#![cfg_attr(fuzzing, no_main)]
//! Of all texts only the tokens that we issued hold, and any claims that we issue come back as they were.
//!
//! The input is read three ways: as a token, as a patch of the tokens that we issued (triples of offset and change), and as
//! the application's claims.

mod shim;

use core::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::sync::{Arc, LazyLock};

use momfood_audit::{Clock, NoSink, Timestamp};
use momfood_crypto::MacKey;
use momfood_jwt::{
    Aal, AuthMethod, Authentication, Device, KeyRing, MAX_APP_CLAIMS_BYTES, MemorySessionStore, RefreshKeys,
    SignInError, SigningKey, Subject, TokenPair, TokenService,
};

struct Issued {
    service: TokenService<String>,
    refresh_keys: RefreshKeys,
    pair: TokenPair,
}

static ISSUED: LazyLock<[Issued; 2]> = LazyLock::new(|| {
    [
        SigningKey::hs256(*b"a key that every run has, 32 B.."),
        SigningKey::generate_ed25519(),
    ]
    .map(|key| issue(key.expect("a key")))
});

fn issue(key: SigningKey) -> Issued {
    let refresh_keys = RefreshKeys::new(&MacKey::new(*b"another key, of 32 bytes as well").expect("a key"));
    let service = TokenService::new(
        "issuer",
        "audience",
        KeyRing::new(key),
        refresh_keys.clone(),
        Arc::new(MemorySessionStore::new()),
        Arc::new(NoSink),
    )
    .expect("names that fit")
    .with_clock(Clock::manual(Timestamp::from_secs(1_767_225_600)).0);
    let pair = sign_in(&service, "claims".to_owned()).expect("claims that fit");
    Issued {
        service,
        refresh_keys,
        pair,
    }
}

fn sign_in(service: &TokenService<String>, claims: String) -> Result<TokenPair, SignInError> {
    let subject = Subject::new("user-17").expect("a subject");
    let proof = Authentication::new(Aal::One, AuthMethod::Password.into(), Timestamp::EPOCH);
    let device = Device::new();
    let future = pin!(service.sign_in(&subject, &claims, &device, proof));
    match ready(future) {
        Some(answer) => answer,
        None => unreachable!("a store in memory never waits"),
    }
}

fn ready<T>(future: core::pin::Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// `token` with each triple of `patch` applied: two bytes say where, the third what is flipped.
fn patched(token: &str, patch: &[u8]) -> Option<String> {
    let mut bytes = token.as_bytes().to_vec();
    for triple in patch.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([triple[0], triple[1]])) % bytes.len();
        bytes[at] ^= triple[2];
    }
    String::from_utf8(bytes).ok()
}

fn only_issued_tokens_hold(issued: &Issued, text: &str) {
    let access = issued.service.verify(text);
    assert_eq!(access.is_ok(), text == issued.pair.access_token(), "{access:?}");
    let refresh = issued.refresh_keys.parse(text);
    assert_eq!(refresh.is_ok(), text == issued.pair.refresh_token(), "{refresh:?}");
    if let Ok(token) = refresh {
        assert_eq!(issued.refresh_keys.write(&token).expose(), text);
    }
}

fn claims_come_back(issued: &Issued, claims: &str) {
    match sign_in(&issued.service, claims.to_owned()) {
        Ok(pair) => {
            let verified = issued
                .service
                .verify(pair.access_token())
                .expect("a token that we issued");
            assert_eq!(verified.app(), claims);
        }
        Err(error) => {
            let json = serde_json::to_string(claims).expect("a string");
            assert!(json.len() > MAX_APP_CLAIMS_BYTES, "{error}");
        }
    }
}

shim::fuzz!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for issued in &*ISSUED {
        only_issued_tokens_hold(issued, &text);
        for token in [issued.pair.access_token(), issued.pair.refresh_token()] {
            if let Some(patched) = patched(token, data) {
                only_issued_tokens_hold(issued, &patched);
            }
        }
        claims_come_back(issued, &text);
    }
});
