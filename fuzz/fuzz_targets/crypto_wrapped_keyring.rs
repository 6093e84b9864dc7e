#![cfg_attr(fuzzing, no_main)]
//! Laws of the wrapped keyring: what parses prints as it was, and nothing loads but what was wrapped.

mod shim;

use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use momfood_crypto::kms::{KeyringName, LocalKek, WrappedKeyring};
use momfood_crypto::{KeyStatus, Keyring};

/// One fixed KEK and keyring, so that a finding can be replayed.
static KEK: LazyLock<LocalKek> = LazyLock::new(|| {
    LocalKek::parse("mfk1.primary.0a0b0c0d.ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8").expect("a KEK")
});
static NAME: LazyLock<KeyringName> = LazyLock::new(|| KeyringName::new("fields").expect("a name"));
const KEYS: &str = "mfk1.primary.00000001.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
mfk1.decrypt-only.00000002.AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
mfk1.disabled.00000003.AgECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
mfk1.destroyed.00000004.";
/// It, wrapped once and for all.
const WRAPPED: &str = include_str!("../corpus/crypto_wrapped_keyring/wrapped");

shim::fuzz!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        text_has_one_spelling(text);
        only_what_was_wrapped_loads(text);
    }
    a_mutated_keyring_is_refused(data);
});

fn text_has_one_spelling(text: &str) {
    if let Ok(wrapped) = WrappedKeyring::parse(&NAME, text) {
        let printed = wrapped.to_text();
        assert_eq!(printed.trim_end_matches('\n'), text.strip_suffix('\n').unwrap_or(text));
        assert_eq!(WrappedKeyring::parse(&NAME, &printed), Ok(wrapped));
    }
}

fn only_what_was_wrapped_loads(text: &str) {
    let Ok(wrapped) = WrappedKeyring::parse(&NAME, text) else {
        return;
    };
    match ready(Keyring::load(&*KEK, &wrapped)) {
        Ok(keyring) => {
            assert_eq!(wrapped.to_text(), WRAPPED);
            assert_eq!(keyring.to_text().expose().trim_end(), KEYS);
        }
        Err(_) => assert_ne!(wrapped.to_text(), WRAPPED),
    }
}

/// The input is a list of edits of the wrapped keyring: position, and what to change there.
fn a_mutated_keyring_is_refused(data: &[u8]) {
    let mut bytes = WRAPPED.as_bytes().to_vec();
    for edit in data.chunks_exact(3) {
        let position = usize::from(u16::from_be_bytes([edit[0], edit[1]])) % (bytes.len() + 1);
        match edit[2] {
            0 => bytes.truncate(position),
            1 => {
                // A line is lost.
                let end = bytes[position..]
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map(|end| position + end + 1);
                let start = bytes[..position]
                    .iter()
                    .rposition(|byte| *byte == b'\n')
                    .map_or(0, |end| end + 1);
                bytes.drain(start..end.unwrap_or(bytes.len()));
            }
            byte if byte < 0x80 => {
                if let Some(place) = bytes.get_mut(position) {
                    *place = byte;
                }
            }
            mask => {
                if let Some(place) = bytes.get_mut(position) {
                    *place ^= mask & 0x1f;
                }
            }
        }
    }
    if let Ok(text) = std::str::from_utf8(&bytes) {
        text_has_one_spelling(text);
        only_what_was_wrapped_loads(text);
    }
    let original = WrappedKeyring::parse(&NAME, WRAPPED).expect("the original");
    assert!(
        original
            .keys()
            .all(|(_, status, kek)| (status == KeyStatus::Destroyed) == kek.is_none())
    );
}

/// The local KEK waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the local KEK waits"),
    }
}
