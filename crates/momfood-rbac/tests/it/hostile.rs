//! Files made to exhaust or to deceive. Each is refused, in time, with an error that can be printed.

use momfood_rbac::Policy;

const HEAD: &str = "version = 1\n[resource.d]\nattrs = { a = \"int\" }\nactions = [\"r\"]\n";

fn refused(text: &str) -> &'static str {
    let error = Policy::from_toml(text).unwrap_err();
    let report = error.report();
    assert!(report.len() < 4_096, "a report is for people: {} bytes", report.len());
    assert!(!report.contains(['\u{1b}', '\0', '\u{202e}']), "{report:?}");
    error.code()
}

fn condition(text: &str) -> &'static str {
    refused(&format!(
        "{HEAD}[condition]\nc = \"{text}\"\n[role.x]\nallow = [\"d:r if c\"]\n"
    ))
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    assert_eq!(condition(&"(".repeat(1_000)), "policy_too_large");
    assert_eq!(condition(&"not ".repeat(500)), "policy_too_large");
    let balanced = format!("{}a == 1{}", "(".repeat(200), ")".repeat(200));
    assert_eq!(condition(&balanced), "policy_too_large");
    assert_eq!(refused(&format!("x = {}", "[".repeat(100_000))), "policy_syntax");
    assert_eq!(refused(&format!("x{} = 1", ".a".repeat(100_000))), "policy_syntax");
}

#[test]
fn size_is_bounded_before_anything_is_read() {
    assert_eq!(refused(&" ".repeat(Policy::MAX_BYTES + 1)), "policy_too_large");
    assert_eq!(refused(&"x".repeat(Policy::MAX_BYTES)), "policy_syntax");
    assert_eq!(condition(&"a == 1 and ".repeat(200)), "policy_too_large");
    let list = (0..65).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    assert_eq!(condition(&format!("a in [{list}]")), "policy_too_large");
}

#[test]
fn wildcards_cannot_blow_up_the_table() {
    let resources = (0..256)
        .map(|n| format!("[resource.r{n}]\nactions = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"]\n"));
    let rules = (0..1_000)
        .map(|n| format!("{{ id = \"{n}\", on = \"*:*\" }}"))
        .collect::<Vec<_>>()
        .join(", ");
    let text = format!(
        "version = 1\n{}[role.x]\nallow = [{rules}]\n",
        resources.collect::<String>()
    );
    assert_eq!(refused(&text), "policy_too_large");
}

#[test]
fn a_long_line_is_shown_in_part() {
    let text = format!("{HEAD}[role.x]\nallow = [{} \"d:fly\"]\n", " ".repeat(100_000));
    assert_eq!(refused(&text), "policy_unknown_name");
}

#[test]
fn control_and_direction_characters_do_not_reach_the_terminal() {
    assert_eq!(refused("version = 1\n\"\\u001b[2J\\u0000\" = 1"), "policy_syntax");
    assert_eq!(refused("version = 1\n[role.\"\u{202e}nimda\"]\n"), "policy_name");
    assert_eq!(refused("version = 1\n[role.\"\\u001b]0;x\\u0007\"]\n"), "policy_name");
    assert_eq!(condition("a == '\u{202e}'"), "policy_type");
    assert_eq!(
        refused(&format!("{HEAD}[role.x]\nallow = [\"d:r if \u{1f4a3}\"]\n")),
        "policy_expression"
    );
}

#[test]
fn duplicate_keys_are_refused() {
    assert_eq!(refused("version = 1\nversion = 1\n"), "policy_syntax");
    assert_eq!(
        refused(&format!("{HEAD}[condition]\nc = \"a == 1\"\nc = \"a == 2\"\n")),
        "policy_syntax"
    );
    assert_eq!(
        refused(&format!("{HEAD}[role.x]\nallow = []\nallow = [\"d:r\"]\n")),
        "policy_syntax"
    );
}
