//! Attacks on the claims, and the edges of time: every token here is signed, and only what it says is wrong.

use std::time::Duration;

use momfood_audit::Timestamp;
use momfood_jwt::{Aal, AccessVerifier, AuthMethod, ConfigError, TokenError};

use crate::support::{AUDIENCE, App, ISSUER, NOW, World, claims, claims_with, header, object, sign, subject};

const LEEWAY: u64 = 5;

fn verify(payload: &str) -> Result<std::sync::Arc<momfood_jwt::Verified<App>>, TokenError> {
    World::new().service.verify(&sign(header(), payload))
}

fn refuses(payload: &str, expected: TokenError) {
    assert_eq!(verify(payload).unwrap_err(), expected, "{payload}");
}

#[test]
fn what_is_written_is_what_is_read() {
    let verified = verify(&object(&claims())).unwrap();
    assert_eq!(verified.subject(), &subject());
    assert_eq!(verified.session_id().as_bytes(), &[0; 16]);
    assert_eq!(verified.token_id().as_bytes(), &[0; 16]);
    assert_eq!(verified.issued_at(), Timestamp::from_secs(NOW));
    assert_eq!(verified.expires_at(), Timestamp::from_secs(NOW + 900));
    assert_eq!(verified.authentication().level(), Aal::One);
    assert_eq!(verified.authentication().methods(), AuthMethod::Password.into());
    assert_eq!(verified.app().role, "customer");
}

#[test]
fn a_claim_that_is_missing_null_or_there_twice_refuses_the_token() {
    for (name, json) in claims() {
        refuses(&claims_with(name, None), TokenError::Claims);
        refuses(&claims_with(name, Some("null")), TokenError::Claims);
        let mut twice = claims();
        twice.push((name, json));
        refuses(&object(&twice), TokenError::Claims);
    }
    refuses(&claims_with("nbf", Some("null")), TokenError::Claims);
}

