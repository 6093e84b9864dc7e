//! The exported laws, over every parser of the crate.

use momfood_validate::{
    Code, Email, Iban, Line, LogSafe, Money, NationalId, Password, PasswordPolicy, PersonName, RestaurantName, SafeArg,
    SafePath, SaudiPhone, SqlIdentifier, Street, Text, Uuid, parser_laws,
};

fn password(raw: &str) -> Result<Password, Vec<Code>> {
    PasswordPolicy::nist().check(raw, &["Sara O'Brien", "sara@example.com"])
}

fn sort_order(raw: &str) -> Result<SqlIdentifier, Code> {
    SqlIdentifier::parse(raw, &["created_at", "price"])
}

parser_laws! {
    email: Email::parse, |email| email.as_str().to_owned(), ["o'brien@example.com", "a+tag@مثال.السعودية"];
    phone: SaudiPhone::parse, |phone| phone.as_str().to_owned(), ["0551234567", "+966 55 123 4567", "8001234567"];
    mobile: SaudiPhone::parse_mobile, |phone| phone.as_str().to_owned(), ["0551234567"];
    person_name: PersonName::parse, |name| name.as_str().to_owned(), ["O'Brien", "عبد\u{200C}الله", "José"];
    national_id: NationalId::parse, |id| id.expose().to_owned(), ["1000000008"];
    iban: Iban::parse, |iban| iban.expose().to_owned(), ["SA03 8000 0000 6080 1016 7519"];
    money: Money::parse, ToString::to_string, ["12.50", "١٢٫٥"];
    uuid: Uuid::parse, ToString::to_string, ["00000000-0000-4000-8000-000000000001"];
    text: Text::<0, 500>::parse, |text| text.as_str().to_owned(), ["two\nlines", "مرحبا"];
    line: Line::<1, 80>::parse, |line| line.as_str().to_owned(), ["Tom & Jerry"];
    restaurant_name: RestaurantName::parse, |name| name.as_str().to_owned(), ["Mom's & Sons"];
    street: Street::parse, |street| street.as_str().to_owned(), ["12/3 O'Connell St., Apt #4"];
    path: SafePath::parse, |path| path.as_str().to_owned(), ["menus/2026/photo.jpg"];
    argument: SafeArg::parse, |argument| argument.as_str().to_owned(), ["Tom & Jerry"];
    identifier: sort_order, |name| name.as_str().to_owned(), ["price"];
    new_password: password, |password| password.expose().to_owned(), ["correct horse battery"];
}

#[cfg(feature = "html")]
parser_laws! {
    html: momfood_validate::SafeHtml::sanitize, ToString::to_string, ["<b>Tom</b> & <i>Jerry"];
}

#[test]
fn a_logged_text_is_one_line_and_moves_nothing() {
    for text in momfood_validate::laws::hostile_texts(&["ok"]) {
        let shown = LogSafe(&text).to_string();
        let moves = |c: char| c.is_control() || "\u{61C}\u{200E}\u{200F}\u{2028}\u{202E}\u{2066}".contains(c);
        assert!(!shown.chars().any(moves), "{shown:?}");
    }
}
