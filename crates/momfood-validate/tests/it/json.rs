//! Bodies: limits before work, and no two readings of one document.

use momfood_validate::Code;
use momfood_validate::form::{Json, Limits};

fn refusal(body: &[u8], limits: Limits) -> Option<Code> {
    Json::read(body, limits).err().map(|violation| violation.code())
}

#[test]
fn limits_hold_to_the_unit() {
    let limits = Limits::DEFAULT
        .with_bytes(64)
        .with_depth(3)
        .with_fields(2)
        .with_items(4);
    for (body, expected) in [
        ("[[[1]]]", None),
        ("[[[[1]]]]", Some(Code::TooDeep { max: 3 })),
        ("[1,2,3,4]", None),
        ("[1,2,3,4,5]", Some(Code::TooManyItems { max: 4 })),
        (r#"{"a":1,"b":2}"#, None),
        (r#"{"a":1,"b":2,"c":3}"#, Some(Code::TooManyFields { max: 2 })),
    ] {
        assert_eq!(refusal(body.as_bytes(), limits), expected, "{body}");
    }
    assert_eq!(refusal(format!("{:64}", 1).as_bytes(), limits), None);
    assert_eq!(
        refusal(format!("{:65}", 1).as_bytes(), limits),
        Some(Code::BodyTooLarge { max: 64 })
    );
    assert_eq!(
        refusal("[".repeat(10_000).as_bytes(), Limits::DEFAULT.with_depth(1_000)),
        Some(Code::TooDeep { max: 64 })
    );
}

#[test]
fn doubled_names_are_refused_however_they_are_written() {
    for body in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"[{"x":{"é":1,"\u00e9":2}}]"#,
    ] {
        assert_eq!(
            refusal(body.as_bytes(), Limits::DEFAULT),
            Some(Code::DuplicateField),
            "{body}"
        );
    }
}

#[test]
fn what_rfc_8259_does_not_know_is_refused() {
    for body in [
        &b"NaN"[..],
        b"Infinity",
        b"-Infinity",
        b"1e400",
        b"-1e999",
        b"01",
        b"+1",
        b".5",
        b"0x10",
        b"'a'",
        b"{a:1}",
        b"[1,]",
        b"{\"a\":1,}",
        b"// x\n1",
        b"\"\\ud800\"",
        b"\"\\udc00\\ud800\"",
        b"\"\xC0\xAE\"",
        b"\"\xED\xA0\x80\"",
        b"\"a\nb\"",
        b"\xEF\xBB\xBF1",
        b"1 2",
        b"",
        b"\0",
    ] {
        assert_eq!(refusal(body, Limits::DEFAULT), Some(Code::MalformedJson), "{body:?}");
    }
}

#[test]
fn numbers_keep_their_kind() {
    for (body, integer) in [
        ("5", true),
        ("-0", false),
        ("5.0", false),
        ("1e1", false),
        ("9223372036854775808", false),
    ] {
        let json = Json::read(body.as_bytes(), Limits::DEFAULT).unwrap();
        assert_eq!(matches!(json, Json::Integer(_)), integer, "{body}");
    }
}

#[test]
fn debug_shows_the_kind_and_not_the_value() {
    let json = Json::read(br#"{"password":"canary"}"#, Limits::DEFAULT).unwrap();
    assert_eq!(format!("{json:?}"), "Json(object)");
}
