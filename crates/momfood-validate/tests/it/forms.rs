//! The three forms of the plan, from JSON bytes to typed structs, with all errors at once.

use momfood_validate::form::{Json, Limits, Order, Register, Restaurant};
use momfood_validate::{Code, Kind, Locale, MAX_VIOLATIONS, ObjectReader, PasswordPolicy, Quantity, Violations};

const REGISTER: &str = r#"{"email":"Sara.O'Brien@example.com","password":"correct horse battery","firstName":"سارة",
    "lastName":"O’Brien-Al Harbi","phone":"٠٥٥ ١٢٣ ٤٥٦٧","nationalId":"1000000008","iban":"SA03 8000 0000 6080 1016 7519"}"#;
const DISH: &str = "00000000-0000-4000-8000-000000000001";

fn register(body: &str) -> Result<Register, Violations> {
    Register::parse(body.as_bytes(), &PasswordPolicy::nist())
}

fn found(violations: &Violations) -> Vec<(&str, &str)> {
    violations
        .iter()
        .map(|violation| (violation.pointer(), violation.code().as_str()))
        .collect()
}

fn order(items: &str) -> Result<Order, Violations> {
    let body =
        format!(r#"{{"restaurantId":"{DISH}","items":{items},"deliveryAddress":{{"street":"12 King Fahd Rd"}}}}"#);
    Order::parse(body.as_bytes())
}

fn item(quantity: &str) -> String {
    format!(r#"{{"menuItemId":"{DISH}","quantity":{quantity}}}"#)
}

#[test]
fn valid_registration_is_parsed_into_types() {
    let form = register(REGISTER).unwrap();
    assert_eq!(form.email.as_str(), "Sara.O'Brien@example.com");
    assert_eq!(form.phone.unwrap().as_str(), "+966551234567");
    assert_eq!(form.national_id.unwrap().expose(), "1000000008");
    assert_eq!(form.iban.unwrap().expose(), "SA0380000000608010167519");
    assert_eq!(form.password.expose(), "correct horse battery");
}

#[test]
fn optional_fields_may_be_missing_null_or_empty() {
    let body = r#"{"email":"a@example.com","password":"correct horse battery","firstName":"A","lastName":"B","phone":"","iban":null}"#;
    let form = register(body).unwrap();
    assert!(form.phone.is_none() && form.national_id.is_none() && form.iban.is_none());
}

#[test]
fn all_errors_of_a_registration_are_reported_at_once() {
    let body = r#"{"email":"nobody","password":"short","firstName":7,"phone":"0112345678","role":"admin"}"#;
    assert_eq!(
        found(&register(body).unwrap_err()),
        [
            ("/email", "invalid_email"),
            ("/firstName", "wrong_type"),
            ("/lastName", "required"),
            ("/password", "too_short"),
            ("/phone", "phone_kind_not_accepted"),
            ("/role", "unknown_field"),
        ]
    );
}

#[test]
fn a_role_cannot_be_assigned_by_registering() {
    let body = REGISTER.replace("{\"email\"", "{\"role\":\"admin\",\"email\"");
    assert_eq!(found(&register(&body).unwrap_err()), [("/role", "unknown_field")]);
}

#[test]
fn every_fault_of_a_password_is_reported_under_the_plans_policy() {
    let body = REGISTER.replace("correct horse battery", "qwerty");
    let violations = Register::parse(body.as_bytes(), &PasswordPolicy::plan()).unwrap_err();
    let codes: Vec<_> = violations.iter().map(|violation| violation.code().as_str()).collect();
    assert_eq!(
        codes,
        [
            "too_short",
            "password_needs_uppercase",
            "password_needs_digit",
            "password_needs_symbol",
            "password_too_common"
        ]
    );
}

#[test]
fn a_password_built_from_the_users_own_name_is_refused() {
    let body = REGISTER
        .replace("correct horse battery", "o'brien2026")
        .replace("O’Brien-Al Harbi", "Brien");
    assert_eq!(
        found(&register(&body).unwrap_err()),
        [("/password", "password_too_personal")]
    );
}

#[test]
fn errors_of_nested_items_point_to_their_place() {
    let items = format!(
        "[{},{},{}]",
        item("1"),
        item("51"),
        r#"{"menuItemId":"x","quantity":"5","price":1}"#
    );
    assert_eq!(
        found(&order(&items).unwrap_err()),
        [
            ("/items/1/quantity", "out_of_range"),
            ("/items/2/menuItemId", "invalid_uuid"),
            ("/items/2/quantity", "wrong_type"),
            ("/items/2/price", "unknown_field"),
        ]
    );
}

#[test]
fn quantities_that_the_plan_let_through_are_refused() {
    for quantity in [
        "\"abc\"",
        "1.5",
        "[5]",
        "true",
        "\"1e1\"",
        "{}",
        "\"5; drop\"",
        "0",
        "-1",
        "51",
        "1e1",
        "null",
        "-0.0",
    ] {
        assert!(order(&format!("[{}]", item(quantity))).is_err(), "{quantity}");
    }
    assert!(order(&format!("[{}]", item("50"))).is_ok());
}

#[test]
fn orders_have_between_one_and_a_hundred_items() {
    assert_eq!(found(&order("[]").unwrap_err()), [("/items", "too_few_items")]);
    let many = vec![item("1"); 101].join(",");
    assert_eq!(
        found(&order(&format!("[{many}]")).unwrap_err()),
        [("/items", "too_many_items")]
    );
    let most = vec![item("1"); 100].join(",");
    assert_eq!(order(&format!("[{most}]")).unwrap().items.len(), 100);
}

#[test]
fn restaurant_takes_any_kind_of_phone_and_checks_the_place() {
    let body = r#"{"name":"مطعم Mom's & Sons","phone":"920001234",
        "address":{"street":"شارع الملك فهد #4","latitude":24.7,"longitude":46}}"#;
    let form = Restaurant::parse(body.as_bytes()).unwrap();
    assert_eq!(
        (form.address.latitude.degrees(), form.address.longitude.degrees()),
        (24.7, 46.0)
    );
    let outside = body.replace("24.7", "90.0000001").replace(":46", ":\"46\"");
    assert_eq!(
        found(&Restaurant::parse(outside.as_bytes()).unwrap_err()),
        [
            ("/address/latitude", "out_of_range"),
            ("/address/longitude", "wrong_type")
        ]
    );
}

#[test]
fn doubled_names_are_refused_with_their_place() {
    let items = r#"[{"menuItemId":"x","quantity":1,"quantity":50}]"#;
    assert_eq!(
        found(&order(items).unwrap_err()),
        [("/items/0/quantity", "duplicate_field")]
    );
    let escaped = r#"{"email":"a@example.com","e\u006dail":"b@example.com"}"#;
    assert_eq!(found(&register(escaped).unwrap_err()), [("/email", "duplicate_field")]);
}

#[test]
fn bodies_beyond_the_limits_are_refused() {
    let refused = |body: &[u8]| Json::read(body, Limits::DEFAULT).map(|_| ()).unwrap_err();
    assert_eq!(
        refused(&vec![b' '; 16 * 1024 + 1]).code(),
        Code::BodyTooLarge { max: 16 * 1024 }
    );
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(8), "]".repeat(8));
    assert_eq!(refused(deep.as_bytes()).code(), Code::TooDeep { max: 8 });
    assert_eq!(refused("[".repeat(10_000).as_bytes()).code(), Code::TooDeep { max: 8 });
    assert_eq!(
        refused(format!("[{}0]", "0,".repeat(256)).as_bytes()).code(),
        Code::TooManyItems { max: 256 }
    );
    let wide: Vec<_> = (0..65).map(|index| format!("\"f{index}\":0")).collect();
    assert_eq!(
        refused(format!("{{{}}}", wide.join(",")).as_bytes()).code(),
        Code::TooManyFields { max: 64 }
    );
}

