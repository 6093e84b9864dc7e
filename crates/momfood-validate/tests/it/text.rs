//! Text of people: what is kept, what is counted, what is refused; and foreign text in logs and in HTML.

use momfood_validate::{Code, Line, LogSafe, RestaurantName, Street, Text, escape_html};

#[test]
fn nothing_is_encoded_and_nothing_but_blanks_around_is_dropped() {
    let text = Text::<0, 100>::parse("  Tom & Jerry's <b>best</b>\r\nsecond line  ").unwrap();
    assert_eq!(text.as_str(), "Tom & Jerry's <b>best</b>\nsecond line");
}

#[test]
fn hidden_characters_are_refused_and_visible_ones_are_not() {
    for raw in [
        "a\u{202E}b",
        "a\u{2066}b",
        "a\0",
        "a\u{1B}[2J",
        "a\rb",
        "a\u{FEFF}b",
        "a\u{2028}b",
        "a\u{E0041}",
        "a\tb",
        "\u{200B}",
    ] {
        assert_eq!(Text::<0, 100>::parse(raw), Err(Code::ForbiddenCharacter), "{raw:?}");
    }
    for raw in ["👩‍👩‍👦", "عبد\u{200C}الله", "naïve – “quoted” …", "日本語", "5 × 3 = ١٥"]
    {
        assert!(Text::<0, 100>::parse(raw).is_ok(), "{raw}");
    }
    assert_eq!(Line::<0, 100>::parse("a\nb"), Err(Code::ForbiddenCharacter));
}

#[test]
fn length_counts_what_people_count() {
    assert!(Line::<1, 1>::parse("👩‍👩‍👦").is_ok());
    assert!(Line::<1, 25>::parse(&"ش".repeat(25)).is_ok());
    assert_eq!(Line::<1, 25>::parse(&"ش".repeat(26)), Err(Code::TooLong { max: 25 }));
    assert_eq!(Line::<2, 25>::parse("e\u{301}"), Err(Code::TooShort { min: 2 }));
    assert_eq!(Line::<1, 25>::parse(" \n "), Err(Code::Required));
    assert_eq!(
        Line::<1, 25>::parse(&"a\u{301}".repeat(100)),
        Err(Code::TooManyBytes { max: 264 })
    );
    assert!(Text::<0, 500>::parse("").is_ok());
}

#[test]
fn places_and_restaurants_keep_their_punctuation() {
    for raw in [
        "Apt #4, 12/3 O'Connell St.",
        "شارع الملك فهد -- خلف البنك",
        "1 OR 1 Plaza",
    ] {
        assert_eq!(Street::parse(raw).unwrap().as_str(), raw);
    }
    assert_eq!(Street::parse("abcd"), Err(Code::TooShort { min: 5 }));
    assert_eq!(
        RestaurantName::parse("Mom's & Sons; est. 1984").unwrap().as_str(),
        "Mom's & Sons; est. 1984"
    );
}

#[test]
fn debug_of_what_people_write_privately_is_masked() {
    assert_eq!(
        format!("{:?}", Street::parse("12 King Fahd Rd").unwrap()),
        "Street(***)"
    );
    assert_eq!(
        format!("{:?}", Text::<0, 50>::parse("gate code 4711").unwrap()),
        "Text(14 bytes)"
    );
}

#[test]
fn logged_text_is_escaped_and_cut() {
    assert_eq!(LogSafe("a\r\nb\u{202E}\\").to_string(), r"a\u{d}\u{a}b\u{202e}\u{5c}");
    assert_eq!(LogSafe(&"a".repeat(2000)).to_string().chars().count(), 1025);
}

#[test]
fn escaped_html_has_no_meaning_left() {
    assert_eq!(
        escape_html("<a href='x'>\"&</a>"),
        "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&lt;/a&gt;"
    );
    assert!(matches!(escape_html("مرحبا"), std::borrow::Cow::Borrowed(_)));
}
