//! Attacks on the shell of a token: parts, encodings, headers, algorithms and keys (RFC 8725 §2 and §3).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use momfood_jwt::{MAX_TOKEN_BYTES, MemorySessionStore, SigningKey, TokenError, VerifyingKey};

use crate::support::{SECRET, World, base64, claims, header, kid, object, seal, sign, sign_with};

fn refuses(token: &str, expected: TokenError) {
    let world = World::new();
    assert_eq!(world.service.verify(token).unwrap_err(), expected, "{token}");
}

fn payload() -> String {
    object(&claims())
}

#[test]
fn a_token_made_by_hand_holds_so_that_the_refusals_mean_something() {
    let verified = World::new().service.verify(&sign(header(), payload())).unwrap();
    assert_eq!(verified.app().role, "customer");
}

#[test]
fn other_spellings_of_the_same_header_hold() {
    let kid = kid();
    for spelled in [
        format!(r#"{{"kid":"{kid}","typ":"at+jwt","alg":"HS256"}}"#),
        format!(r#"{{"alg":"HS256","typ":"AT+JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":"application/at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{ "alg" : "HS256", "typ":"application/AT+jwt", "kid":"{kid}" }}"#),
        format!(r#"{{"alg":"HS256","typ":"\u0061t+jwt","kid":"{kid}"}}"#),
    ] {
        assert!(
            World::new().service.verify(&sign(&spelled, payload())).is_ok(),
            "{spelled}"
        );
    }
}

#[test]
fn the_algorithm_is_the_keys_and_none_is_no_algorithm() {
    for alg in [
        "none", "None", "NONE", "nOnE", "", "hs256", "HS512", "HS384", "RS256", "PS256", "ES256", "EdDSA",
    ] {
        let header = format!(r#"{{"alg":"{alg}","typ":"at+jwt","kid":"{}"}}"#, kid());
        refuses(&sign(&header, payload()), TokenError::Algorithm);
        let unsigned = format!("{}.{}.", base64(&header), base64(payload()));
        refuses(&unsigned, TokenError::Algorithm);
    }
    refuses(
        &format!("{}.{}.", base64(header()), base64(payload())),
        TokenError::Signature,
    );
}

#[test]
fn a_public_key_is_no_hmac_secret() {
    let key = SigningKey::generate_ed25519().unwrap();
    let public = *key.verifying_key().public_key().unwrap();
    let kid = key.kid().to_string();
    let world = World::with(key, std::sync::Arc::new(MemorySessionStore::new()));

    let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    der.extend(public);
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(&der)
    );
    let jwk = serde_json::to_vec(&world.service.jwks().keys()[0]).unwrap();
    let secrets = [
        public.to_vec(),
        der,
        pem.trim().into(),
        format!("\n{pem}").into(),
        pem.into(),
        jwk,
        base64(public).into(),
        vec![],
    ];
    for alg in ["HS256", "EdDSA"] {
        let header = format!(r#"{{"alg":"{alg}","typ":"at+jwt","kid":"{kid}"}}"#);
        for secret in &secrets {
            let error = world
                .service
                .verify(&sign_with(secret, &header, payload()))
                .unwrap_err();
            let expected = if alg == "HS256" {
                TokenError::Algorithm
            } else {
                TokenError::Signature
            };
            assert_eq!(error, expected);
        }
    }
}

#[test]
fn headers_that_bring_or_change_something_are_refused() {
    let kid = kid();
    for member in [
        r#""crit":["exp"]"#,
        r#""crit":[]"#,
        r#""crit":"b64""#,
        r#""crit":["b64"],"b64":false"#,
        r#""b64":false"#,
        r#""b64":true"#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""jku":"https://evil.example/jwks.json""#,
        r#""x5u":"https://evil.example/cert.pem""#,
        r#""x5c":["MIIB"]"#,
        r#""zip":"DEF""#,
        r#""enc":"A128GCM""#,
        r#""cty":"JWT""#,
        r#""alg":"none""#,
        r#""alg":"HS256""#,
        r#""typ":"at+jwt""#,
        r#""kid":"x""#,
        r#""\u0061lg":"none""#,
        r#""":"""#,
    ] {
        for header in [
            format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}",{member}}}"#),
            format!(r#"{{{member},"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#),
        ] {
            refuses(&sign(header, payload()), TokenError::Header);
        }
    }
}

#[test]
fn headers_of_wrong_types_or_without_a_member_are_refused() {
    let kid = kid();
    for header in [
        format!(r#"{{"typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#),
        r#"{"alg":"HS256","typ":"at+jwt"}"#.to_owned(),
        format!(r#"{{"alg":["HS256"],"typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":null,"typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":1,"kid":"{kid}"}}"#),
        r#"{"alg":"HS256","typ":"at+jwt","kid":0}"#.to_owned(),
        format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}} {{}}"#),
        format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}x"#),
        "{".repeat(500),
        "{}".to_owned(),
    ] {
        refuses(&sign(header, payload()), TokenError::Header);
    }
    for header in [
        String::new(),
        "null".to_owned(),
        format!(r#"["HS256","at+jwt","{kid}"]"#),
        format!(" {}", header()),
        format!("\u{feff}{}", header()),
    ] {
        let error = World::new().service.verify(&sign(&header, payload())).unwrap_err();
        assert_eq!(error, TokenError::Malformed, "{header:?}");
    }
    let mut invalid = header().into_bytes();
    invalid.insert(9, 0xff);
    refuses(&sign(invalid, payload()), TokenError::Header);
    refuses(
        &sign(r#"{"alg":"\ud800","typ":"at+jwt","kid":"x"}"#, payload()),
        TokenError::Header,
    );
    refuses(
        &sign(format!("{}{}", header(), " ".repeat(2_000)), payload()),
        TokenError::Header,
    );
}

#[test]
fn tokens_of_other_types_are_refused() {
    for typ in [
        "JWT",
        "jwt",
        "",
        "refresh+jwt",
        "id+jwt",
        "at+jwt ",
        "at+jwts",
        "application/jwt",
        "application/ at+jwt",
    ] {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}","kid":"{}"}}"#, kid());
        refuses(&sign(header, payload()), TokenError::Type);
    }
}

#[test]
fn a_kid_is_compared_and_never_looked_up_anywhere() {
    let long = "k".repeat(300);
    for kid in [
        "../../dev/null",
        "' OR 1=1 --",
        r"\u0000",
        "",
        "*",
        "0",
        &long,
        &kid()[1..],
        &format!("{}A", kid()),
    ] {
        let header = format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#);
        refuses(&sign_with(b"", header, payload()), TokenError::UnknownKey);
    }
}

#[test]
fn parts_that_are_too_few_too_many_or_empty_are_refused() {
    let good = sign(header(), payload());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    for token in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "....".to_owned(),
        header.to_owned(),
        signed.to_owned(),
        format!(".{signed}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.{signature}"),
        format!("{header}.{payload}.{payload}.{signature}"),
        format!("{header}.{payload}.{payload}.{payload}.{signature}"),
        format!(".{payload}.{signature}"),
        good.replace('.', " "),
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
    ] {
        refuses(&token, TokenError::Malformed);
    }
    refuses(&seal(SECRET, &format!("{header}.")), TokenError::Claims);
    refuses(&format!("{header}.{payload}."), TokenError::Signature);
    refuses(&format!("{header}..{signature}"), TokenError::Signature);
}

#[test]
fn a_token_has_one_spelling() {
    let good = sign(header(), payload());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    // 32 bytes leave 2 bits over in 43 characters: the next characters of the alphabet set them.
    let last = signature.chars().last().unwrap();
    let stray = char::from_u32(u32::from(last) + 1).unwrap();
    for signature in [
        format!("{signature}="),
        format!("{signature} "),
        format!("{signature}\n"),
        format!(" {signature}"),
        signature.replace(last, &stray.to_string()),
        format!("{signature}AAAA"),
        "A".repeat(4_000),
        signature.replace(['-', '_'], "+"),
    ] {
        if signature != good.rsplit_once('.').unwrap().1 {
            let error = World::new()
                .service
                .verify(&format!("{signed}.{signature}"))
                .unwrap_err();
            assert!(
                matches!(error, TokenError::Malformed | TokenError::Signature),
                "{signature} {error}"
            );
        }
    }
    for (header, payload) in [
        (format!("{header}="), payload.to_owned()),
        (header.to_owned(), format!("{payload}=")),
        (header.to_owned(), format!("{payload}\n")),
        (header.to_owned(), format!("{payload}+")),
        (format!("{header}\r\n"), payload.to_owned()),
    ] {
        refuses(&seal(SECRET, &format!("{header}.{payload}")), TokenError::Malformed);
    }
}

#[test]
fn a_large_token_is_refused_before_it_is_read() {
    let fits = sign(header(), object(&claims()).replace("customer", &"c".repeat(5_000)));
    assert!(fits.len() <= MAX_TOKEN_BYTES);
    assert!(World::new().service.verify(&fits).is_ok());
    for large in [
        sign(header(), " ".repeat(7_000)),
        "a".repeat(MAX_TOKEN_BYTES + 1),
        ".".repeat(1_000_000),
    ] {
        refuses(&large, TokenError::TooLarge);
    }
}

#[test]
fn text_beyond_ascii_is_refused() {
    for token in ["é.é.é", "ا.ب.ج", "\0.\0.\0", "\u{feff}a.b.c", "🍲🍲.🍲.🍲"] {
        refuses(token, TokenError::Malformed);
    }
}

#[test]
fn a_small_order_key_cannot_be_brought_in() {
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(VerifyingKey::ed25519(&identity).is_err());
}
