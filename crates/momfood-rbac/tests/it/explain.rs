//! What an explanation tells, and what it keeps to itself.

use momfood_rbac::{Absence, Effect, NoAttributes, Policy, Principal, Tri, Value};
use uuid::Uuid;

const SARA: Uuid = Uuid::from_u128(1);
const OMAR: Uuid = Uuid::from_u128(0x0dd_ba11);

fn sara(policy: &Policy, role: &str) -> Principal {
    Principal::new(SARA, policy.roles([role]).unwrap())
}

#[test]
fn names_the_rule_the_condition_and_the_attribute_that_is_missing() {
    let policy = Policy::momfood();
    let cancel = policy.action("orders", "cancel").unwrap();
    let explanation = policy.explain(&sara(&policy, "customer"), cancel, &[("customer_id", Value::Null)]);
    let rule = &explanation.rules()[0];
    assert_eq!(
        (rule.id(), rule.effect(), rule.result()),
        (
            "customer allow orders:cancel if owner and orderNew",
            Effect::Allow,
            Tri::Unknown
        )
    );
    let absent: Vec<_> = rule
        .conditions()
        .iter()
        .flat_map(|condition| condition.absent())
        .collect();
    assert_eq!(absent, [("customer_id", Absence::Null), ("status", Absence::Missing)]);
    assert_eq!(
        explanation.to_string(),
        "orders:cancel is refused (condition_not_met); \
         allow rule `customer allow orders:cancel if owner and orderNew` is unknown: \
         owner is unknown (customer_id is null), orderNew is unknown (status is missing); \
         deny rule `* deny orders:cancel if orderClosed` is unknown: orderClosed is unknown (status is missing)"
    );
}

#[test]
fn a_condition_that_fails_tells_what_it_read_but_not_what_stood_there() {
    let policy = Policy::momfood();
    let read = policy.action("orders", "read").unwrap();
    let explanation = policy.explain(&sara(&policy, "customer"), read, &[("customer_id", OMAR.into())]);
    let failed = explanation.failed();
    assert_eq!((failed[0].name(), failed[0].result()), ("owner", Tri::False));
    assert_eq!(
        failed[0].attributes().collect::<Vec<_>>(),
        ["customer_id", "principal.id"]
    );
    for text in [explanation.to_string(), format!("{explanation:?}")] {
        assert!(!text.contains(&OMAR.to_string()) && !text.contains("ddba11"), "{text}");
    }
}

#[test]
fn a_grant_is_explained_too() {
    let policy = Policy::momfood();
    let explanation = policy.explain(
        &sara(&policy, "customer"),
        policy.action("menu", "read").unwrap(),
        &NoAttributes,
    );
    assert_eq!(
        explanation.to_string(),
        "menu:read is allowed (allowed); allow rule `customer allow menu:read` is true"
    );
}

#[test]
fn a_limit_on_columns_is_explained_as_a_condition() {
    let policy = Policy::momfood();
    let order = [("driver_id", SARA.into()), ("status", "new".into())];
    let explanation = policy.explain(
        &sara(&policy, "driver"),
        policy.action("orders", "update").unwrap(),
        &order,
    );
    let rule = explanation
        .rules()
        .iter()
        .find(|rule| rule.effect() == Effect::Allow)
        .unwrap();
    assert_eq!(rule.id(), "driver allow orders:update (status) if assignedDriver");
    let columns = rule.conditions().last().unwrap();
    assert_eq!((columns.name(), columns.result()), ("columns", Tri::Unknown));
    assert_eq!(
        columns.absent().collect::<Vec<_>>(),
        [("changed_columns", Absence::Missing)]
    );
}
