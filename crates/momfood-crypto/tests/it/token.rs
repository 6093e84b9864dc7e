//! Tokens are random, have one spelling, and are recognised by their digest alone.

use momfood_crypto::{DEFAULT_TOKEN_LEN, MAX_TOKEN_LEN, MIN_TOKEN_LEN, Token, TokenDigest, TokenError};
use proptest::prelude::*;

#[test]
fn a_generated_token_is_presented_and_recognised() {
    let token = Token::generate().unwrap();
    assert_eq!(token.expose().len(), 43);
    let stored = TokenDigest::from_bytes(*token.digest().as_bytes());
    let presented = Token::parse(token.expose()).unwrap();
    assert!(presented.matches(&stored));
    assert!(!Token::generate().unwrap().matches(&stored));
}

#[test]
fn tokens_never_repeat() {
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20_000 {
        assert!(seen.insert(Token::generate_bytes::<MIN_TOKEN_LEN>().unwrap().digest()));
    }
}

/// FIPS 180-2 example: SHA-256 of the 56 bytes; here a token whose bytes are known.
#[test]
fn the_digest_is_sha_256_of_the_bytes_and_not_of_the_text() {
    let token = Token::parse("YWJjZGJjZGVjZGVmZGVmZ2VmZ2hmZ2hpZ2hpamhpamtpamtsamtsbWtsbW5sbW5vbW5vcG5vcHE").unwrap();
    assert_eq!(
        token.digest().to_hex(),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    );
}

#[test]
fn what_cannot_be_a_token_is_refused() {
    let good = Token::generate().unwrap();
    let text = good.expose();
    let long = "A".repeat(1 << 20);
    for bad in [
        "",
        "short",
        &text[..20],
        &format!("{text}="),
        &format!(" {text}"),
        &format!("{text}\n"),
        &text.replace(|c: char| c.is_ascii_lowercase(), "+"),
        "%00%00%00%00%00%00%00%00%00%00%00%00",
        "ééééééééééééééééééééé",
        &"A".repeat(87),
        &long,
    ] {
        assert_eq!(Token::parse(bad).unwrap_err(), TokenError, "{bad}");
    }
    assert_eq!(TokenError.code(), "token_malformed");
}

#[test]
fn the_bounds_of_length_hold() {
    for (len, good) in [
        (15, false),
        (MIN_TOKEN_LEN, true),
        (DEFAULT_TOKEN_LEN, true),
        (MAX_TOKEN_LEN, true),
        (65, false),
    ] {
        // Unpadded base64url of zero bytes is a run of "A".
        let text = "A".repeat((len * 4).div_ceil(3));
        assert_eq!(Token::parse(&text).is_ok(), good, "{len}");
    }
    assert_eq!(Token::generate_bytes::<MAX_TOKEN_LEN>().unwrap().expose().len(), 86);
}

proptest! {
    #[test]
    fn whatever_parses_prints_as_it_was(text in "[A-Za-z0-9_-]{16,90}") {
        if let Ok(token) = Token::parse(&text) {
            prop_assert_eq!(token.expose(), text);
        }
    }
}
