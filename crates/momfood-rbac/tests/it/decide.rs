//! How rules combine: allow and deny, roles and inheritance, three truth values.

use momfood_rbac::{NoAttributes, Policy, Possible, Principal, Reason, Value};

const POLICY: &str = r#"
version = 1
deny = ["doc:shred if locked"]
[principal]
id = "text"
attrs = { clearance = "int", region = "text?" }
[resource.doc]
attrs = { owner = "text?", level = "int", locked_at = "timestamptz?", public = "bool", folder_id = "uuid?", region = "text?" }
rel.folder = { fk = "folder_id", resource = "folder", pk = "id" }
actions = ["read", "write", "shred", "move"]
[resource.folder]
attrs = { id = "uuid", owner = "text" }
actions = ["read"]
[condition]
mine = "owner == principal.id"
public = "public == true"
cleared = "level <= principal.clearance"
here = "region == principal.region"
locked = "not locked_at is null"
folderMine = "folder.owner == principal.id"
orphan = "folder_id is null or folder.owner is null"
[role.reader]
allow = ["doc:read if public or mine or cleared", "doc:move if folderMine or orphan"]
[role.writer]
inherits = ["reader"]
allow = ["doc:write if mine and here", "doc:shred if mine"]
deny = ["doc:write if public"]
[role.chief]
inherits = ["writer"]
allow = ["*:*"]
deny = ["doc:move"]
"#;

fn policy() -> Policy {
    Policy::from_toml(POLICY).unwrap_or_else(|error| panic!("{}", error.report()))
}

fn ask(policy: &Policy, role: &str, action: &str, row: &[(&'static str, Value<'static>)]) -> (bool, Reason) {
    let principal = Principal::new("sara", policy.roles([role]).unwrap())
        .with_attribute("clearance", 3_i64)
        .with_attribute("region", "riyadh");
    let mut attributes = [("", Value::Null); 8];
    attributes[..row.len()].copy_from_slice(row);
    let decision = policy.decide(&principal, policy.action("doc", action).unwrap(), &attributes);
    (decision.is_allowed(), decision.reason())
}

#[test]
fn one_allow_rule_that_holds_is_enough_though_others_are_unknown() {
    let policy = policy();
    assert_eq!(
        ask(&policy, "reader", "read", &[("level", 3.into())]),
        (true, Reason::Allowed)
    );
    assert_eq!(
        ask(&policy, "reader", "read", &[("owner", "sara".into())]),
        (true, Reason::Allowed)
    );
    assert_eq!(
        ask(&policy, "reader", "read", &[("level", 4.into())]),
        (false, Reason::ConditionNotMet)
    );
    assert_eq!(ask(&policy, "reader", "read", &[]), (false, Reason::ConditionNotMet));
}

#[test]
fn a_role_has_what_its_ancestors_have() {
    let policy = policy();
    for role in ["reader", "writer", "chief"] {
        assert!(ask(&policy, role, "read", &[("public", true.into())]).0, "{role}");
    }
    let roles = policy.roles(["writer"]).unwrap();
    assert_eq!(policy.names_of(roles).collect::<Vec<_>>(), ["reader", "writer"]);
    assert_eq!(
        ask(&policy, "reader", "write", &[("owner", "sara".into())]),
        (false, Reason::NoRule)
    );
}

#[test]
fn deny_beats_every_allow_even_that_of_an_administrator() {
    let policy = policy();
    let mine = [
        ("owner", "sara".into()),
        ("region", "riyadh".into()),
        ("public", true.into()),
    ];
    assert_eq!(ask(&policy, "writer", "write", &mine), (false, Reason::Denied));
    assert_eq!(
        ask(&policy, "chief", "write", &mine),
        (false, Reason::Denied),
        "the deny rule is inherited"
    );
    assert_eq!(
        ask(&policy, "chief", "move", &[]),
        (false, Reason::Denied),
        "without a condition too"
    );
}

#[test]
fn a_deny_rule_that_might_hold_denies() {
    let policy = policy();
    assert_eq!(ask(&policy, "chief", "write", &[]), (false, Reason::DenyUnknown));
    assert_eq!(
        ask(&policy, "chief", "write", &[("public", false.into())]),
        (true, Reason::Allowed)
    );
    // For everybody: a lock that is not told may be there.
    assert_eq!(ask(&policy, "chief", "shred", &[]), (false, Reason::DenyUnknown));
    assert_eq!(
        ask(&policy, "chief", "shred", &[("locked_at", Value::Null)]),
        (true, Reason::Allowed)
    );
    assert_eq!(
        ask(&policy, "chief", "shred", &[("locked_at", Value::Timestamp(1))]),
        (false, Reason::Denied)
    );
}

#[test]
fn null_and_missing_differ_only_for_is_null() {
    let policy = policy();
    assert!(ask(&policy, "reader", "move", &[("folder_id", Value::Null)]).0);
    assert!(
        !ask(&policy, "reader", "move", &[]).0,
        "a row that does not tell is not a row that has none"
    );
    assert!(ask(&policy, "reader", "move", &[("folder.owner", "sara".into())]).0);
    assert!(
        ask(&policy, "reader", "move", &[("folder.owner", Value::Null)]).0,
        "the related row may be absent"
    );
}

