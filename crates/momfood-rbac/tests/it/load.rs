//! What does not load, where the fault is said to be, and that a policy can come as JSON too.

use momfood_rbac::{NoAttributes, Policy, PolicyDocument, PolicyError, Principal};

/// A policy of one resource, with `rest` after it.
fn with(rest: &str) -> Result<Policy, PolicyError> {
    Policy::from_toml(&format!(
        "version = 1\n[resource.doc]\nattrs = {{ id = \"uuid\", owner = \"uuid?\", size = \"int\", name = \"text\", \
         seen = \"timestamptz\", open = \"bool\", parent = \"uuid?\" }}\nactions = [\"read\", \"write\"]\n{rest}"
    ))
}

/// The code of the fault when `condition` is used.
fn condition(condition: &str) -> Option<&'static str> {
    let text = condition
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\u{7f}', "\\u007f");
    with(&format!(
        "[condition]\nc = \"{text}\"\n[role.r]\nallow = [\"doc:read if c\"]\n"
    ))
    .err()
    .map(|error| error.code())
}

fn code(rest: &str) -> &'static str {
    match with(rest) {
        Ok(_) => "loads",
        Err(error) => error.code(),
    }
}

#[test]
fn conditions_that_have_one_meaning_load() {
    for good in [
        "owner == principal.id",
        "principal.id != owner",
        "not owner is null",
        "size <= 10 and size > -9223372036854775808",
        "name in ['a', 'it''s', '']",
        "name < 'b' or (name >= 'c' and not (open == true or size != 0))",
        "seen >= 1700000000000000",
        "id == '00000000-0000-4000-8000-000000000001'",
        "id in ['00000000-0000-4000-8000-000000000001']",
        "open == false",
        "owner == parent",
        "name == 'شارع'",
    ] {
        assert_eq!(condition(good), None, "{good}");
    }
}

#[test]
fn conditions_that_do_not_follow_the_grammar_are_refused() {
    for bad in [
        "",
        "owner",
        "owner =",
        "owner = principal.id",
        "owner === principal.id",
        "owner == null",
        "null is null",
        "owner == principal.id and",
        "(owner == principal.id",
        "owner == principal.id)",
        "not",
        "size + 1 == 2",
        "size == 1.5",
        "size == 1e3",
        "size == 0x10",
        "size == 9223372036854775808",
        "size == --1",
        "size == -",
        "name == 'open",
        "name == \"a\"",
        "name == 'a\u{7f}'",
        "name in []",
        "name in ['a',]",
        "name in 'a'",
        "name in [null]",
        "name like '%a'",
        "name ~ 'a'",
        "owner is not null",
        "name not in ['a']",
        "a.b.c == 1",
        "principal == 1",
        "size == 1 size == 2",
        "ｓize == 1",
        "size\u{a0}== 1",
        "size == ١",
        "owner == principal.id; drop table x",
        "if == 1",
    ] {
        assert_eq!(condition(bad), Some("policy_expression"), "{bad}");
    }
}

#[test]
fn types_have_to_agree() {
    for bad in [
        "owner == name",
        "owner == 1",
        "owner == 'sara'",
        "size == '1'",
        "size == true",
        "open == 1",
        "seen == '2026'",
        "id is null",
        "principal.id is null",
        "owner < parent",
        "open < true",
        "1 == 1",
        "'a' in ['a']",
        "1 is null",
        "name in ['a', 1]",
        "id in ['a']",
        "size == seen",
    ] {
        assert_eq!(condition(bad), Some("policy_type"), "{bad}");
    }
}

