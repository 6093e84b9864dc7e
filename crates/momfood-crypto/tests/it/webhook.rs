//! Webhooks: the published example comes out, time is bounded both ways, and every change is refused.

use std::time::Duration;

use momfood_crypto::{
    DEFAULT_WEBHOOK_TOLERANCE, MAX_WEBHOOK_TOLERANCE, Webhook, WebhookError, WebhookHeaders, WebhookKey,
};
use proptest::prelude::*;

/// The example of the Standard Webhooks libraries (`test_webhook` of each of them).
const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SENT: u64 = 1_614_265_330;
const HEADERS: WebhookHeaders<'static> = WebhookHeaders {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: "1614265330",
    signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

fn webhook() -> Webhook {
    Webhook::new(&WebhookKey::parse(KEY).unwrap())
}

#[test]
fn the_published_example_is_signed_and_accepted() {
    let signed = webhook().sign(HEADERS.id, SENT, BODY).unwrap();
    assert_eq!(signed.headers().pairs(), HEADERS.pairs());
    assert_eq!(webhook().verify(&HEADERS, BODY, SENT), Ok(()));
}

#[test]
fn a_message_is_accepted_within_the_tolerance_and_not_beyond() {
    let tolerance = DEFAULT_WEBHOOK_TOLERANCE.as_secs();
    for now in [SENT - tolerance, SENT, SENT + tolerance] {
        assert_eq!(webhook().verify(&HEADERS, BODY, now), Ok(()));
    }
    for now in [0, SENT - tolerance - 1, SENT + tolerance + 1, u64::MAX] {
        assert_eq!(webhook().verify(&HEADERS, BODY, now), Err(WebhookError::Time));
    }
    let strict = webhook().with_tolerance(Duration::ZERO);
    assert_eq!(strict.verify(&HEADERS, BODY, SENT), Ok(()));
    assert_eq!(strict.verify(&HEADERS, BODY, SENT + 1), Err(WebhookError::Time));
    let lax = webhook().with_tolerance(Duration::MAX);
    let latest = SENT + MAX_WEBHOOK_TOLERANCE.as_secs();
    assert_eq!(lax.verify(&HEADERS, BODY, latest), Ok(()));
    assert_eq!(lax.verify(&HEADERS, BODY, latest + 1), Err(WebhookError::Time));
}

