//! A keyring has one primary, no duplicates and no placeholders, and never loses a key while it rotates.

use momfood_crypto::{Key, KeyError, KeyId, KeyStatus, Keyring, KeyringError, MAX_KEYS};
use proptest::prelude::*;

const PRIMARY: &str = "mfk1.primary.9f3a21c4.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const ACTIVE: &str = "mfk1.active.00000002.ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
const DESTROYED: &str = "mfk1.destroyed.00000003.";

fn key(id: u32, status: KeyStatus) -> Key {
    let material: Vec<u8> = (0..28).chain(id.to_be_bytes()).collect();
    Key::new(KeyId::new(id), status, &material).unwrap()
}

#[test]
fn the_text_form_is_read_and_written_as_documented() {
    let keyring = Keyring::parse(&format!("{PRIMARY},{ACTIVE}\n\t{DESTROYED}\r\n")).unwrap();
    assert_eq!(keyring.primary(), KeyId::new(0x9f3a_21c4));
    assert_eq!(keyring.status(KeyId::new(2)), Some(KeyStatus::Active));
    assert_eq!(keyring.status(KeyId::new(3)), Some(KeyStatus::Destroyed));
    assert_eq!(keyring.status(KeyId::new(4)), None);
    assert_eq!(
        *keyring.to_text().expose(),
        format!("{PRIMARY}\n{ACTIVE}\n{DESTROYED}\n")
    );
}

#[test]
fn no_primary_and_two_primaries_are_refused() {
    let (first, second) = (key(1, KeyStatus::Primary), key(2, KeyStatus::Primary));
    let two = Keyring::new([first, second]).unwrap_err();
    assert_eq!(two, KeyringError::TwoPrimaries(KeyId::new(1), KeyId::new(2)));
    assert_eq!(two.to_string(), "two primary keys: 00000001 and 00000002");
    assert_eq!(
        Keyring::new([key(1, KeyStatus::Active)]).unwrap_err(),
        KeyringError::NoPrimary
    );
    assert_eq!(Keyring::new([]).unwrap_err(), KeyringError::NoPrimary);
    assert_eq!(Keyring::parse(" \n ").unwrap_err(), KeyringError::NoPrimary);
}

#[test]
fn an_id_or_material_that_occurs_twice_is_refused() {
    let twice = [key(1, KeyStatus::Primary), key(1, KeyStatus::Active)];
    assert_eq!(
        Keyring::new(twice).unwrap_err(),
        KeyringError::DuplicateId(KeyId::new(1))
    );

    let copied = PRIMARY.replace("primary", "active").replace("9f3a21c4", "00000009");
    assert_eq!(
        Keyring::parse(&format!("{PRIMARY} {copied}")).unwrap_err(),
        KeyringError::RepeatedMaterial(KeyId::new(0x9f3a_21c4), KeyId::new(9))
    );
    // A tombstone keeps its id from being used again.
    let revived = [Key::destroyed(KeyId::new(1)), key(1, KeyStatus::Primary)];
    assert_eq!(
        Keyring::new(revived).unwrap_err(),
        KeyringError::DuplicateId(KeyId::new(1))
    );
}

#[test]
fn short_long_and_weak_material_is_refused() {
    for len in [0, 16, 31, 33, 64] {
        let material: Vec<u8> = (0..len).collect();
        assert_eq!(
            Key::new(KeyId::new(1), KeyStatus::Primary, &material).unwrap_err(),
            KeyError::Length
        );
    }
    for byte in [0, b'x', 255] {
        assert_eq!(
            Key::new(KeyId::new(1), KeyStatus::Primary, &[byte; 32]).unwrap_err(),
            KeyError::Weak
        );
    }
    let zeros = format!("mfk1.primary.00000001.{}", "A".repeat(43));
    let error = Keyring::parse(&format!("{ACTIVE} {zeros}")).unwrap_err();
    assert_eq!(
        error,
        KeyringError::Key {
            position: 2,
            source: KeyError::Weak
        }
    );
    assert_eq!(error.code(), "key_weak");
}