#[test]
fn a_claim_of_another_type_refuses_the_token() {
    for (name, _) in claims() {
        for json in [
            "true",
            "[]",
            "{}",
            "[[]]",
            r#"{"a":1}"#,
            "-1",
            "1.5",
            r#""""#,
            r#"["evil",1]"#,
        ] {
            let same_type = matches!((name, json), ("amr" | "aud", "[]") | ("iss" | "aud", r#""""#));
            if !same_type {
                refuses(&claims_with(name, Some(json)), TokenError::Claims);
            }
        }
    }
}

#[test]
fn a_date_is_an_integer_of_seconds_and_nothing_else() {
    for name in ["exp", "iat", "nbf", "auth_time"] {
        for json in [
            "1767225600.0",
            "1.7672256e9",
            r#""1767225600""#,
            "-1",
            "-0.0",
            "253402300800",
            "9007199254740993",
            "9223372036854775808",
            "18446744073709551616",
            "1e400",
            "NaN",
            "0x10",
            "01",
            "+1",
        ] {
            refuses(&claims_with(name, Some(json)), TokenError::Claims);
        }
    }
    assert!(
        verify(&claims_with("exp", Some("253402300799"))).is_ok(),
        "the year 9999 is a date"
    );
}

#[test]
fn a_token_ends_at_exp_and_the_leeway_and_not_a_microsecond_later() {
    let world = World::new();
    let token = sign(header(), object(&claims()));
    let end = Timestamp::from_secs(NOW + 900 + LEEWAY);
    world.hand.set(end.saturating_sub(Duration::from_micros(1)));
    assert!(world.service.verify(&token).is_ok());
    for past in [end, end.saturating_add(Duration::from_micros(1)), Timestamp::MAX] {
        world.hand.set(past);
        assert_eq!(world.service.verify(&token).unwrap_err(), TokenError::Expired);
    }
    refuses(&claims_with("exp", Some("0")), TokenError::Expired);
}

#[test]
fn a_token_begins_at_iat_and_nbf_less_the_leeway() {
    for name in ["iat", "nbf"] {
        assert!(verify(&claims_with(name, Some(&(NOW + LEEWAY).to_string()))).is_ok());
        refuses(
            &claims_with(name, Some(&(NOW + LEEWAY + 1).to_string())),
            TokenError::NotYetValid,
        );
        refuses(&claims_with(name, Some("253402300799")), TokenError::NotYetValid);
    }
    assert!(verify(&claims_with("nbf", Some("0"))).is_ok());
    let world = World::new();
    for early in [Timestamp::EPOCH, Timestamp::from_secs(LEEWAY - 1)] {
        world.hand.set(early);
        let token = sign(header(), object(&claims()));
        assert_eq!(world.service.verify(&token).unwrap_err(), TokenError::NotYetValid);
    }
}

#[test]
fn the_issuer_is_compared_byte_by_byte() {
    for iss in [
        "",
        "https://id.momfood.sa/",
        "HTTPS://ID.MOMFOOD.SA",
        "https://id.momfood.sa ",
        "id.momfood.sa",
    ] {
        refuses(&claims_with("iss", Some(&format!("{iss:?}"))), TokenError::Issuer);
    }
    let evil_too = format!(r#"["evil",{ISSUER:?}]"#);
    refuses(&claims_with("iss", Some(&evil_too)), TokenError::Claims);
    assert!(
        verify(&claims_with("iss", Some(r#""https:\/\/id.momfood\u002esa""#))).is_ok(),
        "escapes are spelling"
    );
}

#[test]
fn the_audience_is_ours_or_has_ours_among_others() {
    for aud in [
        format!("[{AUDIENCE:?}]"),
        format!(r#"["other",{AUDIENCE:?}]"#),
        format!(r#"[{AUDIENCE:?},"other","\u0061"]"#),
        r#""momfood\u002dapi""#.to_owned(),
    ] {
        assert!(verify(&claims_with("aud", Some(&aud))).is_ok(), "{aud}");
    }
    for aud in [
        r#""""#,
        "[]",
        r#""momfood""#,
        r#""momfood-api/""#,
        r#""MOMFOOD-API""#,
        r#"["momfood","api"]"#,
        r#"[""]"#,
    ] {
        refuses(&claims_with("aud", Some(aud)), TokenError::Audience);
    }
}

#[test]
fn subjects_and_ids_that_we_never_issue_are_refused() {
    for sub in ["", "a b", "a\\nb", "\\u0000", "аdmin", &"a".repeat(129)] {
        refuses(&claims_with("sub", Some(&format!("\"{sub}\""))), TokenError::Claims);
    }
    for id in [
        "",
        "AAAA",
        "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAAAA==",
        "../../../../../../../..",
    ] {
        refuses(&claims_with("jti", Some(&format!("{id:?}"))), TokenError::Claims);
        refuses(&claims_with("sid", Some(&format!("{id:?}"))), TokenError::Claims);
    }
    for aal in ["0", "4", "255", "256", r#""2""#] {
        refuses(&claims_with("aal", Some(aal)), TokenError::Claims);
    }
}

#[test]
fn a_payload_that_is_not_one_object_is_refused() {
    let good = object(&claims());
    let deep = claims_with("more", Some(&"[".repeat(4_000)));
    let values: Vec<String> = claims().into_iter().map(|(_, json)| json).collect();
    for payload in [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        format!("[{}]", values.join(",")),
        format!("[{good}]"),
        format!("{good}{good}"),
        format!("{good} x"),
        format!("\u{feff}{good}"),
        format!(" {good}"),
        good[..good.len() - 1].to_owned(),
        good.replace("user-17", "\\ud800"),
        deep,
    ] {
        refuses(&payload, TokenError::Claims);
    }
    let mut invalid = claims_with("more", Some("\"x\"")).into_bytes();
    let at = invalid.len() - 3;
    invalid[at] = 0xff;
    let error = World::new().service.verify(&sign(header(), invalid)).unwrap_err();
    assert_eq!(error, TokenError::Claims, "not utf-8, even where nobody looks");
}

#[test]
fn claims_that_we_do_not_know_are_passed_over() {
    assert!(verify(&claims_with("scope", Some(r#"["a",{"b":[1.5e3]}]"#))).is_ok());
}

#[test]
fn the_leeway_has_a_limit() {
    let verifier = || AccessVerifier::<App>::new(ISSUER, AUDIENCE, World::new().keys).unwrap();
    assert!(verifier().with_leeway(Duration::from_secs(60)).is_ok());
    let error = verifier().with_leeway(Duration::from_secs(61)).unwrap_err();
    assert!(matches!(error, ConfigError::Range { setting: "leeway", .. }));
    for (issuer, audience) in [
        ("", AUDIENCE),
        (ISSUER, ""),
        (&*"i".repeat(257), AUDIENCE),
        ("a b", AUDIENCE),
        (ISSUER, "a\"b"),
        (ISSUER, "\\"),
        (ISSUER, "\0"),
    ] {
        let error = AccessVerifier::<App>::new(issuer, audience, World::new().keys).unwrap_err();
        assert_eq!(error.code(), "config_name");
    }
}

#[test]
fn without_leeway_time_is_exact() {
    let verifier = AccessVerifier::<App>::new(ISSUER, AUDIENCE, World::new().keys)
        .unwrap()
        .with_leeway(Duration::ZERO)
        .unwrap();
    let token = sign(header(), object(&claims()));
    let at = Timestamp::from_secs;
    assert!(verifier.verify(&token, at(NOW)).is_ok());
    assert_eq!(
        verifier.verify(&token, at(NOW - 1)).unwrap_err(),
        TokenError::NotYetValid
    );
    assert!(verifier.verify(&token, at(NOW + 899)).is_ok());
    assert_eq!(verifier.verify(&token, at(NOW + 900)).unwrap_err(), TokenError::Expired);
}
