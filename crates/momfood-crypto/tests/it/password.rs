//! Passwords: what verifies, what does not, what is replaced, and what is refused.

use momfood_crypto::{
    Argon2Params, KeyStatus, Keyring, MAX_PASSWORD_LEN, PasswordError, PasswordHash, PasswordHasher, Verdict,
    Verification,
};
use proptest::prelude::*;

fn fast() -> PasswordHasher {
    PasswordHasher::new().with_params(Argon2Params::insecure_fast())
}

fn verify(hasher: &PasswordHasher, password: &str, stored: &str) -> Verdict {
    hasher.verify(password, &PasswordHash::parse(stored).unwrap()).unwrap()
}

#[test]
fn a_hash_is_argon2id_at_the_recommended_cost_with_a_fresh_salt() {
    let hasher = PasswordHasher::new();
    let [first, second] = ["لا تنسى الملح"; 2].map(|password| hasher.hash(password).unwrap());
    assert!(
        first.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{}",
        first.as_str()
    );
    assert_ne!(first.as_str(), second.as_str());
    assert_eq!(hasher.verify("لا تنسى الملح", &first).unwrap(), Verdict::Match);
    assert_eq!(hasher.verify("لا تنسى السكر", &first).unwrap(), Verdict::Mismatch);
    assert!(!hasher.is_obsolete(&first));
}

/// phc-winner-argon2, `src/test.c`: the hashes of "password" with the salt "somesalt".
#[test]
fn hashes_of_the_reference_implementation_verify() {
    for hash in [
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    ] {
        assert_eq!(verify(&fast(), "password", hash), Verdict::MatchButObsolete, "{hash}");
        assert_eq!(verify(&fast(), "passwore", hash), Verdict::Mismatch, "{hash}");
    }
}

/// Salt, cost and output of the text are those of the bare backend.
#[test]
fn a_hash_is_what_the_backend_computes() {
    let hash = fast().hash("hunter2").unwrap();
    let [_, _, _, costs, salt, output] = hash.as_str().split('$').collect::<Vec<_>>()[..] else {
        panic!("{}", hash.as_str());
    };
    assert_eq!(costs, "m=8,t=1,p=1");
    let decode = |text| base64::Engine::decode(&base64::prelude::BASE64_STANDARD_NO_PAD, text).unwrap();
    let params = argon2::Params::new(8, 1, 1, Some(32)).unwrap();
    let bare = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut expected = [0; 32];
    bare.hash_password_into(b"hunter2", &decode(salt), &mut expected)
        .unwrap();
    assert_eq!(decode(output), expected);
}

#[test]
fn a_hash_at_another_cost_is_replaced() {
    let strong = PasswordHasher::new();
    let cheap = fast().hash("hunter2").unwrap();
    assert!(strong.is_obsolete(&cheap));
    assert_eq!(strong.verify("hunter2", &cheap).unwrap(), Verdict::MatchButObsolete);
    let Verification::MatchWithUpgrade(replacement) = strong.verify_and_upgrade("hunter2", &cheap).unwrap() else {
        panic!("no upgrade");
    };
    assert!(replacement.as_str().contains("m=19456,t=2,p=1"));
    assert!(matches!(
        strong.verify_and_upgrade("hunter2", &replacement).unwrap(),
        Verification::Match
    ));
    assert!(matches!(
        strong.verify_and_upgrade("hunter3", &cheap).unwrap(),
        Verification::Mismatch
    ));
}

#[test]
fn the_length_of_a_password_is_bounded_before_any_work() {
    let hasher = fast();
    let stored = hasher.hash("x").unwrap();
    let (longest, longer, huge) = (
        "x".repeat(MAX_PASSWORD_LEN),
        "x".repeat(MAX_PASSWORD_LEN + 1),
        "x".repeat(1 << 20),
    );
    for bad in ["", &longer, &huge] {
        assert_eq!(hasher.hash(bad).unwrap_err(), PasswordError::Length);
        assert_eq!(hasher.verify(bad, &stored), Err(PasswordError::Length));
        assert_eq!(hasher.verify_dummy(bad), Err(PasswordError::Length));
    }
    let stored = hasher.hash(&longest).unwrap();
    assert_eq!(hasher.verify(&longest, &stored).unwrap(), Verdict::Match);
}

