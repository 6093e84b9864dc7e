//! Nothing secret is printed by accident.

use momfood_crypto::{Key, KeyId, KeyStatus, Keyring, Mac, MacKey, Secret, Token, constant_time_eq};

#[test]
fn debug_never_prints_a_secret() {
    let material: Vec<u8> = (200..232).collect();
    let key = Key::new(KeyId::new(0x9f3a_21c4), KeyStatus::Primary, &material).unwrap();
    let keyring = Keyring::new([key.clone()]).unwrap();
    let mac_key = MacKey::new(material).unwrap();
    let mac = Mac::new(&mac_key, "orders.receipt");
    let token = Token::generate().unwrap();
    let shown = [
        (format!("{:?}", Secret::new("hunter2".to_owned())), "Secret(..)"),
        (format!("{:?}", Secret::new(Some(vec![200_u8; 3]))), "Secret(..)"),
        (format!("{:?}", key.to_text()), "Secret(..)"),
        (format!("{key:?}"), "Key { id: KeyId(9f3a21c4), status: Primary, .. }"),
        (
            format!("{keyring:?}"),
            "Keyring { keys: [Key { id: KeyId(9f3a21c4), status: Primary, .. }], primary: KeyId(9f3a21c4) }",
        ),
        (format!("{mac_key:?}"), "MacKey(Secret(..))"),
        (format!("{mac:?}"), "Mac { purpose: \"orders.receipt\", .. }"),
        (format!("{:?}", mac.tag(&[b"m"])), "Tag(..)"),
        (format!("{token:?}"), "Token(..)"),
    ];
    for (shown, expected) in shown {
        assert_eq!(shown, expected);
    }
    let digest = token.digest();
    assert_eq!(
        format!("{digest:?}"),
        format!("TokenDigest({}..)", &digest.to_hex()[..8])
    );
}

#[cfg(any(feature = "ring", feature = "aes-gcm"))]
#[test]
fn debug_of_a_field_shows_where_and_never_what() {
    use momfood_crypto::{Bind, Context, FieldContext};

    enum NationalId {}
    impl FieldContext for NationalId {
        const CONTEXT: Context = Context::new("users.national_id");
    }
    let keyring = Keyring::generate().unwrap();
    let cipher = keyring.field::<NationalId>();
    let bind = Bind::row("user-17").with_tenant("riyadh");
    let sealed = cipher.seal(b"1012345678", &bind).unwrap();
    let primary = keyring.primary();
    assert_eq!(
        format!("{sealed:?}"),
        format!("Sealed(users.national_id, key {primary}, 43 bytes)")
    );
    assert_eq!(
        format!("{cipher:?}"),
        format!(
            "FieldCipher {{ context: \"users.national_id\", primary: KeyId({primary}), suite: Aes256Gcm, padding: None, .. }}"
        )
    );
    assert_eq!(format!("{bind:?}"), "Bind { tenant: true, .. }");
}

#[test]
fn constant_time_equality_is_equality() {
    for (a, b, equal) in [
        (&b""[..], &b""[..], true),
        (b"a", b"a", true),
        (b"a", b"b", false),
        (b"a", b"aa", false),
        (b"", b"a", false),
        (b"same length", b"same lengtH", false),
    ] {
        assert_eq!(constant_time_eq(a, b), equal);
        assert_eq!(constant_time_eq(b, a), equal);
    }
}
