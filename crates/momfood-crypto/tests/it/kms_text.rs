//! The text of a wrapped keyring has one spelling, is bounded, and names what is wrong without showing it.

use momfood_crypto::kms::{
    KeyringName, MAX_KEYRING_NAME_LEN, MAX_WRAPPED_DEK_LEN, MAX_WRAPPED_KEYRING_LEN, WrappedDek, WrappedKeyring,
    WrappedKeyringError,
};
use momfood_crypto::{KeyId, KeyStatus, KeyringError, MAX_KEYS};
use proptest::prelude::*;

const TAG: &str = "mfw1.tag.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n";

fn parse(text: &str) -> Result<WrappedKeyring, WrappedKeyringError> {
    WrappedKeyring::parse(&KeyringName::new("fields").unwrap(), text)
}

fn keyring(lines: &str) -> String {
    format!("mfw1.keyring.fields\n{lines}{TAG}")
}

#[test]
fn the_text_form_is_read_and_written_as_documented() {
    let text = keyring("mfw1.primary.9f3a21c4.vault:transit/fields:v3.AAEC\nmfw1.destroyed.00000003..\n");
    let wrapped = parse(&text).unwrap();
    assert_eq!(wrapped.to_text(), text);
    assert_eq!(
        parse(text.trim_end()).unwrap(),
        wrapped,
        "the last line end may be missing"
    );
    assert_eq!(wrapped.name().as_str(), "fields");
    assert_eq!(wrapped.primary(), KeyId::new(0x9f3a_21c4));
    assert_eq!(
        wrapped.keys().collect::<Vec<_>>(),
        [
            (
                KeyId::new(0x9f3a_21c4),
                KeyStatus::Primary,
                Some("vault:transit/fields:v3")
            ),
            (KeyId::new(3), KeyStatus::Destroyed, None),
        ]
    );
}

#[test]
fn a_line_at_fault_is_named_by_position_and_never_shown() {
    let cases = [
        "mfw2.active.00000001.k.AAEC",
        "mfw1.active.00000001.k",
        "mfw1.active.00000001.k.AAEC.",
        "mfw1.Active.00000001.k.AAEC",
        "mfw1.active.0000000G.k.AAEC",
        "mfw1.active.0000000A.k.AAEC",
        "mfw1.active.+0000001.k.AAEC",
        "mfw1.active.00000001..AAEC",
        "mfw1.active.00000001.k.",
        "mfw1.active.00000001.k k.AAEC",
        "mfw1.active.00000001.k.AAE=",
        "mfw1.active.00000001.k.AAF",
        "mfw1.active.00000001.k.AAEC\r",
        " mfw1.active.00000001.k.AAEC",
        "mfw1.destroyed.00000001.k.AAEC",
        "mfw1.destroyed.00000001.k.",
        "mfw1.destroyed.00000001..AAEC",
        "",
    ];
    for line in cases {
        let error = parse(&keyring(&format!("mfw1.primary.00000002.k.AAEC\n{line}\n"))).unwrap_err();
        assert_eq!(error, WrappedKeyringError::Key { position: 2 }, "{line}");
        assert_eq!(error.to_string(), "key 2 of the wrapped keyring cannot be read");
    }
}

#[test]
fn header_name_and_tag_are_required() {
    let primary = "mfw1.primary.00000002.k.AAEC\n";
    assert_eq!(parse("").unwrap_err(), WrappedKeyringError::Header);
    assert_eq!(
        parse(&format!("{primary}{TAG}")).unwrap_err(),
        WrappedKeyringError::Header
    );
    let other = keyring(primary).replace("fields", "peppers");
    assert_eq!(parse(&other).unwrap_err(), WrappedKeyringError::Name);
    for tag in [
        "",
        "mfw1.tag.\n",
        "mfw1.tag.AAEC\n",
        &TAG.repeat(2).replace('\n', ""),
        "\n",
    ] {
        let text = format!("mfw1.keyring.fields\n{primary}{tag}");
        assert_eq!(parse(&text).unwrap_err(), WrappedKeyringError::Tag, "{tag}");
    }
    assert_eq!(parse("mfw1.keyring.fields").unwrap_err(), WrappedKeyringError::Tag);
    assert_eq!(
        parse(&format!("{}\n", keyring(primary))).unwrap_err(),
        WrappedKeyringError::Tag
    );
}

#[test]
fn a_set_of_keys_that_is_no_keyring_is_refused_before_any_is_unwrapped() {
    let line = |status: &str, id: usize| format!("mfw1.{status}.{id:08x}.k.AAEC\n");
    let two = parse(&keyring(&(line("primary", 1) + &line("primary", 2))));
    assert_eq!(
        two.unwrap_err(),
        KeyringError::TwoPrimaries(KeyId::new(1), KeyId::new(2)).into()
    );
    let twice = parse(&keyring(&(line("primary", 1) + &line("active", 1))));
    assert_eq!(twice.unwrap_err(), KeyringError::DuplicateId(KeyId::new(1)).into());
    assert_eq!(parse(&keyring("")).unwrap_err(), KeyringError::NoPrimary.into());
    assert_eq!(
        parse(&keyring(&line("active", 1))).unwrap_err(),
        KeyringError::NoPrimary.into()
    );

    let mut many: String = (1..MAX_KEYS).map(|id| line("disabled", id)).collect();
    many += &line("primary", 0);
    assert_eq!(parse(&keyring(&many)).unwrap().keys().count(), MAX_KEYS);
    let error = parse(&keyring(&(many + &line("disabled", MAX_KEYS)))).unwrap_err();
    assert_eq!(error, KeyringError::TooManyKeys.into());
    assert_eq!(error.code(), "keyring_too_many_keys");
}

#[test]
fn everything_is_bounded() {
    let long = "x".repeat(MAX_WRAPPED_KEYRING_LEN + 1);
    assert_eq!(parse(&long).unwrap_err(), WrappedKeyringError::Length);
    for name in ["", "a b", "a\n", "اسم", &"x".repeat(MAX_KEYRING_NAME_LEN + 1)] {
        assert!(KeyringName::new(name).is_err(), "{name}");
    }
    assert!(KeyringName::new(&"x".repeat(MAX_KEYRING_NAME_LEN)).is_ok());
    assert!(WrappedDek::new("k", &[0; MAX_WRAPPED_DEK_LEN]).is_some());
    assert!(WrappedDek::new("k", &[0; MAX_WRAPPED_DEK_LEN + 1]).is_none());
    assert!(WrappedDek::new("k", &[]).is_none());
    assert!(WrappedDek::new("k.v1", &[0]).is_none());
}

proptest! {
    #[test]
    fn what_parses_prints_as_it_was(text in "mfw1\\.keyring\\.fields\n(mfw1\\.(primary|active|destroyed)\\.0000000[0-9a-f]\\.(k|v:1)?\\.[A-Za-z]{0,4}\n){1,3}") {
        let text = text + TAG;
        if let Ok(wrapped) = parse(&text) {
            prop_assert_eq!(wrapped.to_text(), text);
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[.a-z0-9_=\\n-]{0,200}|\\PC{0,60}") {
        let _ = parse(&text);
    }
}
