//! The wire format: one spelling for each envelope, and nothing else is one.

use momfood_crypto::envelope::{
    self, Envelope, EnvelopeError, MAX_ENVELOPE_LEN, MAX_PLAINTEXT_LEN, OVERHEAD_LEN, Suite,
};
use momfood_crypto::{Bind, Context, FieldContext, KeyId, Keyring, Sealed};
use proptest::prelude::*;

enum NationalId {}
impl FieldContext for NationalId {
    const CONTEXT: Context = Context::new("users.national_id");
}

fn envelope() -> Vec<u8> {
    let keyring = Keyring::generate().unwrap();
    let sealed = keyring.field::<NationalId>().seal(b"1012345678", &Bind::row("user-17"));
    sealed.unwrap().into_bytes()
}

#[test]
fn an_envelope_shows_suite_key_and_nonce_and_has_33_bytes_of_overhead() {
    let mut bytes = vec![0x11, 0x9f, 0x3a, 0x21, 0xc4];
    bytes.extend_from_slice(b"twelve bytesciphertext and a tag");
    let envelope = Envelope::parse(&bytes).unwrap();
    assert_eq!(envelope.suite(), Suite::Aes256Gcm);
    assert_eq!(envelope.key_id(), KeyId::new(0x9f3a_21c4));
    assert_eq!(envelope.nonce(), b"twelve bytes");
    assert_eq!(envelope.ciphertext(), b"ciphertext and a tag");
    assert_eq!(OVERHEAD_LEN, 33);
    assert_eq!(self::envelope().len(), 10 + OVERHEAD_LEN);
}

#[test]
fn an_envelope_that_lost_bytes_at_its_end_is_too_short_or_of_another_length() {
    let bytes = envelope();
    for len in 0..OVERHEAD_LEN {
        assert_eq!(Envelope::parse(&bytes[..len]), Err(EnvelopeError::TooShort), "{len}");
    }
    Envelope::parse(&bytes[..OVERHEAD_LEN]).unwrap();
}

#[test]
fn unknown_formats_and_suites_are_told_apart_from_damage() {
    let mut bytes = vec![0; 64];
    for header in 0..=u8::MAX {
        bytes[0] = header;
        let known = Suite::ALL
            .iter()
            .any(|suite| [0x10, 0x18].contains(&(header ^ suite.number())));
        let expected = match header {
            0x10..=0x1f if known => None,
            0x10..=0x1f => Some(EnvelopeError::Suite),
            _ => Some(EnvelopeError::Format),
        };
        assert_eq!(Envelope::parse(&bytes).err(), expected, "{header:02x}");
    }
}

#[test]
fn the_longest_envelope_of_each_suite_is_read_and_a_longer_one_is_not() {
    for suite in Suite::ALL {
        let mut bytes = vec![0; MAX_PLAINTEXT_LEN + suite.overhead_len()];
        bytes[0] = 0x10 | suite.number();
        Envelope::parse(&bytes).unwrap();
        assert_eq!(envelope::from_text(&envelope::to_text(&bytes)).unwrap(), bytes);
        bytes.push(0);
        assert_eq!(Envelope::parse(&bytes), Err(EnvelopeError::TooLong));
        assert!(bytes.len() <= MAX_ENVELOPE_LEN + 1);
    }
    assert_eq!(
        Envelope::parse(&vec![0x11; MAX_ENVELOPE_LEN + 1]),
        Err(EnvelopeError::TooLong)
    );
    let text = format!("mf1.{}", "A".repeat(MAX_ENVELOPE_LEN * 2));
    assert_eq!(envelope::from_text(&text), Err(EnvelopeError::TooLong));
}

#[test]
fn a_text_form_has_one_spelling() {
    // 43 bytes leave 2 unused bits in the last of 58 characters.
    let text = envelope::to_text(&envelope());
    assert_eq!(text.len(), 4 + 58);
    Sealed::<NationalId>::parse(&text).unwrap();

    let last = text.chars().next_back().unwrap();
    for other in ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']) {
        let spelled = format!("{}{other}", &text[..text.len() - 1]);
        let bytes = envelope::from_text(&spelled);
        assert!(bytes.is_err() || other == last || bytes.unwrap() != envelope::from_text(&text).unwrap());
    }
    for alias in [
        text.replacen("mf1.", "", 1),
        text.replacen("mf1.", "MF1.", 1),
        text.replacen("mf1.", "mf2.", 1),
        format!("{text}="),
        format!("{text}=="),
        format!(" {text}"),
        format!("{text}\n"),
        format!("{text}\0"),
        text.replace('E', "+"),
        text.replacen('E', "/", 1),
        "mf1.é".to_owned(),
    ] {
        assert_eq!(envelope::from_text(&alias), Err(EnvelopeError::Text), "{alias:?}");
    }
}

proptest! {
    #[test]
    fn whatever_bytes_have_a_text_form_that_gives_them_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(envelope::from_text(&envelope::to_text(&bytes)).unwrap(), bytes);
    }

    #[test]
    fn whatever_text_is_read_prints_as_it_was(text in "mf1\\.[A-Za-z0-9_=+/-]{0,80}") {
        if let Ok(bytes) = envelope::from_text(&text) {
            prop_assert_eq!(envelope::to_text(&bytes), text);
        }
    }

    #[test]
    fn whatever_parses_is_the_sum_of_its_parts(
        mut bytes in prop::collection::vec(any::<u8>(), 0..80),
        header in prop::option::of(prop::sample::select(vec![0x11, 0x12, 0x19, 0x1a])),
    ) {
        if let (Some(header), Some(first)) = (header, bytes.first_mut()) {
            *first = header;
        }
        if let Ok(envelope) = Envelope::parse(&bytes) {
            prop_assert_eq!(envelope.to_bytes(), bytes.clone());
            let padded = if envelope.is_padded() { 8 } else { 0 };
            let mut printed = vec![0x10 | padded | envelope.suite().number()];
            printed.extend_from_slice(&envelope.key_id().value().to_be_bytes());
            printed.extend_from_slice(envelope.nonce());
            printed.extend_from_slice(envelope.ciphertext());
            prop_assert_eq!(printed, bytes);
        }
    }
}
