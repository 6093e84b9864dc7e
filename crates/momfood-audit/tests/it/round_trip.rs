//! Events and records through JSON: equal afterwards, harmless before and after, whatever was put in.

use std::net::IpAddr;

use momfood_audit::{
    Actor, ClientAddr, Event, EventKind, Fields, Pii, Provenance, Public, Record, SafeText, Target, Timestamp, Uuid,
    Value,
};
use proptest::prelude::*;

/// An event with `text` in every place that takes text from outside.
fn event(kind: EventKind, text: &str) -> Event {
    Event::new(kind)
        .with_event_time(Timestamp::from_micros(7))
        .with_actor(Actor::user(text))
        .with_target(Target::new(text, text))
        .with_client(ClientAddr::new(IpAddr::from([192, 0, 2, 1]), Provenance::Claimed))
        .with_session(text)
        .with_request_id(text)
        .with_field("public", Public(text))
        .with_field("pii", Pii(text))
        .with_field("count", i64::MIN)
        .with_field("flag", false)
        .with_field("address", IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]))
        .with_field("id", Uuid::from_u128(7))
}

fn json(event: &Event) -> String {
    serde_json::to_string(event).unwrap()
}

fn hostile(character: char) -> bool {
    character.is_control() || "\u{2028}\u{2029}\u{202e}\u{2066}\u{feff}".contains(character)
}

proptest! {
    #[test]
    fn any_event_survives_json(index in 0..EventKind::ALL.len(), text in "(?s).*|[\\x00-\\x1f\u{80}-\u{9f}\u{202e}\\\\u\\{\\}\"a]{0,400}") {
        let event = event(EventKind::ALL[index], &text);
        let json = json(&event);
        let back: Event = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back, event);
        prop_assert!(!json.contains(hostile), "{json}");
    }
}

#[test]
fn hostile_text_leaves_one_harmless_line() {
    let hostile = "x\"}\n{\"kind\":\"sys_shutdown\"}\r\u{85}\u{2028}\u{1b}[2J\u{202e}\0";
    let event = event(EventKind::MaliciousInput, hostile);
    let json = json(&event);
    assert!(
        !json.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{1b}', '\u{202e}', '\0']),
        "{json}"
    );
    assert!(
        json.contains(r"\\u{a}") && json.contains(r"\\u{202e}"),
        "told, not left out: {json}"
    );
    assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
}

#[test]
fn a_line_that_was_tampered_with_is_neutralised_when_it_is_read() {
    let tampered = r#"{"kind":"authz_fail","severity":"medium","outcome":"denied","session":"a\u001b[2J",
        "actor":{"type":"user","id":"u\nFAKE LINE"},"fields":{"na\nme":"va\u202elue"}}"#;
    let event: Event = serde_json::from_str(tampered).unwrap();
    assert_eq!(event.actor().unwrap().id(), Some("u\\u{a}FAKE LINE"));
    assert_eq!(event.session(), Some("a\\u{1b}[2J"));
    let (name, value) = event.fields().iter().next().unwrap();
    assert_eq!(name, "na\\u{a}me");
    assert_eq!(value, &Value::Text(SafeText::new("va\u{202e}lue")));
}

#[test]
fn what_is_read_keeps_the_bounds_of_what_is_built() {
    let many: Vec<String> = (0..1_000).map(|number| format!("\"f{number}\":{number}")).collect();
    let fields: Fields = serde_json::from_str(&format!("{{{}}}", many.join(","))).unwrap();
    assert_eq!(fields.iter().count(), Fields::MAX);
    let long: Vec<String> = (0..32)
        .map(|number| format!("\"f{number}\":\"{}\"", "x".repeat(100_000)))
        .collect();
    let fields: Fields = serde_json::from_str(&format!("{{{}}}", long.join(","))).unwrap();
    assert_eq!(fields.iter().count(), 7);
    let twice: Fields = serde_json::from_str(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(twice.iter().collect::<Vec<_>>(), [("a", &Value::Integer(2))]);
}

#[test]
fn text_that_looks_like_another_type_stays_text() {
    for text in [
        "192.0.2.1",
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "true",
        "7",
        "null",
        "ip",
        "{\"ip\":\"::1\"}",
    ] {
        let event = Event::new(EventKind::AuthzFail).with_field("text", Public(text));
        let back: Event = serde_json::from_str(&json(&event)).unwrap();
        assert_eq!(back.fields().value("text"), Some(&Value::Text(SafeText::new(text))));
    }
}

#[test]
fn the_json_of_a_record_is_stable() {
    let event = Event::new(EventKind::AuthzFail)
        .with_actor(Actor::user("u-7"))
        .with_field("route", "/admin")
        .with_field("from", IpAddr::from([192, 0, 2, 1]))
        .with_field("tries", 3_u32);
    let record = Record::new(
        Uuid::from_u128(7),
        42,
        Timestamp::from_micros(1_767_268_800_000_001),
        event,
    );
    let json = concat!(
        r#"{"id":"00000000-0000-0000-0000-000000000007","sequence":42,"recorded_at":1767268800000001,"#,
        r#""event":{"kind":"authz_fail","severity":"medium","outcome":"denied","actor":{"type":"user","id":"u-7"},"#,
        r#""fields":{"route":"/admin","from":{"ip":"192.0.2.1"},"tries":3}}}"#
    );
    assert_eq!(serde_json::to_string(&record).unwrap(), json);
    assert_eq!(serde_json::from_str::<Record>(json).unwrap(), record);
}