#[test]
fn names_have_to_exist() {
    for bad in [
        "onwer == principal.id",
        "Owner == principal.id",
        "folder.owner == principal.id",
        "name == principal.tenant",
    ] {
        assert_eq!(condition(bad), Some("policy_unknown_name"), "{bad}");
    }
    for bad in [
        "[role.r]\nallow = [\"dock:read\"]",
        "[role.r]\nallow = [\"doc:raed\"]",
        "[role.r]\nallow = [\"*:raed\"]",
        "[role.r]\nallow = [\"doc:read if nothing\"]",
        "[role.r]\ninherits = [\"nobody\"]",
        "[role.r]\nallow = [{ on = \"doc:write\", columns = [\"colour\"] }]",
        "[resource.x]\nattrs = { a = \"float\" }\nactions = []",
        "[resource.x]\nattrs = { a = \"uuid\" }\nactions = []\nrel.d = { fk = \"a\", resource = \"dock\", pk = \"id\" }",
        "[resource.x]\nattrs = { a = \"uuid\" }\nactions = []\nrel.d = { fk = \"b\", resource = \"doc\", pk = \"id\" }",
        "[resource.x]\nattrs = { a = \"uuid\" }\nactions = []\nrel.d = { fk = \"a\", resource = \"doc\", pk = \"key\" }",
        "[condition.c.on]\ndock = \"size == 1\"",
        "[[test]]\nas = { id = \"s\", roles = [\"x\"] }\non = \"doc:read\"\nexpect = \"deny\"",
        "[[test]]\nas = { id = \"s\", roles = [] }\non = \"doc:raed\"\nexpect = \"deny\"",
        "[[test]]\nas = { id = \"s\", roles = [] }\non = \"doc:read\"\nrow = { colour = 1 }\nexpect = \"deny\"",
    ] {
        assert_eq!(code(bad), "policy_unknown_name", "{bad}");
    }
}

#[test]
fn a_relation_joins_equal_types() {
    let bad =
        "[resource.x]\nattrs = { a = \"text\" }\nactions = []\nrel.d = { fk = \"a\", resource = \"doc\", pk = \"id\" }";
    assert_eq!(code(bad), "policy_type");
}

#[test]
fn roles_that_inherit_in_a_circle_are_refused() {
    assert_eq!(code("[role.a]\ninherits = [\"a\"]"), "policy_inheritance_cycle");
    assert_eq!(
        code("[role.a]\ninherits = [\"b\"]\n[role.b]\ninherits = [\"a\"]"),
        "policy_inheritance_cycle"
    );
    let long = (0..64).map(|n| format!("[role.r{n}]\ninherits = [\"r{}\"]\n", (n + 1) % 64));
    assert_eq!(code(&long.collect::<String>()), "policy_inheritance_cycle");
    let diamond =
        "[role.a]\ninherits = [\"b\", \"c\"]\n[role.b]\ninherits = [\"d\"]\n[role.c]\ninherits = [\"d\"]\n[role.d]\n";
    assert_eq!(code(diamond), "loads");
}

#[test]
fn sixty_four_roles_load_and_one_more_does_not() {
    let roles = |count| {
        (0..count)
            .map(|n| format!("[role.r{n}]\nallow = [\"doc:read\"]\n"))
            .collect::<String>()
    };
    let policy = with(&roles(64)).unwrap();
    let read = policy.action("doc", "read").unwrap();
    for role in policy.role_names() {
        let principal = Principal::new(uuid::Uuid::nil(), policy.roles([role]).unwrap());
        let decision = policy.decide(&principal, read, &NoAttributes);
        assert_eq!(
            decision.rule(),
            Some(format!("{role} allow doc:read").as_str()),
            "each role has its own rule"
        );
    }
    assert_eq!(code(&roles(65)), "policy_too_large");
}

#[test]
fn the_same_rule_or_id_twice_is_refused() {
    assert_eq!(
        code("[role.r]\nallow = [\"doc:read\", \"doc:read\"]"),
        "policy_duplicate"
    );
    assert_eq!(
        code("[role.r]\nallow = [\"doc:read\", \" doc : read \"]"),
        "policy_duplicate"
    );
    assert_eq!(
        code("[role.r]\nallow = [{ id = \"x\", on = \"doc:read\" }]\ndeny = [{ id = \"x\", on = \"doc:write\" }]"),
        "policy_duplicate"
    );
    assert_eq!(
        code("[role.r]\nallow = [\"doc:read\"]\n[role.s]\nallow = [\"doc:read\"]"),
        "loads"
    );
    assert_eq!(code("[resource.x]\nactions = [\"read\", \"read\"]"), "policy_duplicate");
    assert_eq!(code("[role.r]\n[role.r]\n"), "policy_syntax");
}