#[test]
fn a_changed_id_time_body_or_key_is_refused() {
    let refused = Err(WebhookError::Signature);
    assert_eq!(
        webhook().verify(&WebhookHeaders { id: "msg_2", ..HEADERS }, BODY, SENT),
        refused
    );
    let later = WebhookHeaders {
        timestamp: "1614265331",
        ..HEADERS
    };
    assert_eq!(webhook().verify(&later, BODY, SENT), refused);
    assert_eq!(webhook().verify(&HEADERS, br#"{"test":2432232314}"#, SENT), refused);
    assert_eq!(webhook().verify(&HEADERS, b"", SENT), refused);
    let stranger = Webhook::new(&WebhookKey::generate().unwrap());
    assert_eq!(stranger.verify(&HEADERS, BODY, SENT), refused);
}

#[test]
fn one_good_signature_among_others_is_enough() {
    let good = HEADERS.signature;
    for signature in [
        format!("v1,AAAA {good}"),
        format!("v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== {good}"),
        format!("{good} {good}"),
        format!("  {good} "),
    ] {
        let headers = WebhookHeaders {
            signature: &signature,
            ..HEADERS
        };
        assert_eq!(webhook().verify(&headers, BODY, SENT), Ok(()), "{signature}");
    }
    for signature in [
        "",
        " ",
        "v1,",
        "v1",
        &good.replace("v1,", ""),
        &good.replace("v1,", "v2,"),
        &good.replace("v1,", "V1,"),
        &good.replace("v1,", "v1, "),
        good.trim_end_matches('='),
        &good.replace('=', "=="),
        &good.replace('+', "-").replace('/', "_"),
        &good.replace("OE=", "OF="),
        "v1,é",
    ] {
        let headers = WebhookHeaders { signature, ..HEADERS };
        assert_eq!(
            webhook().verify(&headers, BODY, SENT),
            Err(WebhookError::Signature),
            "{signature}"
        );
    }
}

#[test]
fn malformed_headers_are_refused_before_any_work() {
    let long = "x".repeat(1 << 20);
    for id in ["", "a.b", "a b", "a\nb", "é", &long] {
        assert_eq!(
            webhook().verify(&WebhookHeaders { id, ..HEADERS }, BODY, SENT),
            Err(WebhookError::Malformed)
        );
        assert_eq!(webhook().sign(id, SENT, BODY).unwrap_err(), WebhookError::Malformed);
    }
    for timestamp in [
        "",
        "-1",
        "+1614265330",
        "01614265330",
        "1614265330.0",
        "1e9",
        "١٦١٤٢٦٥٣٣٠",
        "99999999999999999999",
        &long,
    ] {
        let headers = WebhookHeaders { timestamp, ..HEADERS };
        assert_eq!(
            webhook().verify(&headers, BODY, SENT),
            Err(WebhookError::Malformed),
            "{timestamp}"
        );
    }
    let headers = WebhookHeaders {
        signature: &long,
        ..HEADERS
    };
    assert_eq!(webhook().verify(&headers, BODY, SENT), Err(WebhookError::Malformed));
    assert_eq!(WebhookError::Malformed.code(), "webhook_malformed");
}

#[test]
fn while_keys_rotate_both_sides_understand_each_other() {
    let (old, new) = (WebhookKey::generate().unwrap(), WebhookKey::generate().unwrap());
    let sides = [
        Webhook::new(&old),
        Webhook::new(&new).with_previous(&old),
        Webhook::new(&new),
    ];
    for (sender, receiver, understood) in [(0, 1, true), (1, 0, true), (1, 2, true), (2, 1, true), (0, 2, false)] {
        let signed = sides[sender].sign("msg_1", SENT, BODY).unwrap();
        let verified = sides[receiver].verify(&signed.headers(), BODY, SENT).is_ok();
        assert_eq!(verified, understood, "{sender} to {receiver}");
    }
}

#[test]
fn keys_have_one_text_form_and_enough_bytes() {
    let key = WebhookKey::generate().unwrap();
    let text = key.to_text();
    assert_eq!(
        WebhookKey::parse(text.expose()).unwrap().to_text().expose(),
        text.expose()
    );
    for bad in [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        &format!("whsec_{}", "ABCD".repeat(22)),
        &format!("whsec_{}", "ABCD".repeat(1 << 18)),
    ] {
        let error = WebhookKey::parse(bad).unwrap_err();
        assert_eq!(error.code(), "webhook_key");
    }
}

#[test]
fn debug_shows_neither_key_nor_signature() {
    let signed = webhook().sign("msg_1", SENT, BODY).unwrap();
    let shown = format!(
        "{:?} {:?} {signed:?} {HEADERS:?}",
        webhook(),
        WebhookKey::parse(KEY).unwrap()
    );
    assert!(!shown.contains("v1,") && !shown.contains("MfKQ"), "{shown}");
}

proptest! {
    #[test]
    fn what_is_signed_verifies_and_what_is_changed_does_not(
        id in "[a-zA-Z0-9_-]{1,40}",
        sent in 0_u64..1 << 40,
        body in prop::collection::vec(any::<u8>(), 0..200),
        other in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let signed = webhook().sign(&id, sent, &body).unwrap();
        prop_assert!(webhook().verify(&signed.headers(), &body, sent).is_ok());
        prop_assert_eq!(webhook().verify(&signed.headers(), &other, sent).is_ok(), body == other);
    }
}
