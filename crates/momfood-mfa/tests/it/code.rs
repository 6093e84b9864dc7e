//! Reading codes: what is dropped, what is folded, what is refused.

use momfood_mfa::{BackupCode, ChallengeId, Code, CodeError, UserId};
use proptest::prelude::*;

#[test]
fn digits_of_four_scripts_are_one_code() {
    for text in ["012345", "٠١٢٣٤٥", "۰۱۲۳۴۵", "０１２３４５", "0١۲３45"] {
        assert_eq!(Code::<6>::parse(text).unwrap().expose(), "012345", "{text}");
    }
}

#[test]
fn marks_that_nobody_sees_are_dropped() {
    for text in [
        " 123456 ",
        "123 456",
        "123-456",
        "1 2 3 4 5 6",
        "123\u{A0}456",
        "\u{200E}123456\u{200F}",
        "\u{2066}123456\u{2069}",
        "\u{202A}123456\u{202C}",
        "\u{FEFF}123456",
        "\u{61C}123456",
        "123\u{202F}456",
        "\t123456",
    ] {
        assert_eq!(Code::<6>::parse(text).unwrap().expose(), "123456", "{text:?}");
    }
}

#[test]
fn anything_else_is_refused() {
    for (text, expected) in [
        ("", CodeError::Length),
        ("12345", CodeError::Length),
        ("1234567", CodeError::Length),
        ("٠١٢", CodeError::Length),
        ("+12345", CodeError::NotADigit),
        ("12345+", CodeError::NotADigit),
        ("0x1234", CodeError::NotADigit),
        ("１２３４５🍔", CodeError::NotADigit),
        ("12345\n", CodeError::NotADigit),
        ("12345\0", CodeError::NotADigit),
        ("12345²", CodeError::NotADigit),
        ("१२३४५६", CodeError::NotADigit),
        ("1.2345", CodeError::NotADigit),
        (&" ".repeat(129), CodeError::TooLong),
    ] {
        assert_eq!(Code::<6>::parse(text).unwrap_err(), expected, "{text:?}");
    }
}

#[test]
fn backup_codes_fold_what_looks_alike() {
    let code = BackupCode::parse("oOiI-lL01-ABCD-EFGH-JKMN-PQRS").unwrap();
    assert_eq!(*code.to_text(), "0011-1101-ABCD-EFGH-JKMN-PQRS");
    for text in [
        "",
        "0011",
        "UUUU-0000-0000-0000-0000-0000",
        "0000-0000-0000-0000-0000-0000-0",
        "é000-0000-0000-0000-0000-0000",
    ] {
        assert!(BackupCode::parse(text).is_err(), "{text}");
    }
}

#[test]
fn ids_have_one_spelling() {
    let id = ChallengeId::from_bytes([0xAB; 16]);
    assert_eq!(ChallengeId::parse(&id.to_string()).unwrap(), id);
    for text in [
        "",
        "ab",
        &"AB".repeat(16),
        &"ab".repeat(17),
        &format!("+{}", "0".repeat(31)),
        &"٠".repeat(16),
    ] {
        assert!(ChallengeId::parse(text).is_err(), "{text}");
    }
    for text in ["", "a b", "a:b", "a/b", "a{b}", "é", "a\0", &"a".repeat(65)] {
        assert!(UserId::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics_and_is_idempotent(text in ".{0,40}") {
        if let Ok(code) = Code::<6>::parse(&text) {
            prop_assert!(code.expose().len() == 6 && code.expose().bytes().all(|byte| byte.is_ascii_digit()));
            let again = Code::<6>::parse(code.expose()).unwrap();
            prop_assert_eq!(again.expose(), code.expose());
        }
        if let Ok(code) = BackupCode::parse(&text) {
            let again = BackupCode::parse(&code.to_text()).unwrap();
            prop_assert_eq!(again.to_text(), code.to_text());
        }
    }

    #[test]
    fn any_spelling_of_a_code_reads_as_the_code(
        digits in prop::collection::vec((0_u32..10, 0_usize..4, prop::sample::select(vec!["", " ", "-", "\u{200F}", "\u{A0}"])), 6)
    ) {
        let zeros = ['0', '\u{660}', '\u{6F0}', '\u{FF10}'];
        let typed: String = digits
            .iter()
            .map(|(value, script, mark)| format!("{}{mark}", char::from_u32(u32::from(zeros[*script]) + value).unwrap()))
            .collect();
        let expected: String = digits.iter().map(|(value, ..)| value.to_string()).collect();
        let code = Code::<6>::parse(&typed).unwrap();
        prop_assert_eq!(code.expose(), expected);
    }
}
