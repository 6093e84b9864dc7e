//! Password policies: NIST's, the plan's, the block list, the context, and silence about the password.

use momfood_validate::{Code, Locale, PasswordPolicy};

fn faults(policy: &PasswordPolicy, raw: &str) -> Vec<Code> {
    policy.check(raw, &[]).err().unwrap_or_default()
}

#[test]
fn nist_asks_for_length_and_rarity_and_nothing_else() {
    let policy = PasswordPolicy::nist();
    for good in [
        "correct horse battery",
        "قهوة وتمر كل صباح",
        "zxkjvbqw",
        "        x y z",
        "пароль-от-дома",
        "🍔🍕🥗🍰🍜🍣🍛🍩",
    ] {
        assert_eq!(faults(&policy, good), [], "{good}");
    }
    assert_eq!(faults(&policy, "zxkjvbq"), [Code::TooShort { min: 8 }]);
    assert_eq!(faults(&policy, ""), [Code::Required]);
    assert_eq!(faults(&policy, &"ab1".repeat(43)), [Code::TooLong { max: 128 }]);
    assert_eq!(faults(&policy, &"a".repeat(2000)), [Code::TooManyBytes { max: 1024 }]);
}

#[test]
fn common_and_monotonous_passwords_are_refused_in_any_case() {
    let policy = PasswordPolicy::nist();
    for common in [
        "password",
        "PassWord",
        "password123",
        "qwertyuiop",
        "iloveyou",
        "aaaaaaaa",
        "12121212",
        "        ",
    ] {
        assert!(faults(&policy, common).contains(&Code::PasswordTooCommon), "{common}");
    }
    // The plan's ten.
    for common in [
        "password",
        "123456",
        "qwerty",
        "abc123",
        "password123",
        "admin",
        "letmein",
        "welcome",
        "monkey",
        "dragon",
    ] {
        assert!(faults(&policy, common).contains(&Code::PasswordTooCommon), "{common}");
    }
}

#[test]
fn the_plans_policy_reports_each_missing_class() {
    let policy = PasswordPolicy::plan();
    assert_eq!(faults(&policy, "Zxkj-vbq7"), []);
    assert_eq!(
        faults(&policy, "قهوة وتمر كل صباح"),
        [
            Code::PasswordNeedsLowercase,
            Code::PasswordNeedsUppercase,
            Code::PasswordNeedsDigit,
            Code::PasswordNeedsSymbol
        ]
    );
    for (raw, code) in [
        ("ZXKJ-VBQ7", Code::PasswordNeedsLowercase),
        ("zxkj-vbq7", Code::PasswordNeedsUppercase),
        ("Zxkj-vbqx", Code::PasswordNeedsDigit),
        ("Zxkjxvbq7", Code::PasswordNeedsSymbol),
    ] {
        assert_eq!(faults(&policy, raw), [code], "{raw}");
    }
}

#[test]
fn passwords_made_of_the_context_are_refused_and_passphrases_that_hold_it_are_not() {
    let policy = PasswordPolicy::nist();
    let context = ["Sara.Harbi", "momfood"];
    for personal in ["saraharbi", "Harbi2026", "MOMFOOD!", "momfood-harbi", "ibrahharbi"] {
        assert_eq!(
            policy.check(personal, &context).unwrap_err(),
            [Code::PasswordTooPersonal],
            "{personal}"
        );
    }
    for good in ["sara drinks coffee at noon", "zxkjvbqw"] {
        assert!(policy.check(good, &context).is_ok(), "{good}");
    }
    // Words of three letters are in many good passwords.
    assert!(policy.check("alibabaxyz", &["Ali"]).is_ok());
}

#[test]
fn minimum_can_be_raised_and_never_falls_below_eight() {
    assert_eq!(
        faults(&PasswordPolicy::nist().with_min(15), "zxkjvbqw"),
        [Code::TooShort { min: 15 }]
    );
    assert_eq!(PasswordPolicy::nist().with_min(1), PasswordPolicy::nist());
    assert_eq!(
        PasswordPolicy::nist().with_min(1000),
        PasswordPolicy::nist().with_min(128)
    );
}

#[test]
fn the_same_keys_give_the_same_bytes_and_nothing_else_is_changed() {
    let policy = PasswordPolicy::nist();
    let decomposed = policy.check(" cafe\u{301} au lait ", &[]).unwrap();
    assert_eq!(decomposed.expose(), " café au lait ");
}

#[test]
fn a_password_is_in_no_debug_and_in_no_message() {
    const CANARY: &str = "canary";
    let policy = PasswordPolicy::plan();
    let accepted = policy.check("Canary-7-canary", &[]).unwrap();
    assert_eq!(format!("{accepted:?}"), "Password { .. }");
    for raw in [CANARY.to_owned(), CANARY.repeat(30), CANARY.repeat(300)] {
        for code in faults(&policy, &raw) {
            let shown = format!("{code:?} {code} {}", code.message(Locale::Ar));
            assert!(!shown.to_lowercase().contains(CANARY), "{shown}");
        }
    }
}
