//! The guard finds the schemes' test numbers however people write them, and leaves other numbers alone.

use momfood_crypto::card::{CardScheme, MAX_CARD_TEXT_LEN, PanError, refuse_pan, refuse_pan_in_json};
use proptest::prelude::*;

/// Numbers that the schemes and gateways publish for tests, and for mada one with a check digit of ours.
const TEST_NUMBERS: &[(&str, CardScheme)] = &[
    ("4111111111111111", CardScheme::Visa),
    ("4012888888881881", CardScheme::Visa),
    ("4222222222222", CardScheme::Visa),
    ("5555555555554444", CardScheme::Mastercard),
    ("5105105105105100", CardScheme::Mastercard),
    ("2223003122003222", CardScheme::Mastercard),
    ("378282246310005", CardScheme::Amex),
    ("371449635398431", CardScheme::Amex),
    ("6011111111111117", CardScheme::Discover),
    ("30569309025904", CardScheme::Diners),
    ("38520000023237", CardScheme::Diners),
    ("3530111333300000", CardScheme::Jcb),
    ("6200000000000005", CardScheme::UnionPay),
    ("6205500000000000004", CardScheme::UnionPay),
    ("6759649826438453", CardScheme::Maestro),
    ("5888480000000000", CardScheme::Mada),
    ("9682010000000005", CardScheme::Mada),
];

fn with_check_digit(body: &str) -> String {
    (0..10)
        .map(|digit| format!("{body}{digit}"))
        .find(|number| luhn(number))
        .unwrap()
}

/// Written apart from the crate's, by the table of the doubled digits.
fn luhn(number: &str) -> bool {
    let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let digits = number.bytes().rev().map(|byte| usize::from(byte - b'0')).enumerate();
    digits
        .map(|(place, digit)| if place % 2 == 1 { doubled[digit] } else { digit })
        .sum::<usize>()
        % 10
        == 0
}

fn grouped(number: &str, by: &[usize], separator: &str) -> String {
    let mut rest = number;
    let mut groups = Vec::new();
    for len in by.iter().copied().cycle() {
        let (group, tail) = rest.split_at(len.min(rest.len()));
        groups.push(group);
        rest = tail;
        if rest.is_empty() {
            break;
        }
    }
    groups.join(separator)
}

#[test]
fn the_test_numbers_of_all_schemes_are_found() {
    for (number, scheme) in TEST_NUMBERS {
        assert!(luhn(number), "{number}");
        assert_eq!(refuse_pan(number), Err(PanError::Found(*scheme)), "{number}");
        assert_eq!(refuse_pan_in_json(number), Err(PanError::Found(*scheme)), "{number}");
    }
}

#[test]
fn a_pan_is_found_however_it_is_written() {
    let arabic: String = "4111111111111111"
        .chars()
        .map(|digit| if digit == '4' { '٤' } else { '١' })
        .collect();
    let persian: String = "4111111111111111"
        .chars()
        .map(|digit| if digit == '4' { '۴' } else { '۱' })
        .collect();
    for (number, _) in TEST_NUMBERS {
        for separator in [" ", "-", ".", "\u{a0}", "–", "  ", " - ", "\u{200f} "] {
            for by in [&[4][..], &[4, 6, 9], &[6, 13]] {
                let text = grouped(number, by, separator);
                for text in [
                    format!("pay with {text}, please"),
                    text.clone(),
                    format!("<{text}>"),
                    format!("-{text}."),
                ] {
                    assert!(refuse_pan(&text).is_err(), "{text:?}");
                }
            }
        }
    }
    let (arabic_groups, marked) = (
        arabic.chars().collect::<Vec<_>>(),
        "\u{200e}41111111\u{200b}11111111\u{200f}",
    );
    let arabic_groups: String = arabic_groups
        .chunks(4)
        .flat_map(|group| group.iter().chain([&' ']))
        .collect();
    for text in [
        &*arabic,
        &persian,
        &arabic_groups,
        marked,
        "card4111111111111111x",
        "بطاقة4111111111111111",
        "pan=4111111111111111;",
        "card_4111111111111111_visa",
        "ORD-4111111111111111",
        "order-4111 1111 1111 1111",
        "4111111111111111-4111111111111112",
        "0501234567 4111 1111 1111 1111 12/27 123",
        "4111 1111 1111 1112 4111 1111 1111 1111",
        "SA0380000000608010167519 4111111111111111",
        "SA03 8000 0000 6080 1016 7519, 4111 1111 1111 1111",
        "4111111111111111\n",
    ] {
        assert_eq!(refuse_pan(text), Err(PanError::Found(CardScheme::Visa)), "{text:?}");
    }
}

#[test]
fn near_misses_are_left_alone() {
    for (number, _) in TEST_NUMBERS {
        let last = number.len() - 1;
        let digit = (number.as_bytes()[last] - b'0' + 1) % 10;
        let mistyped = format!("{}{digit}", &number[..last]);
        assert_eq!(refuse_pan(&mistyped), Ok(()), "{mistyped}");
        // A digit more at the front makes it another number.
        assert_eq!(refuse_pan(&format!("1{number}")), Ok(()));
    }
    let (twelve, twenty) = (with_check_digit("41111111111"), with_check_digit("4111111111111111111"));
    let (no_scheme, fourteen) = (with_check_digit("111111111111111"), with_check_digit("4111111111111"));
    for text in [
        &*twelve,
        &twenty,
        &no_scheme,
        &fourteen,
        "411111******1111",
        "4111\n1111\n1111\n1111",
        "4111, 1111, 1111, 1111",
        "4111    1111 1111 1111",
        "4 111 111 111 111 111",
        "",
        "طلب رقم ١٢",
    ] {
        assert_eq!(refuse_pan(text), Ok(()), "{text:?}");
    }
}

