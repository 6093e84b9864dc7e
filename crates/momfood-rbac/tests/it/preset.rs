//! The plan's policy, as a service sees it. What each role may do is in the preset's own tests, which run on loading.

use momfood_rbac::{Changing, NoAttributes, Policy, Possible, Principal, Value};
use uuid::Uuid;

const SARA: Uuid = Uuid::from_u128(1);
const ALI: Uuid = Uuid::from_u128(2);
const OMAR: Uuid = Uuid::from_u128(3);

fn principal(policy: &Policy, id: Uuid, roles: &[&str]) -> Principal {
    Principal::new(id, policy.roles(roles.iter().copied()).unwrap())
}

#[test]
fn the_preset_has_the_plans_four_roles() {
    let policy = Policy::momfood();
    let names: Vec<_> = policy.role_names().collect();
    assert_eq!(names, ["admin", "customer", "driver", "restaurant_owner"]);
}

#[test]
fn every_permission_of_the_plan_exists() {
    let policy = Policy::momfood();
    for name in [
        "profile:read",
        "profile:update",
        "orders:create",
        "orders:read",
        "orders:update",
        "restaurants:create",
        "restaurants:read",
        "restaurants:update",
        "menu:create",
        "menu:read",
        "menu:update",
        "menu:delete",
        "reviews:create",
        "addresses:create",
        "addresses:update",
        "payments:create",
        "analytics:read",
        "payouts:read",
        "location:update",
        "earnings:read",
        "delivery:create",
        "delivery:update",
    ] {
        let (resource, action) = name.split_once(':').unwrap();
        assert!(policy.action(resource, action).is_ok(), "{name}");
    }
}

#[test]
fn every_condition_of_the_plan_decides_both_ways() {
    let policy = Policy::momfood();
    let id = Value::from;
    let cases: [(&str, &str, &str, &str, Value<'_>, Value<'_>); 5] = [
        ("customer", "orders", "read", "customer_id", id(SARA), id(OMAR)),
        (
            "restaurant_owner",
            "menu",
            "update",
            "restaurant.owner_id",
            id(SARA),
            id(OMAR),
        ),
        ("driver", "orders", "read", "driver_id", id(SARA), id(OMAR)),
        ("driver", "location", "update", "user_id", id(SARA), id(OMAR)),
        (
            "customer",
            "reviews",
            "create",
            "order.status",
            "delivered".into(),
            "new".into(),
        ),
    ];
    for (role, resource, action, attribute, good, bad) in cases {
        let sara = principal(&policy, SARA, &[role]);
        let action = policy.action(resource, action).unwrap();
        let row = |value| [("order.customer_id", id(SARA)), (attribute, value)];
        assert!(
            policy.decide(&sara, action, &row(good)).is_allowed(),
            "{role} {resource}"
        );
        assert!(
            !policy.decide(&sara, action, &row(bad)).is_allowed(),
            "{role} {resource}"
        );
        assert!(
            !policy.decide(&sara, action, &row(Value::Null)).is_allowed(),
            "{role} {resource}"
        );
        assert!(
            !policy.decide(&sara, action, &NoAttributes).is_allowed(),
            "{role} {resource}"
        );
    }
}

#[test]
fn a_driver_changes_the_status_and_nothing_else() {
    let policy = Policy::momfood();
    let ali = principal(&policy, ALI, &["driver"]);
    let update = policy.action("orders", "update").unwrap();
    let order = [("driver_id", ALI.into()), ("status", "preparing".into())];
    let allowed = |columns: &[&str]| {
        policy
            .decide(&ali, update, &Changing::new(&order, columns))
            .is_allowed()
    };
    assert!(allowed(&["status"]));
    assert!(!allowed(&["status", "customer_id"]));
    assert!(!allowed(&["driver_id"]));
    assert!(
        !allowed(&[]),
        "a change of nothing is a caller that forgot to say what changes"
    );
    assert!(!policy.decide(&ali, update, &order).is_allowed());
}

#[test]
fn an_administrator_cannot_reopen_a_closed_order() {
    let policy = Policy::momfood();
    let admin = principal(&policy, OMAR, &["admin"]);
    let update = policy.action("orders", "update").unwrap();
    let decision = |status| policy.decide(&admin, update, &[("status", Value::Text(status))]);
    assert!(decision("new").is_allowed());
    assert_eq!(decision("new").rule(), Some("admin allow *:*"));
    for closed in ["delivered", "cancelled"] {
        assert!(!decision(closed).is_allowed());
        assert_eq!(decision(closed).rule(), Some("* deny orders:update if orderClosed"));
    }
}

#[test]
fn a_page_knows_which_buttons_to_show() {
    let policy = Policy::momfood();
    let possible = |role, resource, action| {
        policy.possible(
            &principal(&policy, SARA, &[role]),
            policy.action(resource, action).unwrap(),
        )
    };
    assert_eq!(possible("customer", "menu", "read"), Possible::Always);
    assert_eq!(possible("customer", "orders", "list"), Possible::Depends);
    assert_eq!(possible("customer", "accounts", "read"), Possible::Never);
    assert_eq!(possible("admin", "accounts", "read"), Possible::Always);
    assert_eq!(
        possible("admin", "orders", "update"),
        Possible::Depends,
        "closed orders stay closed"
    );
}