#[test]
fn names_are_ascii_and_do_not_differ_in_case_alone() {
    for bad in [
        "\"рole\"",
        "\"\"",
        "\"a b\"",
        "1a",
        "\"a-b\"",
        "_a",
        "not",
        "If",
        "\"*\"",
        &"a".repeat(64),
    ] {
        assert_eq!(code(&format!("[role.{bad}]\n")), "policy_name", "{bad}");
    }
    assert_eq!(code("[role.admin]\n[role.Admin]\n"), "policy_confusable_names");
    assert_eq!(
        code("[role.r]\nallow = [{ id = \"a b\", on = \"doc:read\" }]"),
        "policy_name"
    );
}

#[test]
fn a_condition_that_nothing_uses_is_refused() {
    assert_eq!(code("[condition]\nc = \"colour == 1\"\n"), "policy_unused_condition");
    assert_eq!(
        code("[condition.c.on]\ndoc = \"size == 1\"\n"),
        "policy_unused_condition"
    );
}

#[test]
fn keys_that_the_language_does_not_have_are_refused() {
    for bad in [
        "extra = 1",
        "[role.r]\nscope = \"tenant\"",
        "[resource.x]\ntable = \"app.x\"\nactions = []",
        "[role.r]\nallow = [{ on = \"doc:read\", unless = \"c\" }]",
        "[role.r]\nallow = \"doc:read\"",
        "[role.r]\nallow = [1]",
        "[condition]\nc = { native = true }",
        "[[test]]\nas = { id = \"s\", roles = [] }\non = \"doc:read\"\nexpect = \"maybe\"",
    ] {
        assert_eq!(code(bad), "policy_syntax", "{bad}");
    }
    assert_eq!(Policy::from_toml("version = 2").unwrap_err().code(), "policy_version");
    assert_eq!(Policy::from_toml("").unwrap_err().code(), "policy_syntax");
}

#[test]
fn a_deny_rule_for_some_columns_is_refused() {
    assert_eq!(
        code("[role.r]\ndeny = [{ on = \"doc:write\", columns = [\"name\"] }]"),
        "policy_type"
    );
}

#[test]
fn a_test_that_fails_refuses_the_whole_policy_and_tells_why() {
    let rest = "[role.r]\nallow = [\"doc:read\"]\n[[test]]\nas = { id = \"s\", roles = [\"r\"] }\non = \"doc:write\"\nexpect = \"allow\"\n";
    let error = with(rest).unwrap_err();
    assert_eq!(
        (error.code(), error.path().as_str(), error.line()),
        ("policy_test_failed", "test[0].expect", Some(10))
    );
    assert!(
        error
            .to_string()
            .starts_with("the test expects allow, but doc:write is refused (no_rule)"),
        "{error}"
    );
}

#[test]
fn a_fault_inside_a_condition_is_shown_with_a_caret() {
    let error =
        with("[condition]\nmine = \"size == 1 and onwer == principal.id\"\n[role.r]\nallow = [\"doc:read if mine\"]\n")
            .unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(6), Some(23)));
    assert_eq!(
        error.report(),
        "error[policy_unknown_name]: unknown attribute `doc.onwer`, at line 6 column 23, in condition.mine\n  \
         |\n6 | mine = \"size == 1 and onwer == principal.id\"\n  |                       ^"
    );
}

