//! Signed URLs work for one method, one target and one purpose, until they expire.

use std::time::Duration;

use momfood_crypto::{KeyStatus, Keyring, MAX_URL_LEN, MAX_URL_LIFETIME, SignUrlError, UrlSigner, VerifyUrlError};
use proptest::prelude::*;

const NOW: u64 = 1_735_686_000;
const HOUR: Duration = Duration::from_secs(3_600);
const TARGET: &str = "/receipts/17?lang=ar";

fn keyring() -> Keyring {
    Keyring::parse("mfk1.primary.01020304.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap()
}

fn signer() -> UrlSigner {
    UrlSigner::new(&keyring(), "receipts")
}

/// Computed by another implementation, Python's `hmac`, from the keys of the module's documents:
/// `root = HMAC(000102..1f, "mf/derive/v1" 00 "mf/url/v1" 01)`, `key = HMAC(root, "mf/mac/v1" 00 "receipts" 01)`,
/// `HMAC(key, be64(3) "GET" be64(len) target-to-sign)`.
#[test]
fn a_signed_url_is_as_documented() {
    assert_eq!(
        signer().sign("GET", TARGET, NOW, HOUR).unwrap(),
        "/receipts/17?lang=ar&mf-expires=1735689600&mf-key=01020304&mf-signature=hxE6SUmNSnRRVGJitzqtELMTS6Q9ENYzFp-Fb6Kr3mc"
    );
    let bare = signer().sign("GET", "/receipts/17", NOW, HOUR).unwrap();
    assert!(
        bare.starts_with("/receipts/17?mf-expires=1735689600&mf-key=01020304&mf-signature="),
        "{bare}"
    );
    assert_eq!(signer().verify("GET", &bare, NOW), Ok("/receipts/17"));
}

#[test]
fn a_url_lives_until_it_expires() {
    let url = signer().sign("GET", TARGET, NOW, HOUR).unwrap();
    for now in [0, NOW, NOW + 3_599] {
        assert_eq!(signer().verify("GET", &url, now), Ok(TARGET));
    }
    for now in [NOW + 3_600, u64::MAX] {
        assert_eq!(signer().verify("GET", &url, now), Err(VerifyUrlError::Expired));
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let url = signer().sign("GET", TARGET, NOW, HOUR).unwrap();
    for bit in 0..url.len() * 8 {
        let mut bytes = url.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(forged) = String::from_utf8(bytes) {
            let error = signer().verify("GET", &forged, NOW).unwrap_err();
            assert_ne!(error, VerifyUrlError::Expired, "{forged}");
        }
    }
}

#[test]
fn every_cut_addition_and_reordering_is_refused() {
    let url = signer().sign("GET", TARGET, NOW, HOUR).unwrap();
    for len in 0..url.len() {
        assert!(signer().verify("GET", &url[..len], NOW).is_err());
        assert!(signer().verify("GET", &url[len + 1..], NOW).is_err());
    }
    let (signed, signature) = url.split_once("&mf-signature=").unwrap();
    for forged in [
        format!("{url}&x=1"),
        format!("{url}#x"),
        format!("/x{url}"),
        format!("{url}{url}"),
        format!("{url}&mf-signature={signature}"),
        format!("/receipts/17?mf-signature={signature}&lang=ar&mf-expires=1735689600&mf-key=01020304"),
        format!("/receipts/17?lang=ar&mf-key=01020304&mf-expires=1735689600&mf-signature={signature}"),
        format!("{signed}&mf-expires=9999999999&mf-key=01020304&mf-signature={signature}"),
        url.replace("lang=ar", "lang=ar&admin=1"),
        url.replace("lang=ar", "lang=%61r"),
        url.replace("mf-key=01020304", "mf-key=1020304"),
        url.replace("mf-key=01020304", "mf-key=%30%31020304"),
        url.replace("1735689600", "01735689600"),
        url.replace("1735689600", "18446744073709551616"),
        url.replace("1735689600", "+1735689600"),
        url.to_uppercase(),
    ] {
        assert!(signer().verify("GET", &forged, NOW).is_err(), "{forged}");
    }
}

#[test]
fn another_method_purpose_or_key_is_refused() {
    let url = signer().sign("GET", TARGET, NOW, HOUR).unwrap();
    let refused = Err(VerifyUrlError::Signature);
    for method in ["HEAD", "POST", "DELETE"] {
        assert_eq!(signer().verify(method, &url, NOW), refused);
    }
    assert_eq!(UrlSigner::new(&keyring(), "invoices").verify("GET", &url, NOW), refused);
    assert_eq!(
        UrlSigner::new(&Keyring::generate().unwrap(), "receipts").verify("GET", &url, NOW),
        refused
    );
    for method in ["", "get", "GET ", "G\0T", &"G".repeat(17)] {
        assert_eq!(signer().verify(method, &url, NOW), Err(VerifyUrlError::Malformed));
        assert_eq!(signer().sign(method, TARGET, NOW, HOUR), Err(SignUrlError::Method));
    }
}

#[test]
fn what_is_no_path_and_query_is_not_signed() {
    let long = format!("/{}", "x".repeat(MAX_URL_LEN));
    for target in [
        "",
        "receipts/17",
        "https://momfood.example/receipts/17",
        "//evil.example/receipts/17",
        "/\\evil.example",
        "/receipts/17#fragment",
        "/receipts/17 ",
        "/receipts/\u{661}",
        "/receipts/17\r\nx: y",
        "/receipts/17?mf-expires=1",
        "/receipts/17?a=1&mf-key=2",
        "/receipts/17?mf-signature=3",
        &long,
    ] {
        assert_eq!(
            signer().sign("GET", target, NOW, HOUR),
            Err(SignUrlError::Target),
            "{target}"
        );
    }
    let longest = signer().sign("GET", &long[..MAX_URL_LEN], NOW, HOUR).unwrap();
    assert!(longest.len() < 2_083);
    assert_eq!(signer().verify("GET", &longest, NOW), Ok(&long[..MAX_URL_LEN]));
    assert_eq!(
        signer().verify("GET", &"x".repeat(1 << 20), NOW),
        Err(VerifyUrlError::Malformed)
    );
}

#[test]
fn lifetimes_are_bounded() {
    for lifetime in [
        Duration::ZERO,
        Duration::from_millis(999),
        MAX_URL_LIFETIME + Duration::from_secs(1),
        Duration::MAX,
    ] {
        assert_eq!(signer().sign("GET", TARGET, NOW, lifetime), Err(SignUrlError::Lifetime));
    }
    let longest = signer().sign("GET", TARGET, u64::MAX, MAX_URL_LIFETIME).unwrap();
    assert_eq!(signer().verify("GET", &longest, NOW), Ok(TARGET));
    assert_eq!(SignUrlError::Lifetime.code(), "sign_url_lifetime");
}

#[test]
fn keys_rotate_and_a_disabled_key_ends_its_urls() {
    let old = keyring();
    let new = old.rotate().unwrap();
    let url = signer().sign("GET", TARGET, NOW, HOUR).unwrap();
    let rotated = UrlSigner::new(&new, "receipts");
    assert_eq!(rotated.verify("GET", &url, NOW), Ok(TARGET));
    let fresh = rotated.sign("GET", TARGET, NOW, HOUR).unwrap();
    assert!(fresh.contains(&format!("&mf-key={}&", new.primary())));
    assert_eq!(signer().verify("GET", &fresh, NOW), Err(VerifyUrlError::Signature));

    let disabled = new.with_status(old.primary(), KeyStatus::Disabled).unwrap();
    let disabled = UrlSigner::new(&disabled, "receipts");
    assert_eq!(disabled.verify("GET", &url, NOW), Err(VerifyUrlError::Signature));
    assert_eq!(
        format!("{disabled:?}"),
        format!(
            "UrlSigner {{ purpose: \"receipts\", primary: KeyId({}), .. }}",
            new.primary()
        )
    );
}

proptest! {
    #[test]
    fn what_is_signed_verifies_to_itself(path in "/[a-z0-9/._~%:@!$'()*+,;=-]{0,30}", query in "(\\?[a-z0-9/?&=%+._-]{0,40})?") {
        let target = format!("{path}{query}");
        prop_assume!(!target.starts_with("//"));
        let url = signer().sign("GET", &target, NOW, HOUR).unwrap();
        prop_assert_eq!(signer().verify("GET", &url, NOW), Ok(&*target));
    }

    #[test]
    fn no_target_makes_the_verifier_panic(target in "\\PC{0,80}|[/?&=a-z0-9-]{0,40}(mf-expires=[0-9]{0,22})?(&mf-key=[0-9a-f+]{0,9})?(&mf-signature=[A-Za-z0-9_-]{0,44})?") {
        prop_assert!(signer().verify("GET", &target, NOW).is_err());
    }
}
