//! What every backend of AES-256-GCM must satisfy: for our tests, for your CI, and for a self-test at start on the machine
//! that you deploy on, whose processor decides which code runs.
//!
//! Each law panics when it is broken. [`aead_conformance!`](crate::aead_conformance) makes one test of each.
#![expect(clippy::panic, reason = "a broken law is a panic")]

use crate::Backend;
use crate::aead::Aead;
use crate::encoding::from_hex;
use crate::envelope::{MAX_PLAINTEXT_LEN, NONCE_LEN, Suite, TAG_LEN};
use crate::key::KEY_LEN;

#[cfg(feature = "kms")]
pub mod kms;
mod vectors;

/// One `#[test]` for each law, on the backend that is given.
///
/// ```
/// mod ring {
///     momfood_crypto::aead_conformance!(momfood_crypto::Backend::default());
/// }
/// ```
#[macro_export]
macro_rules! aead_conformance {
    ($backend:expr) => {
        $crate::aead_conformance! { $backend =>
            known_answers
            what_was_sealed_opens
            a_flipped_bit_is_refused
            a_cut_ciphertext_is_refused
            a_refused_buffer_holds_no_plaintext
            every_backend_gives_the_same_bytes
        }
    };
    ($backend:expr => $($law:ident)+) => {
        $(
            #[test]
            fn $law() {
                $crate::conformance::$law($backend);
            }
        )+
    };
}

/// The published test cases of GCM come out, and open.
///
/// # Panics
/// When the law is broken.
pub fn known_answers(backend: Backend) {
    for [key, nonce, aad, plaintext, ciphertext, tag] in vectors::GCM {
        let cipher = cipher(backend, &fixed(key));
        let (nonce, aad) = (bytes(nonce), bytes(aad));
        let mut buffer = bytes(plaintext);
        let made = sealed(&*cipher, &nonce, &aad, &mut buffer);
        assert_eq!(
            (&buffer, made),
            (&bytes(ciphertext), fixed(tag)),
            "{backend:?} seals wrongly"
        );
        assert!(
            cipher.open(&nonce, &aad, &mut buffer, &made).is_ok(),
            "{backend:?} refuses its own"
        );
        assert_eq!(buffer, bytes(plaintext), "{backend:?} opens wrongly");
    }
}

/// Every plaintext up to some blocks and the longest one open again, with and without authenticated data.
///
/// # Panics
/// When the law is broken.
pub fn what_was_sealed_opens(backend: Backend) {
    let cipher = cipher(backend, &KEY);
    for len in (0..=272).chain([4_095, 4_096, 4_097, MAX_PLAINTEXT_LEN]) {
        for aad in [&b""[..], b"users.national_id"] {
            let plaintext = pattern(len);
            let mut buffer = plaintext.clone();
            let tag = sealed(&*cipher, &NONCE, aad, &mut buffer);
            assert!(
                len < TAG_LEN || buffer != plaintext,
                "{backend:?} did not encrypt {len} bytes"
            );
            assert!(
                cipher.open(&NONCE, aad, &mut buffer, &tag).is_ok(),
                "{backend:?} refuses {len} bytes"
            );
            assert_eq!(buffer, plaintext, "{backend:?} changes {len} bytes");
        }
    }
}

/// One bit of key, nonce, authenticated data, ciphertext or tag is all it takes to refuse.
///
/// # Panics
/// When the law is broken.
pub fn a_flipped_bit_is_refused(backend: Backend) {
    let aad = *b"users.national_id";
    let mut ciphertext = pattern(43);
    let tag = sealed(&*cipher(backend, &KEY), &NONCE, &aad, &mut ciphertext);
    let opens = |key: &[u8; KEY_LEN], nonce: &[u8; NONCE_LEN], aad: &[u8], body: &[u8], tag: &[u8; TAG_LEN]| {
        cipher(backend, key).open(nonce, aad, &mut body.to_vec(), tag).is_ok()
    };
    assert!(
        opens(&KEY, &NONCE, &aad, &ciphertext, &tag),
        "{backend:?} refuses its own"
    );
    for key in flips(KEY) {
        assert!(
            !opens(&key, &NONCE, &aad, &ciphertext, &tag),
            "{backend:?} opens under another key"
        );
    }
    for nonce in flips(NONCE) {
        assert!(
            !opens(&KEY, &nonce, &aad, &ciphertext, &tag),
            "{backend:?} opens with another nonce"
        );
    }
    for aad in flips(aad) {
        assert!(
            !opens(&KEY, &NONCE, &aad, &ciphertext, &tag),
            "{backend:?} opens in another place"
        );
    }
    for tag in flips(tag) {
        assert!(
            !opens(&KEY, &NONCE, &aad, &ciphertext, &tag),
            "{backend:?} opens with another tag"
        );
    }
    for bit in 0..ciphertext.len() * 8 {
        let mut other = ciphertext.clone();
        flip(&mut other, bit);
        assert!(
            !opens(&KEY, &NONCE, &aad, &other, &tag),
            "{backend:?} opens another ciphertext"
        );
    }
}

