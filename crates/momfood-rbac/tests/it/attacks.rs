//! The plan's own holes, each by name. All of them let somebody in.

use momfood_rbac::{NoAttributes, Policy, Principal, Value};
use uuid::Uuid;

const MALLORY: Uuid = Uuid::from_u128(0xbad);
const VICTIM: Uuid = Uuid::from_u128(0x900d);

fn customer(policy: &Policy) -> Principal {
    Principal::new(MALLORY, policy.roles(["customer"]).unwrap())
}

/// `if (permission.conditions && context)`: without a context the condition was not asked.
#[test]
fn no_context_does_not_skip_the_condition() {
    let policy = Policy::momfood();
    let read = policy.action("orders", "read").unwrap();
    assert!(!policy.decide(&customer(&policy), read, &NoAttributes).is_allowed());
}

/// `context.userId !== context.resourceOwnerId` with neither set: undefined equals undefined.
#[test]
fn undefined_does_not_equal_undefined() {
    let policy = Policy::momfood();
    let read = policy.action("orders", "read").unwrap();
    assert!(
        !policy
            .decide(&customer(&policy), read, &[("customer_id", Value::Null)])
            .is_allowed()
    );
    let without_id = Principal::new("", policy.roles(["customer"]).unwrap());
    assert!(
        !policy
            .decide(&without_id, read, &[("customer_id", Value::Null)])
            .is_allowed()
    );
    assert!(
        !policy
            .decide(&without_id, read, &[("customer_id", "".into())])
            .is_allowed()
    );
}

/// `resourceOwnerId: req.params.userId || req.body.userId`: the attacker said whose order it was. Here the row says it.
#[test]
fn an_owner_named_in_the_body_is_not_asked() {
    let policy = Policy::momfood();
    let read = policy.action("orders", "read").unwrap();
    let row = [
        ("customer_id", VICTIM.into()),
        ("userId", MALLORY.into()),
        ("resourceOwnerId", MALLORY.into()),
    ];
    assert!(!policy.decide(&customer(&policy), read, &row).is_allowed());
}

/// `roles.permissions.find(…)`: only the first rule for an action was tried, so a customer who drives was refused.
#[test]
fn every_rule_is_tried_and_not_only_the_first() {
    let policy = Policy::momfood();
    let read = policy.action("orders", "read").unwrap();
    let both = Principal::new(MALLORY, policy.roles(["customer", "driver"]).unwrap());
    for row in [
        [("customer_id", VICTIM.into()), ("driver_id", MALLORY.into())],
        [("customer_id", MALLORY.into()), ("driver_id", VICTIM.into())],
    ] {
        assert!(policy.decide(&both, read, &row).is_allowed());
    }
}

/// `conditions: { owner: false }` passed for everybody. There is no such word here: a condition holds or it does not.
#[test]
fn a_condition_cannot_be_switched_off_by_a_value() {
    let text = Policy::MOMFOOD.replace(
        "\"orders:read if owner\"",
        "{ on = \"orders:read\", if = { owner = false } }",
    );
    assert_eq!(Policy::from_toml(&text).unwrap_err().code(), "policy_syntax");
}

/// The switch's default compared whatever key it was given with `===`. An unknown condition is an error of the file.
#[test]
fn an_unknown_condition_does_not_load() {
    let text = Policy::MOMFOOD.replace("\"orders:read if owner\"", "\"orders:read if onwer\"");
    let error = Policy::from_toml(&text).unwrap_err();
    assert_eq!(
        (error.code(), error.path().as_str()),
        ("policy_unknown_name", "role.customer.allow[5]")
    );
}

/// `role: userData.role`: an unknown or look-alike role is an error and not a role without permissions.
#[test]
fn look_alike_roles_are_unknown() {
    let policy = Policy::momfood();
    for name in [
        "Admin",
        "ADMIN",
        "admin ",
        " admin",
        "аdmin",
        "admin\0",
        "ad\u{200b}min",
        "",
        "*",
        ".*",
    ] {
        let error = policy.roles([name]).unwrap_err();
        assert_eq!(error.code(), "unknown_role");
        assert!(!error.to_string().contains(['\0', '\n']), "{error}");
    }
}

#[test]
fn patterns_are_not_names_of_actions() {
    let policy = Policy::momfood();
    for (resource, action) in [
        ("*", "*"),
        ("orders", "*"),
        ("*", "read"),
        ("order", "read"),
        ("orders:read", ""),
        (".*", ".*"),
    ] {
        assert_eq!(policy.action(resource, action).unwrap_err().code(), "unknown_action");
    }
}
