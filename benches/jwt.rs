//! momfood-jwt beside the primitive it stands on: what strictness, claims and sessions cost above a bare signature.
//!
//! The stores are in memory, where every future is ready at once: polling it needs no runtime, and measures none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a bench that cannot go on must stop"
)]

use core::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::{hint::black_box, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use momfood_audit::{Clock, NoSink, Timestamp};
use momfood_crypto::MacKey;
use momfood_jwt::{
    Aal, AuthMethod, Authentication, Device, KeyRing, MemorySessionStore, RefreshKeys, SigningKey, Subject, TokenPair,
    TokenService,
};
use ring::{
    hmac,
    signature::{ED25519, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};

const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);
const SECRET: [u8; 32] = *b"32 bytes for the bench, no more.";

#[derive(Clone, Deserialize, Serialize)]
struct App {
    role: String,
}

fn app() -> App {
    App {
        role: "customer".to_owned(),
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a store in memory never waits"),
    }
}

fn service(key: SigningKey) -> TokenService<App> {
    TokenService::new(
        "https://id.momfood.sa",
        "momfood-api",
        KeyRing::new(key),
        RefreshKeys::new(&MacKey::generate().unwrap()),
        Arc::new(MemorySessionStore::new()),
        Arc::new(NoSink),
    )
    .unwrap()
    .with_clock(Clock::manual(NOW).0)
}

fn sign_in(service: &TokenService<App>, user: usize) -> TokenPair {
    let subject = Subject::new(&format!("0190b2c4-7f1e-7c3a-9d55-{user:012}")).unwrap();
    let proof = Authentication::new(Aal::One, AuthMethod::Password.into(), NOW);
    ready(service.sign_in(&subject, &app(), &Device::new(), proof)).unwrap()
}

fn verify(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("jwt/verify");

    let pair = sign_in(&service(SigningKey::hs256(SECRET).unwrap()), 1);
    let (signed, signature) = pair.access_token().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &SECRET);
    group.bench_function("hs256/ring hmac alone", |bencher| {
        bencher.iter(|| hmac::verify(&key, black_box(signed.as_bytes()), &signature));
    });
    let service_hs = service(SigningKey::hs256(SECRET).unwrap());
    group.bench_function("hs256/momfood", |bencher| {
        bencher.iter(|| service_hs.verify(black_box(pair.access_token())).unwrap());
    });

    let key = SigningKey::generate_ed25519().unwrap();
    let public = UnparsedPublicKey::new(&ED25519, *key.verifying_key().public_key().unwrap());
    let service_ed = service(key);
    let pair = sign_in(&service_ed, 1);
    let (signed, signature) = pair.access_token().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    group.bench_function("eddsa/ring ed25519 alone", |bencher| {
        bencher.iter(|| public.verify(black_box(signed.as_bytes()), &signature).unwrap());
    });
    group.bench_function("eddsa/momfood", |bencher| {
        bencher.iter(|| service_ed.verify(black_box(pair.access_token())).unwrap());
    });

    let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 64]));
    for (name, garbage) in [
        ("no token", "Basic dXNlcjpwYXNz"),
        (
            "unknown key",
            "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoieCJ9.e30.",
        ),
        ("too large", &"a".repeat(100_000)),
        ("forged eddsa", &forged),
    ] {
        group.bench_function(BenchmarkId::new("refused", name), |bencher| {
            bencher.iter(|| service_ed.verify(black_box(garbage)).is_err());
        });
    }
    group.finish();
}

fn issue(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("jwt/issue");
    for (name, key) in [
        ("hs256", SigningKey::hs256(SECRET).unwrap()),
        ("eddsa", SigningKey::generate_ed25519().unwrap()),
    ] {
        let service = service(key);
        group.bench_function(BenchmarkId::new("sign in", name), |bencher| {
            bencher.iter(|| sign_in(&service, 1));
        });
        let mut token = sign_in(&service, 2).refresh_token().to_owned();
        group.bench_function(BenchmarkId::new("refresh", name), |bencher| {
            bencher.iter(|| {
                let account = async |_: Subject| Ok(Some(app()));
                let pair = ready(service.refresh(&token, &Device::new(), account)).unwrap();
                token.replace_range(.., pair.refresh_token());
            });
        });
    }
    group.finish();
}

fn refresh_token(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("jwt/refresh token");
    let service = service(SigningKey::hs256(SECRET).unwrap());
    let pair = sign_in(&service, 1);
    let good = pair.refresh_token();
    group.bench_function("ours", |bencher| {
        bencher.iter(|| service.inspect_refresh(black_box(good)).unwrap());
    });
    let mut forged = good.to_owned();
    forged.replace_range(
        60..61,
        if forged.as_bytes().get(60) == Some(&b'A') {
            "B"
        } else {
            "A"
        },
    );
    for (name, garbage) in [
        ("a jwt", pair.access_token()),
        ("too long", &format!("mfr1.{}", "A".repeat(100_000))),
        ("forged", &forged),
    ] {
        group.bench_function(BenchmarkId::new("garbage", name), |bencher| {
            bencher.iter(|| service.inspect_refresh(black_box(garbage)).is_err());
        });
    }
    group.finish();
}

/// The path of every request, with the store nearly empty and with 50,000 sessions: the cost must not follow the store.
fn authenticate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("jwt/authenticate in memory");
    for sessions in [1_000, 50_000] {
        let service = service(SigningKey::hs256(SECRET).unwrap());
        let pairs: Vec<TokenPair> = (0..sessions).map(|user| sign_in(&service, user)).collect();
        let mut turn = pairs.iter().cycle();
        group.bench_function(BenchmarkId::new("sessions", sessions), |bencher| {
            bencher.iter(|| ready(service.authenticate(turn.next().unwrap().access_token())).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, verify, issue, refresh_token, authenticate);
criterion_main!(benches);