#[test]
fn uuids_phones_ibans_and_times_are_left_alone() {
    for text in [
        // Each has 16 digits in a row, across its groups or within, that would be a PAN alone.
        "41111111-1111-1111-aaaa-aaaaaaaaaaaa",
        "aaaaaaaa-4111-1111-1111-111111111111",
        "00000000-0000-4111-1111-111111111111",
        "aaaa4111111111111111aaaaaaaaaaaa",
        "4111111111111111aaaaaaaaaaaaaaaa",
        "A4111111111111111",
        // Spaced IBANs of banks 40 and 45.
        "SA03 4111 1111 1111 1111 7519",
        "sa03 8000 4111 1111 1111 1111",
        "SA0341111111111111117519",
        "+966 50 123 4567, +966 55 765 4321",
        "0501234567 0557654321 920000123",
        "٠٥٠١٢٣٤٥٦٧",
        "1790000000000",
        "2026-11-25T02:59:14.123456Z",
        "2026-11-25 02:59:14 4111",
        "1012345678 2112345678",
    ] {
        assert_eq!(refuse_pan(text), Ok(()), "{text:?}");
    }
}

#[test]
fn json_is_read_with_its_escapes_and_each_value_for_itself() {
    for json in [
        r#"{"note":"card 4111 1111 1111 1111"}"#,
        r#"{"card":4111111111111111}"#,
        r#"{"card":-4111111111111111.0}"#,
        r#"{"4111111111111111":true}"#,
        r#"["\u0034111111111111111"]"#,
        r#"["4111\u00201111\t1111 1111"]"#,
        r#"["\n4111111111111111\\"]"#,
        r#"["\u0664\u06611111111111111\u0661"]"#,
        r#"["\ud83d\ude004111111111111111"]"#,
    ] {
        assert_eq!(
            refuse_pan_in_json(json),
            Err(PanError::Found(CardScheme::Visa)),
            "{json}"
        );
    }
    for json in [
        r#"["4111","1111","1111","1111"]"#,
        r#"[4111,1111,1111,1111]"#,
        r#"["4111\n1111\n1111\n1111"]"#,
        r#"{"id":"00000000-0000-4111-1111-111111111111","at":1790000000000}"#,
        // `\u0041` is a letter, and 14 digits are no card.
        r#"["\u004111111111111111"]"#,
        r#"["\u","\u12","\"#,
        "",
    ] {
        assert_eq!(refuse_pan_in_json(json), Ok(()), "{json}");
    }
    // In plain text the escape is what it says, and the digits are not whole.
    assert_eq!(refuse_pan(r"\u003111111111111111"), Ok(()));
}

#[test]
fn texts_are_bounded_and_refusals_tell_nothing() {
    assert_eq!(refuse_pan(&" ".repeat(MAX_CARD_TEXT_LEN)), Ok(()));
    for guard in [refuse_pan, refuse_pan_in_json] {
        let error = guard(&"x".repeat(MAX_CARD_TEXT_LEN + 1)).unwrap_err();
        assert_eq!((error, error.code()), (PanError::Length, "pan_text_length"));
    }
    let error = refuse_pan("4111111111111111").unwrap_err();
    assert_eq!(error.to_string(), "the text holds a Visa card number");
    assert_eq!(error.code(), "pan_found");
    // The worst texts: all digits, and all groups of one.
    for text in [
        "4".repeat(MAX_CARD_TEXT_LEN),
        "4 ".repeat(MAX_CARD_TEXT_LEN / 2),
        "4444-".repeat(MAX_CARD_TEXT_LEN / 5),
    ] {
        assert_eq!(refuse_pan(&text), Ok(()));
    }
}

proptest! {
    #[test]
    fn every_visa_number_is_found_in_any_words(body in "4[0-9]{14}", before in "[g-z ]{0,20} ", after in " [g-z ]{0,20}") {
        let pan = with_check_digit(&body);
        for text in [format!("{before}{pan}{after}"), format!("{before}{}{after}", grouped(&pan, &[4], "-"))] {
            prop_assert_eq!(refuse_pan(&text), Err(PanError::Found(CardScheme::Visa)));
        }
    }

    #[test]
    fn a_single_wrong_digit_is_always_seen(body in "4[0-9]{14}", place in 1..16_usize, by in 1..10_u8) {
        let mut pan = with_check_digit(&body).into_bytes();
        pan[place] = b'0' + (pan[place] - b'0' + by) % 10;
        prop_assert_eq!(refuse_pan(&String::from_utf8(pan).unwrap()), Ok(()));
    }

    #[test]
    fn every_uuid_is_left_alone(bytes: [u8; 16], digits: bool) {
        let hex: String = bytes.iter().map(|byte| if digits { format!("{:02}", byte % 100) } else { format!("{byte:02x}") }).collect();
        let uuid = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
        prop_assert_eq!(refuse_pan(&uuid), Ok(()));
        prop_assert_eq!(refuse_pan_in_json(&format!("{{\"id\":\"{uuid}\"}}")), Ok(()));
    }

    #[test]
    fn no_text_makes_the_guard_panic(text in "[0-9 .u٠-٩a-gs\\\\-]{0,120}|\\PC{0,80}") {
        let _ = (refuse_pan(&text), refuse_pan_in_json(&text));
    }
}