#[test]
fn every_byte_of_a_new_password_counts() {
    let hasher = fast();
    let long = "x".repeat(72) + "y";
    let stored = hasher.hash(&long).unwrap();
    for other in ["x".repeat(72), "x".repeat(72) + "z", "x".repeat(72) + "yy", long + "\0"] {
        assert_eq!(hasher.verify(&other, &stored).unwrap(), Verdict::Mismatch);
    }
    let stored = hasher.hash("before\0after").unwrap();
    assert_eq!(hasher.verify("before\0after", &stored).unwrap(), Verdict::Match);
    assert_eq!(hasher.verify("before", &stored).unwrap(), Verdict::Mismatch);
    assert_eq!(hasher.verify("before\0other", &stored).unwrap(), Verdict::Mismatch);
}

#[test]
fn the_work_for_an_unknown_user_leaves_no_trace_and_needs_no_hash() {
    let hasher = fast().with_peppers(&Keyring::generate().unwrap());
    assert_eq!(hasher.verify_dummy("hunter2"), Ok(()));
}

mod peppers {
    use super::*;
    use momfood_crypto::KeyId;

    /// Computed by the reference implementation in C (through Python's argon2-cffi) with the secret
    /// `HMAC-SHA256(000102..1f, "mf/pepper/v1" 01)`.
    #[test]
    fn a_pepper_is_the_secret_of_argon2_under_its_key_id() {
        let keyring = Keyring::parse("mfk1.primary.01020304.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        let stored = "$argon2id$v=19$m=19456,t=2,p=1,keyid=AQIDBA$c2l4dGVlbiBieXRlIHNsdA$\
                      WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ";
        let hasher = PasswordHasher::new().with_peppers(&keyring);
        assert_eq!(verify(&hasher, "ملح riyadh 17", stored), Verdict::Match);
        assert_eq!(verify(&hasher, "ملح riyadh 18", stored), Verdict::Mismatch);
    }

    #[test]
    fn a_hash_needs_its_pepper() {
        let keyring = Keyring::generate().unwrap();
        let peppered = fast().with_peppers(&keyring);
        let stored = peppered.hash("hunter2").unwrap();
        assert_eq!(peppered.verify("hunter2", &stored).unwrap(), Verdict::Match);

        let missing = PasswordError::Pepper(keyring.primary());
        let stranger = fast().with_peppers(&Keyring::generate().unwrap());
        for hasher in [fast(), stranger] {
            assert_eq!(hasher.verify("hunter2", &stored), Err(missing));
            assert!(hasher.is_obsolete(&stored));
        }
        assert_eq!(missing.code(), "password_pepper");
        // Another keyring that happens to use the same id has another key, and says no.
        let id = keyring.primary();
        let namesake = format!("mfk1.primary.{id}.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
        let namesake = fast().with_peppers(&Keyring::parse(&namesake).unwrap());
        assert_eq!(namesake.verify("hunter2", &stored).unwrap(), Verdict::Mismatch);
    }

    #[test]
    fn a_hash_without_the_pepper_is_replaced() {
        let stored = fast().hash("hunter2").unwrap();
        let peppered = fast().with_peppers(&Keyring::generate().unwrap());
        let Verification::MatchWithUpgrade(replacement) = peppered.verify_and_upgrade("hunter2", &stored).unwrap()
        else {
            panic!("no upgrade");
        };
        assert!(replacement.as_str().contains(",keyid="));
    }

    #[test]
    fn a_pepper_rotates_like_any_key() {
        let old = Keyring::generate().unwrap();
        let (introduced, id) = old.introduce().unwrap();
        let promoted = introduced.promote(id).unwrap();
        let stored = fast().with_peppers(&old).hash("hunter2").unwrap();
        let [during, after] = [&introduced, &promoted].map(|keyring| fast().with_peppers(keyring));
        assert_eq!(during.verify("hunter2", &stored).unwrap(), Verdict::Match);
        assert_eq!(after.verify("hunter2", &stored).unwrap(), Verdict::MatchButObsolete);
        // A node that is one step behind reads what a node ahead has written, and leaves it.
        let ahead = after.hash("hunter2").unwrap();
        assert_eq!(during.verify("hunter2", &ahead).unwrap(), Verdict::Match);

        for dead in [KeyStatus::Disabled, KeyStatus::Destroyed] {
            let retired = fast().with_peppers(&promoted.with_status(old.primary(), dead).unwrap());
            assert_eq!(
                retired.verify("hunter2", &stored),
                Err(PasswordError::Pepper(old.primary()))
            );
        }
        let unknown = PasswordError::Pepper(KeyId::new(7));
        assert_eq!(
            unknown.to_string(),
            "the pepper 00000007 of a password hash does not open"
        );
    }
}

#[cfg(feature = "bcrypt")]
mod bcrypt {
    use super::*;

    /// Openwall, John the Ripper `src/BF_common.c` and crypt_blowfish `wrapper.c`; mindrot jBCrypt `TestBCrypt.java`; the
    /// manual of PHP's `crypt`; pyca/bcrypt `tests/test_bcrypt.py`; the last two by pyca/bcrypt 5.0.
    #[test]
    fn hashes_of_other_systems_verify_and_are_replaced() {
        let long = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored";
        for (password, hash) in [
            ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
            ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
            ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
            (long, "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"),
            ("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
            (
                "rasmuslerdorf",
                "$2a$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi",
            ),
            (
                "ππππππππ",
                "$2a$10$.TtQJ4Jr6isd4Hp.mVfZeuh6Gws4rOQ/vdBczhDx.19NFK0Y84Dle",
            ),
            (
                "مطعم-١٧",
                "$2y$05$abcdefghijklmnopqrstuuny/lPtGbNsSySfTTXinjH2cgdxZFsCq",
            ),
            (
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i",
            ),
        ] {
            assert_eq!(verify(&fast(), password, hash), Verdict::MatchButObsolete, "{hash}");
            assert_eq!(
                verify(&fast(), &format!("!{password}"), hash),
                Verdict::Mismatch,
                "{hash}"
            );
        }
    }

    #[test]
    fn a_long_password_verifies_as_its_system_cut_it_and_counts_whole_from_then_on() {
        let stored = PasswordHash::parse("$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i").unwrap();
        let long = "x".repeat(72) + " and what the old system ignored";
        let Verification::MatchWithUpgrade(replacement) = fast().verify_and_upgrade(&long, &stored).unwrap() else {
            panic!("the user with a long password is locked out");
        };
        assert_eq!(fast().verify(&long, &replacement).unwrap(), Verdict::Match);
        assert_eq!(fast().verify(&"x".repeat(72), &replacement).unwrap(), Verdict::Mismatch);
    }

    #[test]
    fn a_nul_byte_is_no_way_to_say_the_same_password_twice() {
        let stored = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
        assert_eq!(verify(&fast(), "a", stored), Verdict::MatchButObsolete);
        for alias in ["a\0a", "a\0a\0a", "a\0b", "a\0"] {
            assert_eq!(verify(&fast(), alias, stored), Verdict::Mismatch, "{alias:?}");
        }
    }
}

#[test]
fn debug_shows_neither_password_nor_hash() {
    let keyring = Keyring::generate().unwrap();
    let hasher = fast().with_peppers(&keyring);
    let hash = hasher.hash("hunter2").unwrap();
    assert_eq!(format!("{hash:?}"), "PasswordHash(argon2id, ..)");
    let shown = format!("{hasher:?} {:?}", hasher.verify_and_upgrade("hunter2", &hash).unwrap());
    assert!(!shown.contains('$') && !shown.contains("hunter2"), "{shown}");
    assert!(
        shown.contains(&format!("Some(KeyId({}))", keyring.primary())),
        "{shown}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_password_verifies_and_another_does_not(ours in "\\PC{1,40}|[\\x00-\\x7f]{1,90}", theirs in "\\PC{1,40}") {
        let hasher = fast();
        let stored = PasswordHash::parse(hasher.hash(&ours).unwrap().as_str()).unwrap();
        prop_assert_eq!(hasher.verify(&ours, &stored).unwrap(), Verdict::Match);
        prop_assert_eq!(hasher.verify(&theirs, &stored).unwrap().is_match(), ours == theirs);
    }
}