#[test]
fn bodies_that_are_no_json_object_are_refused() {
    for body in [
        &b""[..],
        b"{",
        b"\xFF\xFE",
        b"{\"email\":\"\xC0\xAE\"}",
        b"NaN",
        b"{\"a\":1e400}",
        b"{} {}",
        b"{\"a\":\"\\ud800\"}",
    ] {
        assert_eq!(
            found(&Order::parse(body).unwrap_err()),
            [("", "malformed_json")],
            "{body:?}"
        );
    }
    assert_eq!(found(&Order::parse(b"[]").unwrap_err()), [("", "wrong_type")]);
}

#[test]
fn a_value_that_was_read_by_others_can_be_taken_over() {
    let value: serde_json::Value = serde_json::from_str(REGISTER).unwrap();
    let body = ObjectReader::from_json(Json::from_value(&value, Limits::DEFAULT).unwrap()).unwrap();
    assert!(Register::read(body, &PasswordPolicy::nist()).is_ok());
}

#[test]
fn lists_of_scalars_report_the_place_of_each_fault() {
    let mut body = ObjectReader::new(br#"{"n":[1,"2",99]}"#, Limits::DEFAULT).unwrap();
    let numbers = body.values("n", 1..=5, Quantity::parse);
    assert_eq!(
        found(&body.finish((numbers,)).unwrap_err()),
        [("/n/1", "wrong_type"), ("/n/2", "out_of_range")]
    );
}

#[test]
fn violations_are_bounded_and_the_others_are_counted() {
    let items = vec![item("0"); 100].join(",");
    let violations = order(&format!("[{items}]")).unwrap_err();
    assert_eq!(
        (violations.len(), violations.omitted()),
        (MAX_VIOLATIONS, 100 - MAX_VIOLATIONS)
    );
}

#[test]
fn field_names_that_could_break_a_log_are_not_repeated() {
    for name in ["a\\nb", "hunter2 secret", "\u{202E}", &"x".repeat(65), ""] {
        let violations = register(&format!("{{\"{name}\":1}}")).unwrap_err();
        assert_eq!(found(&violations).last(), Some(&("", "unknown_field")), "{name}");
    }
}

#[test]
fn no_error_repeats_a_value() {
    const CANARY: &str = "hunter2canary";
    for field in [
        "email",
        "password",
        "firstName",
        "lastName",
        "phone",
        "nationalId",
        "iban",
    ] {
        for value in [
            format!("\"\\u0000{CANARY}\""),
            format!("[\"{CANARY}\"]"),
            format!("{{\"x\":\"{CANARY}\"}}"),
        ] {
            let violations = register(&format!("{{\"{field}\":{value}}}")).unwrap_err();
            let shown: String = violations
                .iter()
                .flat_map(|v| Locale::ALL.map(|locale| v.message(locale)))
                .collect();
            assert!(
                !format!("{violations:?}{violations}{shown}").contains(CANARY),
                "{field} {value}"
            );
        }
    }
}

#[test]
fn debug_of_a_form_shows_nothing_personal() {
    let shown = format!("{:?}", register(REGISTER).unwrap());
    for secret in ["Sara", "correct", "سارة", "Brien", "5512", "1000000008", "8000"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn a_field_that_was_not_read_by_this_reader_fails_closed() {
    let mut other = ObjectReader::new(b"{}", Limits::DEFAULT).unwrap();
    let missing = other.required("n", Quantity::parse);
    let body = ObjectReader::new(b"{}", Limits::DEFAULT).unwrap();
    assert!(body.finish((missing,)).is_err());
}

#[test]
fn messages_come_in_both_languages_and_never_mix_directions() {
    let code = Code::OutOfRange { min: -90, max: 90 };
    assert_eq!(code.message(Locale::En), "must be between -90 and 90");
    assert_eq!(
        code.message(Locale::Ar),
        "يجب أن تكون القيمة بين \u{2068}-90\u{2069} و\u{2068}90\u{2069}"
    );
    assert_eq!(
        Code::WrongType {
            expected: Kind::Integer
        }
        .message(Locale::Ar),
        "يجب أن تكون القيمة عددًا صحيحًا"
    );
    assert_eq!(Locale::negotiate("fr, ar-SA;q=0.9, en;q=0.8"), Locale::Ar);
    assert_eq!(Locale::negotiate("ar;q=0, en"), Locale::En);
}
