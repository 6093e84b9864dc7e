#![cfg_attr(fuzzing, no_main)]
//! Laws of the envelope: what parses prints as it was, in bytes and in text; what was sealed opens, and nothing that was
//! made from it by the input does.

mod shim;

use std::num::NonZeroU16;
use std::sync::LazyLock;

use momfood_crypto::envelope::{self, Envelope};
use momfood_crypto::{Bind, Context, FieldCipher, FieldContext, Keyring, Sealed};

enum NationalId {}
impl FieldContext for NationalId {
    const CONTEXT: Context = Context::new("users.national_id");
}

/// One fixed key, so that a finding can be replayed.
static CIPHER: LazyLock<FieldCipher<NationalId>> = LazyLock::new(|| {
    Keyring::parse("mfk1.primary.01020304.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        .expect("a keyring")
        .field()
});

/// The test vector of the specification: the only envelope under this key that the corpus may hold.
const VECTOR: &str = "mf1.EQECAwSgoaKjpKWmp6ipqqueLm7hBocwgwI-IpgJxzNMKc6SIjMKxhCalw";

shim::fuzz!(|data: &[u8]| {
    bytes_have_one_print(data);
    if let Ok(text) = std::str::from_utf8(data) {
        text_has_one_spelling(text);
    }
    only_what_was_sealed_opens(data);
    a_mutated_envelope_is_refused(data);
});

fn bytes_have_one_print(data: &[u8]) {
    if let Ok(envelope) = Envelope::parse(data) {
        let padded = if envelope.is_padded() { 8 } else { 0 };
        let mut printed = vec![0x10 | padded | envelope.suite().number()];
        printed.extend_from_slice(&envelope.key_id().value().to_be_bytes());
        printed.extend_from_slice(envelope.nonce());
        printed.extend_from_slice(envelope.ciphertext());
        assert_eq!(printed, data);
        assert_eq!(envelope.to_bytes(), data);
        assert_eq!(envelope::from_text(&envelope::to_text(data)).as_deref(), Ok(data));
    }
}

fn text_has_one_spelling(text: &str) {
    if let Ok(bytes) = envelope::from_text(text) {
        assert_eq!(envelope::to_text(&bytes), text);
    }
}

/// No input opens, but for the vector in its place.
fn only_what_was_sealed_opens(data: &[u8]) {
    if let Ok(sealed) = Sealed::from_bytes(data) {
        let there = Bind::row("user-17").with_tenant("riyadh");
        assert_eq!(CIPHER.open(&sealed, &there).is_ok(), sealed.to_text() == VECTOR);
        assert!(CIPHER.open(&sealed, &Bind::row("user-17")).is_err());
    }
}

/// The input is a list of edits: position, and what to change there. All of them lead away from the original.
///
/// It is sealed for another row than the one above: a fuzzer watches comparisons, learns the bytes of what was sealed here,
/// and hands them in.
fn a_mutated_envelope_is_refused(data: &[u8]) {
    let bind = Bind::row("user-18");
    // Padded when the first byte is odd.
    let cipher = match data.first() {
        Some(first) if first % 2 == 1 => CIPHER.clone().with_padding(NonZeroU16::MIN.saturating_add(15)),
        _ => CIPHER.clone(),
    };
    let original = cipher.seal(data, &bind).expect("within the bounds");
    assert_eq!(CIPHER.open(&original, &bind).expect("its own")[..], *data);

    let mut bytes = original.as_bytes().to_vec();
    for edit in data.chunks_exact(3) {
        let position = usize::from(u16::from_be_bytes([edit[0], edit[1]])) % (bytes.len() + 1);
        match edit[2] {
            0 => bytes.truncate(position),
            1 => bytes.insert(position, edit[0]),
            mask => {
                if let Some(byte) = bytes.get_mut(position) {
                    *byte ^= mask;
                }
            }
        }
    }
    if bytes != original.as_bytes()
        && let Ok(forged) = Sealed::from_bytes(bytes)
    {
        assert!(CIPHER.open(&forged, &bind).is_err());
    }
}
