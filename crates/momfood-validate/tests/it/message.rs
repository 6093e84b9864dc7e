//! Codes in both languages, Arabic plurals, and the list of details that a client gets.

use momfood_validate::form::{Limits, Order};
use momfood_validate::{Code, Kind, Locale, ObjectReader, Param, Quantity, Violations};

/// One of each; the match below does not compile if a variant is forgotten in both places.
const CODES: &[Code] = &[
    Code::Required,
    Code::WrongType { expected: Kind::Text },
    Code::UnknownField,
    Code::DuplicateField,
    Code::MalformedJson,
    Code::BodyTooLarge { max: 7 },
    Code::TooDeep { max: 7 },
    Code::TooManyFields { max: 7 },
    Code::TooFewItems { min: 7 },
    Code::TooManyItems { max: 7 },
    Code::TooShort { min: 7 },
    Code::TooLong { max: 7 },
    Code::TooManyBytes { max: 7 },
    Code::OutOfRange { min: 1, max: 7 },
    Code::ForbiddenCharacter,
    Code::InvalidChoice,
    Code::InvalidEmail,
    Code::DisposableEmail,
    Code::InvalidPhone,
    Code::PhoneKindNotAccepted,
    Code::InvalidName,
    Code::InvalidNationalId,
    Code::InvalidIban,
    Code::InvalidUuid,
    Code::InvalidAmount,
    Code::PasswordTooCommon,
    Code::PasswordTooPersonal,
    Code::PasswordNeedsLowercase,
    Code::PasswordNeedsUppercase,
    Code::PasswordNeedsDigit,
    Code::PasswordNeedsSymbol,
    Code::UnsafePath,
    Code::UnsafeArgument,
    Code::UnknownIdentifier,
    Code::SuspiciousInput,
];

#[test]
fn every_code_has_its_own_name_and_a_message_in_each_language() {
    let mut names: Vec<_> = CODES.iter().map(|code| code.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CODES.len());
    for code in CODES {
        let (english, arabic) = (code.message(Locale::En), code.message(Locale::Ar));
        assert!(english.is_ascii() && !english.ends_with('.'), "{english}");
        assert!(arabic.chars().any(|c| ('\u{620}'..='\u{64A}').contains(&c)), "{arabic}");
        // Latin words and numbers are isolated, or they would move in a line that runs from right to left.
        let outside: String = arabic
            .split('\u{2068}')
            .flat_map(|part| part.rsplit('\u{2069}').next())
            .collect();
        assert!(!outside.chars().any(|c| c.is_ascii_alphanumeric()), "{arabic}");
        for (name, param) in code.params() {
            let shown = match param {
                Param::Number(number) => number.to_string(),
                Param::Word(word) => word.to_owned(),
                other => panic!("{other:?}"),
            };
            assert!(["min", "max", "expected"].contains(&name));
            assert!(english.contains(&shown), "{english} lacks {shown}");
        }
    }
}

#[test]
fn arabic_counts_characters_in_its_plural_forms() {
    let message = |max| {
        Code::TooLong { max }
            .message(Locale::Ar)
            .replace(['\u{2068}', '\u{2069}'], "")
    };
    let lead = "يجب ألا يزيد الطول على ";
    for (max, noun) in [
        (0, "0 حرف"),
        (1, "حرف واحد"),
        (2, "حرفين"),
        (3, "3 أحرف"),
        (11, "11 حرفًا"),
        (100, "100 حرف"),
    ] {
        assert_eq!(message(max), format!("{lead}{noun}"));
    }
}

#[test]
fn english_counts_one_character_and_several() {
    assert_eq!(
        Code::TooShort { min: 1 }.message(Locale::En),
        "must have at least 1 character"
    );
    assert_eq!(
        Code::TooShort { min: 2 }.message(Locale::En),
        "must have at least 2 characters"
    );
}

#[test]
fn details_tell_place_reason_and_limits_in_the_clients_language() {
    let mut body = ObjectReader::new(br#"{"seats": 99, "when": true}"#, Limits::DEFAULT).unwrap();
    let seats = body.required("seats", Quantity::parse);
    let violations = body.finish((seats,)).unwrap_err();
    assert_eq!(
        serde_json::to_value(violations.details(Locale::En)).unwrap(),
        serde_json::json!([
            {"pointer": "/seats", "code": "out_of_range", "message": "must be between 1 and 50", "params": {"min": 1, "max": 50}},
            {"pointer": "/when", "code": "unknown_field", "message": "this field is not known here"},
        ])
    );
    let arabic = serde_json::to_value(violations.details(Locale::Ar)).unwrap();
    assert_eq!(arabic[1]["message"], "هذا الحقل غير معروف");
    let wrong = Violations::from(Code::WrongType { expected: Kind::List });
    let detail = wrong.details(Locale::En).iter().next().unwrap();
    assert_eq!(
        (detail.pointer(), detail.code(), detail.message().as_str()),
        ("", Code::WrongType { expected: Kind::List }, "must be a list")
    );
    assert_eq!(serde_json::to_value(detail).unwrap()["params"]["expected"], "list");
}

#[test]
fn no_json_of_an_error_repeats_a_value() {
    const CANARY: &str = "hunter2 canary";
    let body = format!(
        r#"{{"restaurantId":"{CANARY}","items":[{{"menuItemId":"{CANARY}","quantity":"{CANARY}"}}],"deliveryAddress":"{CANARY}","{CANARY}":1}}"#
    );
    let violations = Order::parse(body.as_bytes()).unwrap_err();
    assert_eq!(violations.len(), 5);
    for locale in Locale::ALL {
        let json = serde_json::to_string(&violations.details(locale)).unwrap();
        assert!(!json.contains("hunter2"), "{json}");
        assert!(!format!("{:?}", violations.details(locale)).contains("hunter2"));
    }
}

#[test]
fn languages_are_negotiated() {
    for (header, locale) in [
        ("ar", Locale::Ar),
        ("ar-SA,ar;q=0.9,en;q=0.8", Locale::Ar),
        ("en-GB, ar", Locale::En),
        ("fr", Locale::En),
        ("", Locale::En),
        ("AR", Locale::Ar),
        ("ar;q=0, fr", Locale::En),
        ("*", Locale::En),
        (";;;,,,q=", Locale::En),
    ] {
        assert_eq!(Locale::negotiate(header), locale, "{header}");
    }
}
