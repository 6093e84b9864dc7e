//! The accuracy of the inspection on the corpora of `tests/data`, and its laws: linear work, no text in a verdict.

use momfood_validate::inspect::{Class, MAX_INSPECTED_BYTES, Profile, Reason, inspect};

const SQL: &str = include_str!("../data/attacks-sql.txt");
const XSS: &str = include_str!("../data/attacks-xss.txt");
const PATH: &str = include_str!("../data/attacks-path.txt");
const COMMAND: &str = include_str!("../data/attacks-command.txt");
const TEXT: &str = include_str!("../data/benign-text.txt");
const IDENTIFIERS: &str = include_str!("../data/benign-identifiers.txt");

/// Most steps a byte. Three views of 42: six readings as SQL with words read twice (12), HTML (6), paths (6), commands with
/// their look-ahead (14), and the view itself for each class (4). The repeated seeds stay far below, so they get half.
const MAX_STEPS_A_BYTE: usize = 3 * 42 / 2;

fn missed(attacks: &str, profile: Profile) -> Vec<&str> {
    attacks
        .lines()
        .filter(|attack| !inspect(attack, profile).is_suspicious())
        .collect()
}

fn flagged(texts: &str, profile: Profile) -> Vec<String> {
    texts
        .lines()
        .map(|text| (text, inspect(text, profile)))
        .filter(|(_, verdict)| verdict.is_suspicious())
        .map(|(text, verdict)| format!("{text} => {verdict}"))
        .collect()
}

#[test]
fn every_attack_is_flagged_in_an_identifier() {
    for attacks in [SQL, XSS, PATH, COMMAND] {
        assert!(attacks.lines().count() >= 25);
        assert_eq!(missed(attacks, Profile::Identifier), [""; 0]);
    }
}

#[test]
fn every_attack_on_html_is_flagged_in_free_text() {
    assert_eq!(missed(XSS, Profile::FreeText), [""; 0]);
}

#[test]
fn complete_attacks_on_sql_are_flagged_in_free_text() {
    for attack in [
        "' or 1=1--",
        "x' UNION SELECT username, password FROM users--",
        "1; DROP TABLE users--",
        "1 and sleep(5)",
        "1'; waitfor delay '0:0:5'--",
        "%27%20or%201=1--",
        "' or 'x'='x",
    ] {
        let verdict = inspect(attack, Profile::FreeText);
        assert_eq!(verdict.class(), Some(Class::Sql), "{attack}: {verdict}");
    }
}

#[test]
fn no_benign_text_is_flagged_in_free_text_or_names() {
    assert!(TEXT.lines().count() >= 120);
    for profile in [Profile::FreeText, Profile::RichText, Profile::Name] {
        assert_eq!(flagged(TEXT, profile), [""; 0], "{profile:?}");
    }
}

#[test]
fn no_benign_identifier_is_flagged_in_an_identifier() {
    assert_eq!(flagged(IDENTIFIERS, Profile::Identifier), [""; 0]);
}

#[test]
fn attacks_are_put_into_their_class() {
    for (attack, class, reason) in [
        ("1 UNION SELECT NULL", Class::Sql, Reason::UnionSelect),
        ("x' or 1=1", Class::Sql, Reason::QuoteBreak),
        ("1; drop table x", Class::Sql, Reason::StackedStatement),
        ("(select password from users)", Class::Sql, Reason::SubQuery),
        ("1 or 1=1", Class::Sql, Reason::Tautology),
        ("1 order by 9", Class::Sql, Reason::InjectedClause),
        ("1 or pg_sleep(1)", Class::Sql, Reason::DangerousFunction),
        ("1 and @@version", Class::Sql, Reason::Catalogue),
        ("1/**/or/**/1=1", Class::Sql, Reason::Obfuscation),
        ("admin'-- ", Class::Sql, Reason::TrailingComment),
        ("<script>", Class::Xss, Reason::DangerousTag),
        ("<p onclick=x>", Class::Xss, Reason::EventHandler),
        ("<a href=javascript:x>", Class::Xss, Reason::ScriptUrl),
        ("../../x", Class::Path, Reason::Traversal),
        ("/etc/passwd", Class::Path, Reason::SensitiveFile),
        (r"C:\x", Class::Path, Reason::AbsolutePath),
        ("x; wget y", Class::Command, Reason::ChainedCommand),
        ("$(id)", Class::Command, Reason::CommandSubstitution),
    ] {
        let verdict = inspect(attack, Profile::Identifier);
        assert_eq!(verdict.class(), Some(class), "{attack}: {verdict}");
        assert!(verdict.reasons().any(|found| found == reason), "{attack}: {verdict}");
    }
}

#[test]
fn emphasis_gives_no_points_in_rich_text_only() {
    let text = "<b>Fresh</b> and <em>hot</em>";
    assert_eq!(inspect(text, Profile::RichText).score(), 0);
    assert!(inspect(text, Profile::FreeText).score() > 0);
    assert!(inspect("<b onclick=x>", Profile::RichText).is_suspicious());
}

#[test]
fn what_three_encodings_hide_is_found_under_two_and_no_more() {
    assert!(inspect("%27 or 1=1--", Profile::Identifier).is_suspicious());
    assert!(inspect("%2527 or 1=1--", Profile::Identifier).is_suspicious());
    assert!(inspect("%252e%252e%252f%252e%252e%252f", Profile::Identifier).is_suspicious());
}

#[test]
fn work_is_linear_in_the_text() {
    for seed in [
        "(",
        "'",
        "\"",
        "`",
        "/*",
        "/*!",
        "<",
        "<a ",
        "<a b=&#x",
        "&#",
        "=",
        "on=",
        "$a$",
        "$(",
        "\\",
        "../",
        "; ls ",
        "%25",
        "%2",
        "(select ",
        "or 1 ",
        "1.",
        "1e",
        "@",
        "{",
        "a.b",
        "＇",
        "--",
        "'\"#`<=;/",
        "union ",
        "\u{301}",
    ] {
        for size in [100, 4_000, MAX_INSPECTED_BYTES] {
            let text = seed.repeat(size / seed.len());
            let steps = inspect(&text, Profile::Identifier).steps() as usize;
            assert!(steps <= MAX_STEPS_A_BYTE * text.len(), "{seed:?} × {size}: {steps}");
        }
    }
}

#[test]
fn what_lies_beyond_the_cap_is_not_looked_at_and_the_verdict_says_so() {
    let text = format!("{}' or 1=1--", "a".repeat(MAX_INSPECTED_BYTES));
    let verdict = inspect(&text, Profile::Identifier);
    assert!(verdict.is_truncated() && !verdict.is_suspicious());
    assert!(!inspect("short", Profile::Identifier).is_truncated());
    // The cap lies within a character: no panic.
    assert!(inspect(&"ش".repeat(MAX_INSPECTED_BYTES), Profile::FreeText).is_truncated());
}

#[test]
fn verdicts_show_reasons_and_nothing_of_the_text() {
    let verdict = inspect("canary' or 1=1--", Profile::FreeText);
    assert_eq!(
        verdict.to_string(),
        "sql_injection 9: quote_break, trailing_comment, tautology"
    );
    assert!(!format!("{verdict:?}").contains("canary"));
    assert_eq!(inspect("Tom & Jerry", Profile::Identifier).to_string(), "clean");
}