/// A ciphertext that lost bytes at its start or its end is refused, whatever is left.
///
/// # Panics
/// When the law is broken.
pub fn a_cut_ciphertext_is_refused(backend: Backend) {
    let cipher = cipher(backend, &KEY);
    let mut ciphertext = pattern(43);
    let tag = sealed(&*cipher, &NONCE, b"", &mut ciphertext);
    for cut in 1..=ciphertext.len() {
        let head = ciphertext.iter().copied().take(ciphertext.len() - cut);
        let tail = ciphertext.iter().copied().skip(cut);
        for mut rest in [head.collect::<Vec<_>>(), tail.collect()] {
            assert!(
                cipher.open(&NONCE, b"", &mut rest, &tag).is_err(),
                "{backend:?} opens a cut ciphertext"
            );
        }
    }
}

/// After a refusal the buffer does not hold what an attacker would like to read.
///
/// # Panics
/// When the law is broken.
pub fn a_refused_buffer_holds_no_plaintext(backend: Backend) {
    let cipher = cipher(backend, &KEY);
    let plaintext = pattern(43);
    let mut buffer = plaintext.clone();
    let mut tag = sealed(&*cipher, &NONCE, b"", &mut buffer);
    flip(&mut tag, 0);
    assert!(
        cipher.open(&NONCE, b"", &mut buffer, &tag).is_err(),
        "{backend:?} opens with another tag"
    );
    let leaked = buffer
        .windows(8)
        .zip(plaintext.windows(8))
        .any(|(left, plain)| left == plain);
    assert!(!leaked, "{backend:?} leaves plaintext behind");
}

/// What this backend seals is what every other backend of the build seals.
///
/// # Panics
/// When the law is broken.
pub fn every_backend_gives_the_same_bytes(backend: Backend) {
    for len in 0..=272 {
        let aad = pattern(len / 3);
        let mut ours = pattern(len);
        let tag = sealed(&*cipher(backend, &KEY), &NONCE, &aad, &mut ours);
        for &other in Backend::ALL {
            let mut theirs = pattern(len);
            let their_tag = sealed(&*cipher(other, &KEY), &NONCE, &aad, &mut theirs);
            assert_eq!(
                (&ours, tag),
                (&theirs, their_tag),
                "{backend:?} and {other:?} differ at {len} bytes"
            );
        }
    }
}

fn cipher(backend: Backend, key: &[u8; KEY_LEN]) -> std::sync::Arc<dyn Aead> {
    let Ok(cipher) = backend.cipher(Suite::Aes256Gcm, key) else {
        panic!("{backend:?} refuses a key");
    };
    cipher
}

fn sealed(cipher: &dyn Aead, nonce: &[u8], aad: &[u8], buffer: &mut [u8]) -> [u8; TAG_LEN] {
    let Ok(tag) = cipher.seal(nonce, aad, buffer) else {
        panic!("{cipher:?} refuses to seal");
    };
    tag
}

/// `base` with each of its bits flipped in turn.
fn flips<const N: usize>(base: [u8; N]) -> impl Iterator<Item = [u8; N]> {
    (0..N * 8).map(move |bit| {
        let mut other = base;
        flip(&mut other, bit);
        other
    })
}

fn flip(bytes: &mut [u8], bit: usize) {
    if let Some(byte) = bytes.get_mut(bit / 8) {
        *byte ^= 1 << (bit % 8);
    }
}

/// Bytes of which no eight in a row repeat within a message.
fn pattern(len: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [first, ..] = state.to_be_bytes();
        first
    })
    .take(len)
    .collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let Some(bytes) = from_hex(hex) else {
        panic!("a vector is hexadecimal");
    };
    bytes
}

fn fixed<const N: usize>(hex: &str) -> [u8; N] {
    let Ok(bytes) = bytes(hex).try_into() else {
        panic!("a vector has its length");
    };
    bytes
}

const KEY: [u8; KEY_LEN] = *b"0123456789abcdefghijklmnopqrstuv";
const NONCE: [u8; NONCE_LEN] = *b"nonce-of-12!";