#[test]
fn a_key_text_at_fault_is_named_by_position_and_never_shown() {
    let cases = [
        ("mfk2.primary.9f3a21c4.AAEC", KeyError::Format),
        ("mfk1.primary.9f3a21c4", KeyError::Format),
        ("mfk1.primary.9f3a21c4.AAEC.AAEC", KeyError::Format),
        ("mfk1.Primary.9f3a21c4.AAEC", KeyError::Status),
        ("mfk1..9f3a21c4.AAEC", KeyError::Status),
        ("mfk1.primary.9F3A21C4.AAEC", KeyError::Id),
        ("mfk1.primary.+f3a21c4.AAEC", KeyError::Id),
        ("mfk1.primary.9f3a21c.AAEC", KeyError::Id),
        ("mfk1.primary.9f3a21c4.AAE+", KeyError::Encoding),
        ("mfk1.primary.9f3a21c4.AAE=", KeyError::Encoding),
        ("mfk1.primary.9f3a21c4.AAEC", KeyError::Length),
        ("mfk1.primary.9f3a21c4.", KeyError::Length),
        ("mfk1.destroyed.9f3a21c4.AAEC", KeyError::Length),
    ];
    for (text, source) in cases {
        let error = Keyring::parse(&format!("{ACTIVE}\n{text}")).unwrap_err();
        assert_eq!(error, KeyringError::Key { position: 2, source }, "{text}");
        let shown = format!("{error} {error:?} {source}");
        assert!(!shown.contains("AAE") && !shown.contains("9f3a"), "{shown}");
    }
    assert_eq!(Key::parse(&PRIMARY.repeat(2)).unwrap_err(), KeyError::Format);
}

#[test]
fn too_many_keys_are_refused_without_reading_them_all() {
    let key = |id: usize| {
        key(
            u32::try_from(id).unwrap(),
            if id == 0 {
                KeyStatus::Primary
            } else {
                KeyStatus::DecryptOnly
            },
        )
    };
    let full = Keyring::new((0..MAX_KEYS).map(key)).unwrap();
    assert_eq!(full.introduce().unwrap_err(), KeyringError::TooManyKeys);
    assert_eq!(full.rotate().unwrap_err(), KeyringError::TooManyKeys);
    assert_eq!(Keyring::new((0..).map(key)).unwrap_err(), KeyringError::TooManyKeys);
}

#[test]
fn rotation_makes_a_fresh_primary_and_leaves_the_old_one_to_decrypt() {
    let old = Keyring::generate().unwrap();
    let new = old.rotate().unwrap();
    assert_ne!(old.primary(), new.primary());
    assert_eq!(new.status(old.primary()), Some(KeyStatus::DecryptOnly));
    assert_eq!(old.status(old.primary()), Some(KeyStatus::Primary));
    assert_eq!(new.keys().count(), 2);
    let read = Keyring::parse(new.to_text().expose()).unwrap();
    assert_eq!(
        (read.primary(), read.status(old.primary())),
        (new.primary(), new.status(old.primary()))
    );
}

#[test]
fn only_an_active_key_is_promoted() {
    let keyring = Keyring::parse(&format!("{PRIMARY} {ACTIVE} {DESTROYED}")).unwrap();
    for id in [0x9f3a_21c4, 3, 4].map(KeyId::new) {
        assert_eq!(keyring.promote(id).unwrap_err(), KeyringError::NotActive(id));
    }
    let promoted = keyring.promote(KeyId::new(2)).unwrap();
    assert_eq!(promoted.primary(), KeyId::new(2));
    // The demoted primary could decrypt only; nothing brings it back but an explicit change.
    let old = KeyId::new(0x9f3a_21c4);
    assert_eq!(promoted.promote(old).unwrap_err(), KeyringError::NotActive(old));
}

#[test]
fn the_primary_and_the_dead_do_not_change_state() {
    let keyring = Keyring::parse(&format!("{PRIMARY} {ACTIVE} {DESTROYED}")).unwrap();
    let (primary, active, destroyed, unknown) = (KeyId::new(0x9f3a_21c4), KeyId::new(2), KeyId::new(3), KeyId::new(4));
    for id in [primary, destroyed, unknown] {
        let error = keyring.with_status(id, KeyStatus::Active).unwrap_err();
        assert_eq!(error, KeyringError::Transition(id));
    }
    let error = keyring.with_status(active, KeyStatus::Primary).unwrap_err();
    assert_eq!(error, KeyringError::Transition(active));
    let gone = keyring.with_status(active, KeyStatus::Destroyed).unwrap();
    assert!(gone.to_text().expose().contains("mfk1.destroyed.00000002.\n"));
    assert_eq!(keyring.status(active), Some(KeyStatus::Active));
}

proptest! {
    #[test]
    fn whatever_key_text_is_read_prints_as_it_was(
        status in prop::sample::select(vec![
            KeyStatus::Primary,
            KeyStatus::Active,
            KeyStatus::DecryptOnly,
            KeyStatus::Disabled,
        ]),
        id: u32,
        material in prop::collection::vec(any::<u8>(), 32),
    ) {
        let id = KeyId::new(id);
        let key = Key::new(id, status, &material);
        prop_assume!(key.is_ok());
        let text = key.unwrap().to_text();
        let read = Key::parse(text.expose()).unwrap();
        prop_assert_eq!((read.id(), read.status()), (id, status));
        let printed = read.to_text();
        prop_assert_eq!(printed.expose(), text.expose());
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[ ,.a-zA-Z0-9_=\\n-]{0,200}|\\PC{0,60}") {
        let _ = Keyring::parse(&text);
    }
}
