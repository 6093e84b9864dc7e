//! Saudi telephone numbers. Vectors marked VJ are the ar-SA phones of validator.js test/validators.test.js (MIT).

use momfood_validate::{Code, PhoneKind, SaudiPhone};

fn e164(raw: &str) -> Result<String, Code> {
    SaudiPhone::parse(raw).map(|phone| phone.as_str().to_owned())
}

#[test]
fn every_way_to_write_a_mobile_number_is_one_number() {
    for raw in [
        "0512345678",
        "512345678",
        "+966512345678",
        "00966512345678",
        "966512345678",
        "+966 51 234 5678",
        "(051) 234-5678",
        "051.234.5678",
        "٠٥١٢٣٤٥٦٧٨",
        "۰۵۱۲۳۴۵۶۷۸",
        "+٩٦٦ ٥١ ٢٣٤ ٥٦٧٨",
        "\u{202A}+966512345678\u{202C}",
        "051\u{A0}234\u{A0}5678",
    ] {
        assert_eq!(e164(raw).as_deref(), Ok("+966512345678"), "{raw:?}");
    }
}

#[test]
fn numbers_of_validator_js_are_accepted_except_its_slip() {
    for raw in ["0556578654", "+966556578654", "966556578654", "596578654", "572655597"] {
        assert!(e164(raw).is_ok(), "{raw}"); // VJ, valid
    }
    for raw in ["12345", "", "+9665626626262", "+96633252", "+96629999999999"] {
        assert!(e164(raw).is_err(), "{raw}"); // VJ, invalid
    }
    // Its pattern has an optional `!` in front; nobody's number has one.
    assert_eq!(e164("!966556578654"), Err(Code::InvalidPhone));
}

#[test]
fn numbers_that_the_plan_let_through_are_refused() {
    for raw in [
        "0612345678",
        "0712345678",
        "0812345678",
        "0912345678",
        "920012345",
        "925001234",
    ] {
        let expected = if raw == "920012345" {
            Ok(PhoneKind::Unified)
        } else {
            Err(Code::InvalidPhone)
        };
        assert_eq!(SaudiPhone::parse(raw).map(|phone| phone.kind()), expected, "{raw}");
    }
}

#[test]
fn kinds_are_told_apart() {
    for (raw, kind) in [
        ("0512345678", PhoneKind::Mobile),
        ("0112345678", PhoneKind::Landline),
        ("920012345", PhoneKind::Unified),
        ("8001234567", PhoneKind::TollFree),
    ] {
        assert_eq!(SaudiPhone::parse(raw).unwrap().kind(), kind, "{raw}");
    }
    assert_eq!(SaudiPhone::parse_mobile("0112345678"), Err(Code::PhoneKindNotAccepted));
    assert!(SaudiPhone::parse_kind("0112345678", &[PhoneKind::Mobile, PhoneKind::Landline]).is_ok());
}

#[test]
fn other_countries_and_other_characters_are_refused() {
    for raw in [
        "+971512345678",
        "+1 202 555 0123",
        "0512345678 ext 5",
        "05123456789",
        "051234567",
        "+966+512345678",
        "0512345678\n",
        "05１2345678",
        "０５１２３４５６７８",
        "++966512345678",
    ] {
        assert_eq!(e164(raw), Err(Code::InvalidPhone), "{raw:?}");
    }
    assert_eq!(e164(" - "), Err(Code::Required));
}

#[test]
fn debug_shows_the_kind_only() {
    let phone = SaudiPhone::parse("0512345678").unwrap();
    assert_eq!(format!("{phone:?}"), "SaudiPhone(Mobile, ***)");
}
