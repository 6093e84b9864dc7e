//! The hot paths of momfood-crypto, each beside the bare primitive doing the same work in the same run.
//!
//! "Bare" sealing draws its nonce from the operating system and authenticates as many bytes, so the difference is what
//! the envelope, the binding and the key lookup cost.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use std::hint::black_box;
use std::io::{Read, Write};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use momfood_crypto::stream::{CHUNK_LEN, OpenReader, SealWriter, sealed_len};
use momfood_crypto::{
    Backend, Bind, Context, FieldCipher, FieldContext, Keyring, Mac, MacKey, PasswordHash, PasswordHasher, Token,
};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

enum NationalId {}
impl FieldContext for NationalId {
    const CONTEXT: Context = Context::new("users.national_id");
}

/// As long as the authenticated data of the envelopes below.
const AAD: [u8; 51] = [7; 51];

fn bare_key() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[3; 32]).unwrap())
}

fn bare_seal(key: &LessSafeKey, plaintext: &[u8]) -> Vec<u8> {
    let mut nonce = [0; 12];
    SystemRandom::new().fill(&mut nonce).unwrap();
    let mut sealed = Vec::with_capacity(12 + plaintext.len() + 16);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let (_, body) = sealed.split_at_mut(12);
    let tag = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(AAD), body)
        .unwrap();
    sealed.extend_from_slice(tag.as_ref());
    sealed
}

fn bare_open(key: &LessSafeKey, sealed: &[u8]) -> Vec<u8> {
    let (nonce, body) = sealed.split_first_chunk::<12>().unwrap();
    let mut plaintext = body.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let len = key.open_in_place(nonce, Aad::from(AAD), &mut plaintext).unwrap().len();
    plaintext.truncate(len);
    plaintext
}

fn fields(c: &mut Criterion) {
    let keyring = Keyring::generate().unwrap();
    let bind = Bind::row("user-17");
    let bare = bare_key();
    for (name, len) in [("64 B", 64_usize), ("1 KiB", 1024)] {
        let plaintext = vec![5; len];
        let bytes = Throughput::Bytes(u64::try_from(len).unwrap());

        let mut group = c.benchmark_group(format!("seal {name}"));
        group.throughput(bytes.clone());
        for &backend in Backend::ALL {
            let cipher = FieldCipher::<NationalId>::with_backend(&keyring, backend);
            group.bench_function(format!("FieldCipher on {backend:?}"), |b| {
                b.iter(|| cipher.seal(black_box(&plaintext), &bind).unwrap());
            });
        }
        group.bench_function("bare ring", |b| b.iter(|| bare_seal(&bare, black_box(&plaintext))));
        group.finish();

        let mut group = c.benchmark_group(format!("open {name}"));
        group.throughput(bytes);
        for &backend in Backend::ALL {
            let cipher = FieldCipher::<NationalId>::with_backend(&keyring, backend);
            let sealed = cipher.seal(&plaintext, &bind).unwrap();
            group.bench_function(format!("FieldCipher on {backend:?}"), |b| {
                b.iter(|| cipher.open(black_box(&sealed), &bind).unwrap());
            });
        }
        let sealed = bare_seal(&bare, &plaintext);
        group.bench_function("bare ring", |b| b.iter(|| bare_open(&bare, black_box(&sealed))));
        group.finish();
    }
}

fn subkeys(c: &mut Criterion) {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let mut group = c.benchmark_group("open 64 B by tenant");
    let plaintext = [5; 64];
    let sealed = cipher.seal(&plaintext, &Bind::row("user-17")).unwrap();
    group.bench_function("none: no lock", |b| {
        b.iter(|| cipher.open(black_box(&sealed), &Bind::row("user-17")).unwrap());
    });
    let bind = Bind::row("user-17").with_tenant("riyadh");
    let sealed = cipher.seal(&plaintext, &bind).unwrap();
    group.bench_function("one: key cached", |b| {
        b.iter(|| cipher.open(black_box(&sealed), &bind).unwrap())
    });
    let tenants: Vec<String> = (0..20_000).map(|number| format!("tenant-{number}")).collect();
    let values: Vec<_> = tenants
        .iter()
        .map(|tenant| {
            (
                tenant,
                cipher
                    .seal(&plaintext, &Bind::row("user-17").with_tenant(tenant))
                    .unwrap(),
            )
        })
        .collect();
    let mut next = values.iter().cycle();
    group.bench_function("20,000 in turn: key derived", |b| {
        b.iter(|| {
            let (tenant, sealed) = next.next().unwrap();
            cipher
                .open(black_box(sealed), &Bind::row("user-17").with_tenant(tenant))
                .unwrap()
        });
    });
    group.finish();
}

