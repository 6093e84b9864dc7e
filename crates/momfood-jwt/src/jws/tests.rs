//! Published vectors: RFC 7515 appendix A.1 (HS256), RFC 8037 appendices A.1 to A.4 (Ed25519), RFC 7638 by way of A.3.

use std::time::Duration;

use base64::Engine as _;
use momfood_audit::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::key_ring::KeyRing;

const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

fn hs256() -> SigningKey {
    // RFC 7515 A.1.1, the member "k".
    let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    SigningKey::hs256(BASE64URL.decode(secret).unwrap()).unwrap()
}

fn ed25519() -> SigningKey {
    // RFC 8037 A.1, the member "d", in the PKCS#8 of RFC 8410.
    let seed = BASE64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let mut document = BASE64URL.decode("MC4CAQAwBQYDK2VwBCIEIA").unwrap();
    document.extend(seed);
    SigningKey::from_pkcs8_der(&document).unwrap()
}

/// The key signs `input` to exactly `signature`, and verifies it.
fn agrees(key: &SigningKey, input: &str, signature: &str) {
    let mut token = input.to_owned();
    key.sign(&mut token);
    assert_eq!(token, format!("{input}.{signature}"));
    let signature = BASE64URL.decode(signature).unwrap();
    assert!(key.verifying_key().verifies(input.as_bytes(), &signature));
}

#[test]
fn hs256_agrees_with_rfc_7515_a_1() {
    agrees(
        &hs256(),
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl\
         LmNvbS9pc19yb290Ijp0cnVlfQ",
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    );
}

#[test]
fn eddsa_agrees_with_rfc_8037_a_4() {
    agrees(
        &ed25519(),
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    );
}

#[test]
fn the_kid_is_the_thumbprint_of_rfc_8037_a_3() {
    let key = ed25519();
    assert_eq!(key.kid().as_str(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    let public = key.verifying_key().public_key().unwrap();
    assert_eq!(BASE64URL.encode(public), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
}

#[test]
fn a_signature_of_another_key_or_a_non_canonical_one_is_refused() {
    let (key, other) = (ed25519(), SigningKey::generate_ed25519().unwrap());
    let mut token = String::from("a.b");
    other.sign(&mut token);
    let signature = BASE64URL.decode(token.rsplit_once('.').unwrap().1).unwrap();
    assert!(!key.verifying_key().verifies(b"a.b", &signature));

    // S + L is the same scalar with another spelling: RFC 8032 §5.1.7 asks to refuse it.
    let order = BASE64URL.decode("7dP1XBpjEljWnPei3vneFAAAAAAAAAAAAAAAAAAAABA").unwrap();
    let mut token = String::from("a.b");
    key.sign(&mut token);
    let mut signature = BASE64URL.decode(token.rsplit_once('.').unwrap().1).unwrap();
    assert!(key.verifying_key().verifies(b"a.b", &signature));
    let mut carry = 0_u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    assert!(!key.verifying_key().verifies(b"a.b", &signature));
}

proptest! {
    #[test]
    fn what_is_signed_is_what_is_verified(payload: Vec<u8>, later in 0_u64..100) {
        for key in [hs256(), ed25519()] {
            let ring = KeyRing::new(key);
            let token = sign(ring.read().active(), &payload);
            let now = NOW.saturating_add(Duration::from_secs(later));
            prop_assert_eq!(verify(&token, &ring.read(), now), Ok(payload.clone()));
        }
    }
}