#[test]
fn a_value_of_another_type_is_unknown() {
    let policy = policy();
    assert!(!ask(&policy, "reader", "read", &[("level", "3".into())]).0);
    assert!(!ask(&policy, "reader", "read", &[("public", 1.into())]).0);
    assert!(!ask(&policy, "reader", "read", &[("public", "true".into())]).0);
    assert!(
        !ask(&policy, "chief", "write", &[("public", "false".into())]).0,
        "a deny rule too"
    );
    let action = policy.action("doc", "read").unwrap();
    let by_uuid = Principal::new(uuid::Uuid::nil(), policy.roles(["reader"]).unwrap());
    assert!(
        !policy
            .decide(&by_uuid, action, &[("owner", uuid::Uuid::nil().into())])
            .is_allowed()
    );
}

#[test]
fn a_principal_without_an_attribute_meets_no_condition_on_it() {
    let policy = policy();
    let action = policy.action("doc", "write").unwrap();
    let row = [
        ("owner", "sara".into()),
        ("region", "riyadh".into()),
        ("public", false.into()),
    ];
    let roles = policy.roles(["writer"]).unwrap();
    let sara = Principal::new("sara", roles);
    assert!(!policy.decide(&sara, action, &row).is_allowed());
    let without = sara.clone().with_attribute("region", Value::Null);
    assert!(!policy.decide(&without, action, &row).is_allowed());
    let both_null = [
        ("owner", "sara".into()),
        ("region", Value::Null),
        ("public", false.into()),
    ];
    assert!(
        !policy.decide(&without, action, &both_null).is_allowed(),
        "null does not equal null"
    );
    assert!(
        policy
            .decide(&sara.with_attribute("region", "riyadh"), action, &row)
            .is_allowed()
    );
}

#[test]
fn nobody_without_roles_may_do_anything() {
    let policy = policy();
    let nobody = Principal::new("sara", policy.roles([]).unwrap());
    for (_, _, action) in policy.actions() {
        assert_eq!(policy.decide(&nobody, action, &NoAttributes).reason(), Reason::NoRule);
        assert_eq!(policy.possible(&nobody, action), Possible::Never);
    }
}

#[test]
fn numbers_of_another_policy_are_refused() {
    let (policy, other) = (policy(), Policy::momfood());
    let admin = Principal::new("sara", other.roles(["admin"]).unwrap());
    let read = policy.action("doc", "read").unwrap();
    assert_eq!(policy.decide(&admin, read, &NoAttributes).reason(), Reason::ForeignId);
    let chief = Principal::new("sara", policy.roles(["chief"]).unwrap());
    let foreign = other.action("accounts", "update").unwrap();
    assert_eq!(
        policy.decide(&chief, foreign, &NoAttributes).reason(),
        Reason::ForeignId
    );
    assert_eq!(policy.possible(&admin, read), Possible::Never);
    assert!(policy.authorize(&admin, read, &NoAttributes).is_err());
    assert_eq!(policy.names_of(admin.roles()).count(), 0);
}

#[test]
fn numbers_outlive_a_change_of_rules_that_keeps_the_names() {
    let old = policy();
    let new = Policy::from_toml(&POLICY.replace("allow = [\"*:*\"]", "allow = [\"doc:read\"]")).unwrap();
    let chief = Principal::new("sara", old.roles(["chief"]).unwrap());
    let (read, write) = (old.action("doc", "read").unwrap(), old.action("doc", "write").unwrap());
    assert!(new.decide(&chief, read, &NoAttributes).is_allowed());
    assert!(!new.decide(&chief, write, &[("public", false.into())]).is_allowed());
    let promoted = POLICY.replace(
        "[role.reader]",
        "[role.auditor]\n[role.reader]\ninherits = [\"auditor\"]",
    );
    let promoted = Policy::from_toml(&promoted).unwrap();
    assert_eq!(
        promoted.decide(&chief, read, &NoAttributes).reason(),
        Reason::ForeignId,
        "other inheritance, other roles"
    );
}

#[test]
fn what_is_possible_is_told_without_a_row() {
    let policy = policy();
    let possible = |role: &str, action| {
        let principal = Principal::new("sara", policy.roles([role]).unwrap());
        policy.possible(&principal, policy.action("doc", action).unwrap())
    };
    assert_eq!(possible("reader", "read"), Possible::Depends);
    assert_eq!(possible("reader", "write"), Possible::Never);
    assert_eq!(possible("chief", "read"), Possible::Always);
    assert_eq!(possible("chief", "write"), Possible::Depends);
    assert_eq!(possible("chief", "move"), Possible::Never);
}

#[test]
fn a_policy_is_shared_between_threads_without_a_lock() {
    fn shared<T: Send + Sync>(_: &T) {}
    let policy = policy();
    shared(&policy);
    let read = policy.action("doc", "read").unwrap();
    let chief = Principal::new("sara", policy.roles(["chief"]).unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..1_000).for_each(|_| assert!(policy.decide(&chief, read, &NoAttributes).is_allowed())));
        }
    });
}