/// 1 MiB from memory to memory. "Bare" seals the same chunks in place in one buffer, and copies nothing.
fn streams(c: &mut Criterion) {
    const LEN: usize = 1 << 20;
    let keyring = Keyring::generate().unwrap();
    let plaintext = vec![5; LEN];
    let bare = bare_key();
    let nonce = |number: usize| {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&number.to_be_bytes());
        Nonce::assume_unique_for_key(nonce)
    };

    let mut group = c.benchmark_group("seal stream 1 MiB");
    group.throughput(Throughput::Bytes(LEN as u64));
    let mut sealed = Vec::with_capacity(usize::try_from(sealed_len(LEN as u64).unwrap()).unwrap());
    group.bench_function("SealWriter", |b| {
        b.iter(|| {
            sealed.clear();
            let mut writer = SealWriter::new(&keyring, "bench", &mut sealed).unwrap();
            writer.write_all(black_box(&plaintext)).unwrap();
            writer.finish().unwrap();
        });
    });
    let mut chunks = plaintext.clone();
    group.bench_function("bare ring, 16 KiB chunks in place", |b| {
        b.iter(|| {
            for (number, chunk) in black_box(&mut chunks).chunks_mut(CHUNK_LEN).enumerate() {
                let tag = bare.seal_in_place_separate_tag(nonce(number), Aad::empty(), chunk);
                let _tag = black_box(tag.unwrap());
            }
        });
    });
    group.finish();

    let mut group = c.benchmark_group("open stream 1 MiB");
    group.throughput(Throughput::Bytes(LEN as u64));
    let mut opened = vec![0; LEN];
    group.bench_function("OpenReader", |b| {
        b.iter(|| {
            let mut reader = OpenReader::new(&keyring, "bench", black_box(&*sealed)).unwrap();
            reader.read_exact(&mut opened).unwrap();
            assert_eq!(reader.read(&mut [0]).unwrap(), 0);
        });
    });
    let mut chunks = plaintext.clone();
    let tags: Vec<_> = chunks
        .chunks_mut(CHUNK_LEN)
        .enumerate()
        .map(|(number, chunk)| {
            bare.seal_in_place_separate_tag(nonce(number), Aad::empty(), chunk)
                .unwrap()
        })
        .collect();
    // Opening in place destroys the ciphertext, so it starts from a copy, as whoever reads from a source has one.
    let mut work = chunks.clone();
    group.bench_function("bare ring, 16 KiB chunks of a copy", |b| {
        b.iter(|| {
            work.copy_from_slice(black_box(&chunks));
            for ((number, chunk), tag) in work.chunks_mut(CHUNK_LEN).enumerate().zip(&tags) {
                let tag = ring::aead::Tag::from(<[u8; 16]>::try_from(tag.as_ref()).unwrap());
                bare.open_in_place_separate_tag(nonce(number), Aad::empty(), tag, chunk, 0..)
                    .unwrap();
            }
        });
    });
    group.finish();
}

fn macs_and_tokens(c: &mut Criterion) {
    let mac = Mac::new(&MacKey::generate().unwrap(), "bench");
    let bare = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[3; 32]);
    let message = [5; 64];
    let tag = mac.tag(&[&message]);
    let mut group = c.benchmark_group("mac 64 B");
    group.bench_function("Mac::tag", |b| b.iter(|| mac.tag(&[black_box(&message)])));
    group.bench_function("Mac::verify", |b| {
        b.iter(|| mac.verify(&[black_box(&message)], tag.as_bytes()))
    });
    group.bench_function("bare ring", |b| b.iter(|| ring::hmac::sign(&bare, black_box(&message))));
    group.finish();

    let token = Token::generate().unwrap();
    let mut group = c.benchmark_group("token");
    group.bench_function("Token::generate", |b| b.iter(|| Token::generate().unwrap()));
    group.bench_function("Token::parse", |b| {
        b.iter(|| Token::parse(black_box(token.expose())).unwrap())
    });
    group.bench_function("bare: 32 bytes of the operating system", |b| {
        b.iter(|| {
            let mut bytes = [0; 32];
            SystemRandom::new().fill(&mut bytes).unwrap();
            bytes
        });
    });
    group.finish();
}

fn passwords(c: &mut Criterion) {
    let hasher = PasswordHasher::new();
    let stored = hasher.hash("correct horse battery staple").unwrap();
    let params = argon2::Params::new(19_456, 2, 1, Some(32)).unwrap();
    let bare = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut group = c.benchmark_group("password");
    group.sample_size(10);
    group.bench_function("verify argon2id 19 MiB t=2 p=1", |b| {
        b.iter(|| {
            hasher
                .verify(black_box("correct horse battery staple"), &stored)
                .unwrap()
        });
    });
    group.bench_function("bare argon2, fresh memory", |b| {
        b.iter(|| {
            let mut output = [0; 32];
            bare.hash_password_into(black_box(b"correct horse battery staple"), &[7; 16], &mut output)
                .unwrap();
            output
        });
    });
    // The plan's scheme: the cost that a login pays until its hash has been replaced.
    let bcrypt = PasswordHash::parse("$2b$12$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i").unwrap();
    group.bench_function("verify bcrypt, cost 12", |b| {
        b.iter(|| hasher.verify(black_box("hunter2"), &bcrypt).unwrap());
    });
    group.bench_function("PasswordHash::parse", |b| {
        b.iter(|| PasswordHash::parse(black_box(stored.as_str())).unwrap());
    });
    group.finish();
}

criterion_group!(benches, fields, subkeys, streams, macs_and_tokens, passwords);
criterion_main!(benches);