#[test]
fn faults_are_found_in_every_part_of_the_file() {
    for (rest, path, line) in [
        ("[role.r]\ninherits = [\n  \"x\",\n]\n", "role.r.inherits[0]", 7),
        (
            "[role.r]\nallow = [\n  \"doc:read\",\n  \"doc:fly\",\n]\n",
            "role.r.allow[1]",
            8,
        ),
        (
            "[role.r]\nallow = [{ on = \"doc:read\", if = \"x\" }]\n",
            "role.r.allow[0].if",
            6,
        ),
        ("[role.r]\n\n[role.R]\n", "role.r", 5),
        (
            "[resource.x]\nactions = []\nattrs.a = \"float\"\n",
            "resource.x.attrs.a",
            7,
        ),
        (
            "[[test]]\nas = { id = \"s\", roles = [] }\non = \"doc:*\"\nexpect = \"deny\"\n",
            "test[0].on",
            7,
        ),
    ] {
        let error = with(rest).unwrap_err();
        assert_eq!((error.path().as_str(), error.line()), (path, Some(line)), "{error}");
    }
}

#[test]
fn the_same_shape_is_read_from_json() {
    let json = r#"{"version":1,"principal":{"id":"text"},"resource":{"doc":{"attrs":{"owner":"text","open":"bool"},"actions":["read"]}},
        "condition":{"mine":"owner == principal.id","open":{"on":{"doc":"open == true"}}},
        "role":{"r":{"allow":["doc:read if mine",{"id":"x","on":"doc:read","if":"open"}]}},
        "test":[{"as":{"id":"s","roles":["r"]},"on":"doc:read","row":{"owner":"s"},"expect":"allow"}]}"#;
    let document: PolicyDocument = serde_json::from_str(json).unwrap();
    let policy = Policy::compile(&document).unwrap();
    let principal = Principal::new("s", policy.roles(["r"]).unwrap());
    let read = policy.action("doc", "read").unwrap();
    assert_eq!(
        policy.decide(&principal, read, &[("open", true.into())]).rule(),
        Some("x")
    );

    let twice = json.replace("\"role\":{", "\"role\":{\"r\":{},");
    assert!(
        serde_json::from_str::<PolicyDocument>(&twice)
            .unwrap_err()
            .to_string()
            .contains("stands twice")
    );
    let wrong = json.replace("\"owner == principal.id\"", "\"onwer == principal.id\"");
    let error = Policy::compile(&serde_json::from_str(&wrong).unwrap()).unwrap_err();
    assert_eq!((error.path().as_str(), error.line()), ("condition.mine", None));
}

#[test]
fn wildcards_stand_for_every_resource_or_action() {
    let policy =
        with("[resource.x]\nactions = [\"read\"]\n[role.r]\nallow = [\"*:read\"]\n[role.w]\nallow = [\"doc:*\"]\n")
            .unwrap();
    let allowed = |role, resource, action| {
        let principal = Principal::new(uuid::Uuid::nil(), policy.roles([role]).unwrap());
        policy
            .decide(&principal, policy.action(resource, action).unwrap(), &NoAttributes)
            .is_allowed()
    };
    assert!(allowed("r", "doc", "read") && allowed("r", "x", "read") && !allowed("r", "doc", "write"));
    assert!(allowed("w", "doc", "read") && allowed("w", "doc", "write") && !allowed("w", "x", "read"));
}

#[test]
fn a_rule_without_an_id_is_named_by_what_it_says_in_one_spelling() {
    let attributes = [("size", 1.into()), ("open", true.into())];
    for (written, id) in [
        (
            "doc:read   if  ( big and (small or  big) )",
            "r allow doc:read if big and (small or big)",
        ),
        (
            "doc:read if not not big or (small or small)",
            "r allow doc:read if not not big or (small or small)",
        ),
        (
            "doc:read if not (small or not big)",
            "r allow doc:read if not (small or not big)",
        ),
        ("*:read if ((big))", "r allow *:read if big"),
    ] {
        let policy = with(&format!("[condition]\nbig = \"size > 0\"\nsmall = \"size < 0\"\n[role.r]\nallow = [\"{written}\"]\n[role.s]\nallow = [\"doc:write if big and not small\"]\n")).unwrap();
        let principal = Principal::new(uuid::Uuid::nil(), policy.roles(["r"]).unwrap());
        let decision = policy.explain(&principal, policy.action("doc", "read").unwrap(), &attributes);
        assert_eq!(decision.rules()[0].id(), id);
    }
}
