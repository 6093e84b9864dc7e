//! Stored hashes: what is read, what is refused before any work, and how it prints.

use momfood_crypto::{Argon2Params, Argon2ParamsError, PasswordHash, PasswordHashError};
use proptest::prelude::*;

const GOOD: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlIHNsdA$WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ";

fn refusal(text: &str) -> PasswordHashError {
    match PasswordHash::parse(text) {
        Ok(_) => panic!("{text} was read"),
        Err(error) => error,
    }
}

#[test]
fn a_hash_is_read_and_stored_as_it_was() {
    let peppered = GOOD.replace("p=1", "p=1,keyid=AQIDBA");
    let unversioned = GOOD.replace("$v=19", "").replace("argon2id", "argon2i");
    for text in [GOOD, &peppered, &unversioned] {
        assert_eq!(PasswordHash::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn a_forged_hash_cannot_order_unbounded_work() {
    for (from, to) in [
        ("m=19456", "m=4194304"), // 4 GiB
        ("m=19456", "m=262145"),
        ("m=19456", "m=4294967295"),
        ("m=19456", "m=7"),
        ("t=2", "t=11"),
        ("t=2", "t=4294967295"),
        ("t=2", "t=0"),
        ("p=1", "p=17"),
        ("p=1", "p=16777215"),
        ("p=1", "p=0"),
    ] {
        assert_eq!(refusal(&GOOD.replace(from, to)), PasswordHashError::Cost, "{to}");
    }
    assert_eq!(PasswordHashError::Cost.code(), "password_hash_cost");
    for at_the_bound in ["m=262144", "m=8"] {
        PasswordHash::parse(&GOOD.replace("m=19456", at_the_bound)).unwrap();
    }
}

#[test]
fn a_malformed_hash_is_refused() {
    for (from, to) in [
        ("v=19", "v=18"),
        ("v=19", "v=019"),
        ("v=19", ""),
        ("m=19456", "m=019456"),
        ("m=19456", "m=+19456"),
        ("m=19456", "m=-19456"),
        ("m=19456", "m=4294967296"),
        ("m=19456", "m="),
        ("m=19456", "m=0x10"),
        ("m=19456,t=2", "t=2,m=19456"),
        ("p=1", "p=1,"),
        ("p=1", "p=1,p=1"),
        ("p=1", "p=1,keyid="),
        ("p=1", "p=1,keyid=AQID"),
        ("p=1", "p=1,keyid=AQIDBAU"),
        ("p=1", "p=1,keyid=AQIDBA,keyid=AQIDBA"),
        ("p=1", "p=1,data=AQIDBA"),
        (",p=1", ""),
        ("c2l4dGVlbiBieXRlIHNsdA", ""),
        ("c2l4dGVlbiBieXRlIHNsdA", "c2hvcnQ"),
        ("c2l4dGVlbiBieXRlIHNsdA", "c2l4dGVlbiBieXRlIHNsdB"),
        ("c2l4dGVlbiBieXRlIHNsdA", "c2l4dGVlbiBieXRlIHNsdA=="),
        ("$WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ", ""),
        ("$WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ", "$"),
        ("WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ", "WzhPn6ABNYM"),
        ("rniuNQ", "rniuNR"),
        ("rniuNQ", "rniuNQ$"),
        ("rniuNQ", "rniuNQ\n"),
        ("rniuNQ", "rniuN\u{e9}"),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD);
        assert_eq!(refusal(&text), PasswordHashError::Malformed, "{text}");
    }
    assert_eq!(
        refusal(&format!("{GOOD}{}", "A".repeat(1 << 20))),
        PasswordHashError::Malformed
    );
}

#[test]
fn a_text_of_no_known_scheme_is_refused() {
    for text in [
        "",
        "hunter2",
        "$",
        "$argon2d$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlIHNsdA$WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ",
        "$pbkdf2-sha256$i=600000$c2l4dGVlbiBieXRlIHNsdA$WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ",
        "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ] {
        assert_eq!(refusal(text), PasswordHashError::Scheme, "{text}");
    }
}

#[cfg(feature = "bcrypt")]
#[test]
fn a_bcrypt_hash_is_read_within_bounds() {
    let text = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    for version in ["$2a$", "$2b$", "$2y$"] {
        let text = text.replace("$2a$", version);
        assert_eq!(PasswordHash::parse(&text).unwrap().as_str(), text);
    }
    for (cost, expected) in [
        ("03", PasswordHashError::Cost),
        ("15", PasswordHashError::Cost),
        ("31", PasswordHashError::Cost),
        ("99", PasswordHashError::Cost),
        ("5", PasswordHashError::Malformed),
        ("+5", PasswordHashError::Malformed),
        ("005", PasswordHashError::Malformed),
    ] {
        assert_eq!(refusal(&text.replace("05", cost)), expected, "{cost}");
    }
    for bad in [
        &text[..59],
        &format!("{text}."),
        &text.replace("OeW", "Oe!"),
        &text.replace("OeW", "O\u{e9}"),
        "$2a$",
        "$2a$12$",
    ] {
        assert_eq!(refusal(bad), PasswordHashError::Malformed, "{bad}");
    }
}

#[cfg(not(feature = "bcrypt"))]
#[test]
fn without_its_feature_bcrypt_is_no_known_scheme() {
    let text = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    assert_eq!(refusal(text), PasswordHashError::Scheme);
}

#[test]
fn costs_are_chosen_between_the_least_that_owasp_lists_and_the_most_that_is_read() {
    // OWASP Password Storage Cheat Sheet, argon2id: the five equivalent choices.
    for (memory_mib, passes) in [(46, 1), (19, 2), (12, 3), (9, 4), (7, 5)] {
        Argon2Params::new(memory_mib * 1024, passes, 1).unwrap();
    }
    Argon2Params::new(
        Argon2Params::MAX_MEMORY_KIB,
        Argon2Params::MAX_PASSES,
        Argon2Params::MAX_LANES,
    )
    .unwrap();
    for (memory_kib, passes, lanes, error) in [
        (19_456, 1, 1, Argon2ParamsError::TooCheap),
        (7_167, 10, 1, Argon2ParamsError::TooCheap),
        (7_168, 4, 1, Argon2ParamsError::TooCheap),
        (19_456, 0, 1, Argon2ParamsError::TooCheap),
        (262_145, 2, 1, Argon2ParamsError::TooCostly),
        (19_456, 11, 1, Argon2ParamsError::TooCostly),
        (19_456, 2, 17, Argon2ParamsError::TooCostly),
        (19_456, 2, 0, Argon2ParamsError::TooCostly),
    ] {
        assert_eq!(Argon2Params::new(memory_kib, passes, lanes), Err(error));
    }
    assert_eq!(Argon2Params::default(), Argon2Params::new(19_456, 2, 1).unwrap());
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\$(argon2id?|2[aby])?[$=,a-zA-Z0-9+/.]{0,120}|\\PC{0,60}") {
        if let Ok(hash) = PasswordHash::parse(&text) {
            prop_assert_eq!(hash.as_str(), text);
        }
    }
}
