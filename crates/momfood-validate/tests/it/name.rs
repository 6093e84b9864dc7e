//! Names of persons in Arabic and Latin script, and what hides in them.

use momfood_validate::{Code, PersonName};

fn parse(raw: &str) -> Result<String, Code> {
    PersonName::parse(raw).map(|name| name.as_str().to_owned())
}

#[test]
fn names_that_the_plan_refused_are_accepted() {
    for raw in [
        "O'Brien",
        "O’Brien",
        "Al-Harbi",
        "José",
        "عبد\u{200C}الله",
        "عبد الله",
        "آل سعود",
        "محمّد",
        "A",
        "ش",
        "Nguyễn Văn",
        "Müller-Lüdenscheidt",
        "St. John",
        "Ñandú",
        "Þórr",
        "فاطمة الزهراء",
        "گلشیری",
        "D'Angelo Jr.",
        "Łukasz",
        "ʻAlī",
    ] {
        assert_eq!(parse(raw).as_deref(), Ok(raw), "{raw}");
    }
}

#[test]
fn names_are_trimmed_collapsed_and_composed() {
    assert_eq!(parse("  Sara   Al-Harbi ").as_deref(), Ok("Sara Al-Harbi"));
    assert_eq!(parse("Jose\u{301}").as_deref(), Ok("José"));
    assert_eq!(PersonName::parse("Jose\u{301}"), PersonName::parse("José"));
}

#[test]
fn hidden_characters_are_refused() {
    for raw in [
        "Ali\nadmin",
        "Ali\u{202E}nimda",
        "Ali\u{2066}x",
        "Ali\u{61C}",
        "Ali\u{600}",
        "Ali\u{200B}",
        "Ali\u{FEFF}",
        "Ali\0",
        "Ali\u{E0041}",
        "Ali\u{AD}",
        "Ali\t",
        "Ali\u{2028}x",
    ] {
        assert_eq!(parse(raw), Err(Code::ForbiddenCharacter), "{raw:?}");
    }
}

#[test]
fn what_is_no_name_is_refused() {
    for raw in [
        "Ali7",
        "Али",
        "Аli",
        "李",
        "Ali😀",
        "<b>Ali</b>",
        "Ali;",
        "Ali_",
        "-",
        "'",
        "...",
        "ـــ",
        "\u{301}li",
        "٣",
        "Ali, Sara",
        "A\u{200D}li",
        "ab\u{200C}",
        "q\u{301}\u{302}\u{303}\u{304}\u{306}",
    ] {
        assert_eq!(parse(raw), Err(Code::InvalidName), "{raw:?}");
    }
    assert_eq!(parse("   "), Err(Code::Required));
}

#[test]
fn length_counts_what_people_count() {
    assert!(parse(&"ش".repeat(100)).is_ok());
    assert_eq!(parse(&"ش".repeat(101)), Err(Code::TooLong { max: 100 }));
    // A letter with its mark is one character.
    assert!(parse(&"q\u{301}".repeat(100)).is_ok());
    assert_eq!(parse(&"a".repeat(1025)), Err(Code::TooManyBytes { max: 1024 }));
}

#[test]
fn a_word_of_two_scripts_is_flagged_and_accepted() {
    assert!(PersonName::parse("Aliعلي").unwrap().is_mixed_script());
    assert!(!PersonName::parse("Ali علي").unwrap().is_mixed_script());
    assert!(!PersonName::parse("Al-علي").unwrap().is_mixed_script());
}
