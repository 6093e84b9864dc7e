//! Tags belong to one purpose and one way to cut a message into parts; malformed input is `false`.

use momfood_crypto::{MAX_MAC_KEY_LEN, Mac, MacKey, MacKeyError, TAG_LEN};
use proptest::prelude::*;

fn key() -> MacKey {
    MacKey::new(material(32)).unwrap()
}

/// 00, 01, 02, ..
fn material(len: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().take(len).collect()
}

/// Computed by another implementation, Python's `hmac`:
/// `HMAC(HMAC(key, "mf/mac/v1" 00 "orders.receipt" 01), be64(5) "order" be64(2) "17")`.
#[test]
fn a_tag_is_hmac_sha_256_over_length_prefixed_parts_under_a_derived_key() {
    let tag = Mac::new(&key(), "orders.receipt").tag(&[b"order", b"17"]);
    assert_eq!(
        tag.to_hex(),
        "7557abd8004e2e35a572b2dfbea153c035625eaed619b831327b926893ed48dc"
    );
    assert_eq!(tag.to_base64url().len(), 43);
    assert_eq!(tag.as_bytes().len(), TAG_LEN);
}

#[test]
fn a_tag_verifies_for_its_purpose_only() {
    let receipt = Mac::new(&key(), "orders.receipt");
    let tag = receipt.tag(&[b"17"]);
    assert!(receipt.verify(&[b"17"], tag.as_bytes()));
    for other in [
        Mac::new(&key(), "orders.refund"),
        Mac::new(&key(), "orders.receip"),
        Mac::new(&key(), ""),
        Mac::new(&key().derive("orders.receipt"), "orders.receipt"),
        Mac::new(&MacKey::generate().unwrap(), "orders.receipt"),
    ] {
        assert!(!other.verify(&[b"17"], tag.as_bytes()), "{other:?}");
    }
}

#[test]
fn derived_keys_are_reproducible_and_differ_by_label() {
    let tag = |label| Mac::new(&key().derive(label), "p").tag(&[b"m"]).to_hex();
    assert_eq!(tag("mfa"), tag("mfa"));
    assert_ne!(tag("mfa"), tag("jwt"));
    // A purpose is not a label: the two are derived apart.
    assert_ne!(Mac::new(&key(), "mfa").tag(&[b"m"]).to_hex(), tag("mfa"));
}

#[test]
fn malformed_tags_are_false_and_no_panic() {
    let mac = Mac::new(&key(), "p");
    let tag = mac.tag(&[b"m"]);
    let (hex, text) = (tag.to_hex(), tag.to_base64url());
    assert!(mac.verify_hex(&[b"m"], &hex) && mac.verify_hex(&[b"m"], &hex.to_uppercase()));
    assert!(mac.verify_base64url(&[b"m"], &text));

    for len in (0..=70).filter(|len| *len != TAG_LEN) {
        assert!(!mac.verify(&[b"m"], &vec![0; len]));
    }
    let long = "0".repeat(1 << 20);
    for bad in [
        "",
        "0",
        "zz",
        &hex[1..],
        &hex[2..],
        &format!("{hex}0"),
        &format!("{hex}00"),
        &hex.replace('0', "g"),
        "é",
        &long,
    ] {
        assert!(!mac.verify_hex(&[b"m"], bad) || bad == hex, "{bad}");
    }
    for bad in [
        "",
        "=",
        &text[1..],
        &format!("{text}="),
        &format!("{text}A"),
        "é",
        &long,
    ] {
        assert!(!mac.verify_base64url(&[b"m"], bad), "{bad}");
    }
}

#[test]
fn key_material_is_checked() {
    for len in [0, 1, 31, MAX_MAC_KEY_LEN + 1] {
        assert_eq!(MacKey::new(material(len)).unwrap_err(), MacKeyError::Length);
    }
    assert_eq!(MacKey::new([b'x'; 32]).unwrap_err(), MacKeyError::Weak);
    assert_eq!(MacKey::new([0; 64]).unwrap_err().code(), "mac_key_weak");
    for len in [32, 64, 65, MAX_MAC_KEY_LEN] {
        MacKey::new(material(len)).unwrap();
    }
}

proptest! {
    #[test]
    fn two_cuts_of_a_message_have_two_tags(
        ours in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 0..5),
        theirs in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 0..5),
        cut in 0_usize..30,
    ) {
        let mac = Mac::new(&key(), "p");
        let parts = |message: &[Vec<u8>]| mac.tag(&message.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let tag = parts(&ours);
        let slices: Vec<_> = theirs.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(mac.verify(&slices, tag.as_bytes()), ours == theirs);

        let joined = ours.concat();
        let (head, tail) = joined.split_at(cut.min(joined.len()));
        let recut = vec![head.to_vec(), tail.to_vec()];
        prop_assert_eq!(mac.verify(&[head, tail], tag.as_bytes()), ours == recut);
    }

    #[test]
    fn a_changed_bit_is_another_tag(message in prop::collection::vec(any::<u8>(), 1..80), bit: prop::sample::Index) {
        let mac = Mac::new(&key(), "p");
        let tag = mac.tag(&[&message]);
        let mut other = message.clone();
        let bit = bit.index(message.len() * 8);
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(mac.verify(&[&message], tag.as_bytes()));
        prop_assert!(!mac.verify(&[&other], tag.as_bytes()));
        let mut forged = *tag.as_bytes();
        forged[bit / 8 % TAG_LEN] ^= 1 << (bit % 8);
        prop_assert!(!mac.verify(&[&message], &forged));
    }
}
