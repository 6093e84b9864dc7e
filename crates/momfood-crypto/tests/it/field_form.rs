//! The forms of a sealed value: every suite, padded or not, is bound and refused alike, and old forms ask for rotation.

use std::num::NonZeroU16;

use momfood_crypto::envelope::{Envelope, MAX_PLAINTEXT_LEN, Suite};
use momfood_crypto::{Backend, Bind, Context, FieldCipher, FieldContext, Keyring, OpenError, SealError, Sealed};
use proptest::prelude::*;

enum Note {}
impl FieldContext for Note {
    const CONTEXT: Context = Context::new("orders.note");
}

const MULTIPLE: NonZeroU16 = NonZeroU16::new(32).unwrap();

/// Every suite, unpadded and padded.
fn forms(keyring: &Keyring) -> Vec<FieldCipher<Note>> {
    let suites = Suite::ALL
        .iter()
        .map(|suite| keyring.field::<Note>().with_suite(*suite));
    suites
        .flat_map(|cipher| [cipher.clone(), cipher.with_padding(MULTIPLE)])
        .collect()
}

fn here() -> Bind<'static> {
    Bind::row("order-17").with_tenant("riyadh")
}

#[test]
fn every_flipped_bit_and_every_cut_of_every_form_is_refused() {
    for cipher in forms(&Keyring::generate().unwrap()) {
        let sealed = cipher.seal(b"no onions", &here()).unwrap();
        let bytes = sealed.as_bytes();
        let flipped = (0..bytes.len() * 8).map(|bit| {
            let mut bytes = bytes.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        });
        let cut = (0..bytes.len()).map(|len| bytes[..len].to_vec());
        let beheaded = (1..bytes.len()).map(|start| bytes[start..].to_vec());
        for bytes in flipped.chain(cut).chain(beheaded) {
            if let Ok(forged) = Sealed::from_bytes(bytes) {
                assert_eq!(cipher.open(&forged, &here()), Err(OpenError), "{cipher:?}");
            }
        }
        for elsewhere in [Bind::row("order-18").with_tenant("riyadh"), Bind::row("order-17")] {
            assert_eq!(cipher.open(&sealed, &elsewhere), Err(OpenError));
        }
    }
}

#[test]
fn every_form_opens_every_other_and_asks_to_bring_it_over() {
    let keyring = Keyring::generate().unwrap();
    let forms = forms(&keyring);
    for (ours, sealer) in forms.iter().enumerate() {
        let sealed = sealer.seal(b"no onions", &here()).unwrap();
        for (theirs, opener) in forms.iter().enumerate() {
            assert_eq!(*opener.open(&sealed, &here()).unwrap(), b"no onions");
            assert_eq!(opener.needs_rotation(&sealed), ours != theirs);
            let resealed = opener.reseal(&sealed, &here()).unwrap();
            assert!(!opener.needs_rotation(&resealed));
            assert_eq!(*sealer.open(&resealed, &here()).unwrap(), b"no onions");
        }
    }
}

#[test]
fn every_backend_opens_what_any_other_sealed_in_every_suite() {
    let keyring = Keyring::generate().unwrap();
    for &suite in Suite::ALL {
        for &ours in Backend::ALL {
            for &theirs in Backend::ALL {
                let cipher = |backend| FieldCipher::<Note>::with_backend(&keyring, backend).with_suite(suite);
                let sealed = cipher(ours).seal(b"no onions", &here()).unwrap();
                assert_eq!(*cipher(theirs).open(&sealed, &here()).unwrap(), b"no onions");
                assert_eq!(sealed.as_bytes().len(), 9 + suite.overhead_len());
            }
        }
    }
}

#[test]
fn a_padded_value_shows_its_length_by_the_multiple_only() {
    let cipher = Keyring::generate().unwrap().field::<Note>().with_padding(MULTIPLE);
    for (len, expected) in [(0, 32), (1, 32), (31, 32), (32, 64), (63, 64), (64, 96)] {
        let sealed = cipher.seal(&vec![0x80; len], &here()).unwrap();
        assert_eq!(
            sealed.as_bytes().len(),
            expected + Suite::Aes256Gcm.overhead_len(),
            "{len}"
        );
        assert!(Envelope::parse(sealed.as_bytes()).unwrap().is_padded());
        assert_eq!(*cipher.open(&sealed, &here()).unwrap(), vec![0x80; len]);
    }
}

#[test]
fn the_longest_plaintext_leaves_room_for_the_padding() {
    let cipher = Keyring::generate().unwrap().field::<Note>().with_padding(MULTIPLE);
    let longest = vec![7; MAX_PLAINTEXT_LEN - 1];
    let sealed = cipher.seal(&longest, &here()).unwrap();
    assert_eq!(
        *cipher
            .open(&Sealed::from_bytes(sealed.as_bytes()).unwrap(), &here())
            .unwrap(),
        longest
    );
    assert_eq!(cipher.seal(&[7; MAX_PLAINTEXT_LEN], &here()), Err(SealError::TooLong));
}

proptest! {
    #[test]
    fn whatever_the_padding_was_it_comes_off(
        plaintext in prop::collection::vec(prop::sample::select(vec![0_u8, 1, 0x80, 0xff]), 0..100),
        multiple in 1_u16..200,
        other in 1_u16..200,
    ) {
        let plain = Keyring::generate().unwrap().field::<Note>();
        let [ours, theirs] = [multiple, other].map(|multiple| plain.clone().with_padding(NonZeroU16::new(multiple).unwrap()));
        let sealed = ours.seal(&plaintext, &here()).unwrap();
        prop_assert_eq!(&*theirs.open(&sealed, &here()).unwrap(), &plaintext);
        prop_assert_eq!(&*plain.open(&sealed, &here()).unwrap(), &plaintext);
    }
}
