#![cfg_attr(fuzzing, no_main)]
//! Forms and inspection. Laws: parsing never panics; an accepted form, written out and parsed again, is the same; what is
//! refused is bounded and shows no value; inspection is linear.
mod shim;

use momfood_validate::form::{Order, Register, Restaurant};
use momfood_validate::inspect::{Profile, inspect};
use momfood_validate::{Locale, MAX_VIOLATIONS, PasswordPolicy, Violations};
use serde_json::{Value, json};

/// Longest pointer, in bytes: eight levels of names of 64 bytes, escaped.
const MAX_POINTER: usize = 8 * 2 * 65;
/// Three views of 42: six readings as SQL with words read twice (12), HTML (6), paths (6), commands with their look-ahead
/// (14), and the view itself for each class (4). What was seen is 65.
const MAX_STEPS_A_BYTE: u64 = 3 * 42;
/// A field's value that no message and no name of a field holds.
const CANARY: &str = "cAnArY 7f3a";

shim::fuzz!(|data: &[u8]| {
    forms(data);
    if let Ok(text) = std::str::from_utf8(data) {
        inspection(text);
        if let Ok(Value::Object(mut body)) = serde_json::from_str(text) {
            // The same body with a canary in each text: whatever is refused, it is not shown.
            body.values_mut().for_each(spoil);
            forms(Value::Object(body).to_string().as_bytes());
        }
    }
});

fn forms(body: &[u8]) {
    match Register::parse(body, &PasswordPolicy::plan()) {
        Ok(form) => {
            let again = register(&form);
            let form =
                Register::parse(again.as_bytes(), &PasswordPolicy::plan()).expect("what was accepted is accepted");
            assert_eq!(register(&form), again);
        }
        Err(violations) => refused(&violations),
    }
    match Restaurant::parse(body) {
        Ok(form) => {
            let again = restaurant(&form);
            let form = Restaurant::parse(again.as_bytes()).expect("what was accepted is accepted");
            assert_eq!(restaurant(&form), again);
        }
        Err(violations) => refused(&violations),
    }
    match Order::parse(body) {
        Ok(form) => {
            let again = order(&form);
            let form = Order::parse(again.as_bytes()).expect("what was accepted is accepted");
            assert_eq!(order(&form), again);
        }
        Err(violations) => refused(&violations),
    }
}

fn register(form: &Register) -> String {
    json!({
        "email": form.email.as_str(),
        "password": form.password.expose(),
        "firstName": form.first_name.as_str(),
        "lastName": form.last_name.as_str(),
        "phone": form.phone.as_ref().map(|phone| phone.as_str()),
        "nationalId": form.national_id.as_ref().map(|id| id.expose()),
        "iban": form.iban.as_ref().map(|iban| iban.expose()),
    })
    .to_string()
}

fn restaurant(form: &Restaurant) -> String {
    json!({
        "name": form.name.as_str(),
        "description": form.description.as_ref().map(|text| text.as_str()),
        "phone": form.phone.as_str(),
        "address": {
            "street": form.address.street.as_str(),
            "latitude": form.address.latitude.degrees(),
            "longitude": form.address.longitude.degrees(),
        },
    })
    .to_string()
}

fn order(form: &Order) -> String {
    let items: Vec<_> = form
        .items
        .iter()
        .map(|item| json!({"menuItemId": item.menu_item_id.to_string(), "quantity": item.quantity.pieces()}))
        .collect();
    json!({
        "restaurantId": form.restaurant_id.to_string(),
        "items": items,
        "deliveryAddress": {"street": form.delivery_street.as_str()},
        "specialInstructions": form.special_instructions.as_ref().map(|text| text.as_str()),
    })
    .to_string()
}

fn refused(violations: &Violations) {
    assert!((1..=MAX_VIOLATIONS).contains(&violations.len()));
    assert!(
        violations
            .iter()
            .all(|violation| violation.pointer().len() <= MAX_POINTER)
    );
    let json = serde_json::to_string(&violations.details(Locale::Ar)).expect("details are plain");
    let shown = format!("{violations:?}{violations}{json}");
    assert!(!shown.contains(CANARY));
}

fn spoil(value: &mut Value) {
    match value {
        Value::String(text) => text.push_str(CANARY),
        Value::Array(items) => items.iter_mut().for_each(spoil),
        Value::Object(members) => members.values_mut().for_each(spoil),
        _ => {}
    }
}

fn inspection(text: &str) {
    for profile in Profile::ALL {
        let verdict = inspect(text, profile);
        let bound = MAX_STEPS_A_BYTE * (text.len() as u64 + 1);
        assert!(
            u64::from(verdict.steps()) <= bound,
            "{} steps for {} bytes",
            verdict.steps(),
            text.len()
        );
        assert_eq!(verdict.is_suspicious(), verdict.class().is_some());
        assert_eq!(verdict.score() > 0, verdict.reasons().next().is_some());
    }
}
