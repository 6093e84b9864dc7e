//! A wrapped keyring loads whole and unchanged, under its own name, or not at all; KEKs rotate without touching a value.

use momfood_crypto::kms::{CustodyError, KeyringName, Kms, KmsError, LocalKek, WrappedDek, WrappedKeyring};
use momfood_crypto::{Bind, Context, FieldContext, KEY_LEN, Key, KeyId, KeyStatus, Keyring, KeyringError, Secret};

enum NationalId {}
impl FieldContext for NationalId {
    const CONTEXT: Context = Context::new("users.national_id");
}

fn name(text: &str) -> KeyringName {
    KeyringName::new(text).unwrap()
}

fn parse(text: &str) -> WrappedKeyring {
    WrappedKeyring::parse(&name("fields"), text).unwrap()
}

fn kek() -> LocalKek {
    LocalKek::new(Keyring::generate().unwrap())
}

/// Primary, active, decrypt-only, disabled and destroyed, in no order.
fn all_states() -> Keyring {
    let key = |id: u32, status| {
        Key::new(
            KeyId::new(id),
            status,
            &[[0; 28].as_slice(), &id.to_be_bytes()].concat(),
        )
    };
    Keyring::new([
        key(1, KeyStatus::DecryptOnly).unwrap(),
        key(2, KeyStatus::Primary).unwrap(),
        key(3, KeyStatus::Disabled).unwrap(),
        Key::destroyed(KeyId::new(4)),
        key(5, KeyStatus::Active).unwrap(),
    ])
    .unwrap()
}

#[tokio::test]
async fn what_was_wrapped_loads_as_it_was() {
    let (kek, keyring) = (kek(), all_states());
    let wrapped = keyring.wrap(&kek, &name("fields")).await.unwrap();
    let text = wrapped.to_text();
    assert_eq!(text.lines().count(), 7);
    assert!(text.starts_with("mfw1.keyring.fields\nmfw1.decrypt-only.00000001.local:"));
    assert!(text.contains("\nmfw1.destroyed.00000004..\nmfw1.active.00000005.local:"));

    let loaded = Keyring::load(&kek, &parse(&text)).await.unwrap();
    assert_eq!(loaded.to_text().expose(), keyring.to_text().expose());
    // Neither the keys nor the wrapped ones of another wrapping are in the text.
    for line in keyring.to_text().expose().lines() {
        let material = line.rsplit('.').next().unwrap();
        assert!(material.is_empty() || !text.contains(material));
    }
    let again = keyring.wrap(&kek, &name("fields")).await.unwrap();
    assert_ne!(again, wrapped);
}

/// The format does not change: what was stored by an earlier version loads.
#[tokio::test]
async fn a_keyring_that_was_wrapped_long_ago_loads() {
    let kek = LocalKek::parse("mfk1.primary.0a0b0c0d.ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8").unwrap();
    let stored = "mfw1.keyring.fields
mfw1.primary.00000001.local:0a0b0c0d.wmmf_UXZjKryCa0C-ApMDC5TlZkaSvI_fM5bLCRJv3-5V1gXHDLQUVsmJpqvLqdGO5Kdjf2HVLMHYvdx
mfw1.decrypt-only.00000002.local:0a0b0c0d.ENFQHHhYYHHmjYJqfSdjuhush-7oVEnNngcfgwzDd9G2xkBPVCL-NWycHb2VVj-Jq4iIEBgdxgTe61_D
mfw1.disabled.00000003.local:0a0b0c0d.ORqcYL1c04N8031yU2j5FeMcKY34UUKJxcRS6SYsfsLVxvg-dXO9EHxFIdxHwJupHJvKiQpf4-nOjIbm
mfw1.destroyed.00000004..
mfw1.tag.kX-g5p_u68Afgy7sIzU-XdHQaUOQTQWqRgUb6dOkgHI
";
    let keyring = Keyring::load(&kek, &parse(stored)).await.unwrap();
    assert_eq!(
        *keyring.to_text().expose(),
        "mfk1.primary.00000001.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
mfk1.decrypt-only.00000002.AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
mfk1.disabled.00000003.AgECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
mfk1.destroyed.00000004.
"
    );
}

#[tokio::test]
async fn every_flipped_bit_of_a_wrapped_keyring_is_refused() {
    let kek = kek();
    let text = all_states().wrap(&kek, &name("fields")).await.unwrap().to_text();
    let mut loaded = 0;
    for position in 0..text.len() {
        for bit in 0..7 {
            let mut bytes = text.clone().into_bytes();
            bytes[position] ^= 1 << bit;
            let Ok(wrapped) = WrappedKeyring::parse(&name("fields"), &String::from_utf8(bytes).unwrap()) else {
                continue;
            };
            assert!(Keyring::load(&kek, &wrapped).await.is_err(), "{position}.{bit}");
            loaded += 1;
        }
    }
    assert!(loaded > 500, "most flips parse: {loaded}");
}

#[tokio::test]
async fn a_changed_status_a_lost_line_and_a_lost_tombstone_are_refused() {
    let kek = kek();
    let text = all_states().wrap(&kek, &name("fields")).await.unwrap().to_text();
    let without = |part: &str| -> String {
        let kept = text.lines().filter(|line| !line.contains(part));
        kept.map(|line| format!("{line}\n")).collect()
    };
    let lines: Vec<&str> = text.lines().collect();
    let swapped = [lines[0], lines[2], lines[1], lines[3], lines[4], lines[5], lines[6]].join("\n");
    let forged = [
        text.replace(".disabled.", ".active."),
        text.replace(".decrypt-only.", ".active."),
        without(".00000001."),
        without(".destroyed."),
        swapped,
    ];
    for forged in forged {
        let error = Keyring::load(&kek, &parse(&forged)).await.unwrap_err();
        assert!(matches!(error, CustodyError::Tag), "{error:?}: {forged}");
        assert_eq!(error.code(), "wrapped_keyring_not_authentic");
    }
    // Two keys that change their roles: the tag would need the key of the one that is primary now.
    let usurped = text
        .replace(".primary.", ".tmp.")
        .replace(".active.", ".primary.")
        .replace(".tmp.", ".active.");
    let error = Keyring::load(&kek, &parse(&usurped)).await.unwrap_err();
    assert!(matches!(error, CustodyError::Tag));
}

#[tokio::test]
async fn a_wrapped_key_unwraps_under_its_own_id_and_keyring_only() {
    let (kek, keyring) = (kek(), all_states());
    let fields = keyring.wrap(&kek, &name("fields")).await.unwrap().to_text();
    let peppers = keyring.wrap(&kek, &name("peppers")).await.unwrap().to_text();

    let renamed = peppers.replace("mfw1.keyring.peppers", "mfw1.keyring.fields");
    assert_eq!(refused_key(&kek, &renamed).await, KeyId::new(1));

    let exchanged = fields
        .replace("00000001", "tmp")
        .replace("00000005", "00000001")
        .replace("tmp", "00000005");
    assert_eq!(refused_key(&kek, &exchanged).await, KeyId::new(5));
}

async fn refused_key(kek: &LocalKek, text: &str) -> KeyId {
    match Keyring::load(kek, &parse(text)).await.unwrap_err() {
        CustodyError::Kms {
            key,
            source: KmsError::Refused,
        } => key,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn another_kek_and_a_retired_one_do_not_unwrap() {
    let keks = Keyring::generate().unwrap();
    let kek = LocalKek::new(keks.clone());
    let wrapped = all_states().wrap(&kek, &name("fields")).await.unwrap();
    let rotated = keks.rotate().unwrap();
    let gone = rotated.with_status(keks.primary(), KeyStatus::Destroyed).unwrap();
    let disabled = rotated.with_status(keks.primary(), KeyStatus::Disabled).unwrap();
    for keks in [Keyring::generate().unwrap(), gone, disabled] {
        let error = Keyring::load(&LocalKek::new(keks), &wrapped).await.unwrap_err();
        assert_eq!(error.code(), "kms_unknown_kek");
    }
    // The same id with other material: not unknown, but refused.
    let impostor = Key::new(keks.primary(), KeyStatus::Primary, &(0..32).collect::<Vec<u8>>()).unwrap();
    let error = Keyring::load(&LocalKek::new(Keyring::new([impostor]).unwrap()), &wrapped).await;
    assert_eq!(error.unwrap_err().code(), "kms_refused");
}

#[tokio::test]
async fn kek_rotation_rewraps_the_keys_and_touches_no_value() {
    let keks = Keyring::generate().unwrap();
    let kek = LocalKek::new(keks.clone());
    let stored = all_states().wrap(&kek, &name("fields")).await.unwrap();
    let bind = Bind::row("user-17");
    let cipher = Keyring::load(&kek, &stored).await.unwrap().field::<NationalId>();
    let sealed = cipher.seal(b"1012345678", &bind).unwrap();

    let idle = stored.rewrap(&kek).await.unwrap();
    assert_eq!((idle.changed, &idle.keyring), (0, &stored));

    let keks = keks.rotate().unwrap();
    let rewrapped = stored.rewrap(&LocalKek::new(keks.clone())).await.unwrap();
    assert_eq!(rewrapped.changed, 4, "all but the tombstone");
    let newest = format!("local:{}", keks.primary());
    assert!(
        rewrapped
            .keyring
            .keys()
            .all(|(_, _, kek)| kek.is_none_or(|kek| kek == newest))
    );

    let alone = Keyring::new(keks.keys().filter(|key| key.id() == keks.primary()).cloned()).unwrap();
    let loaded = Keyring::load(&LocalKek::new(alone), &rewrapped.keyring).await.unwrap();
    let cipher = loaded.field::<NationalId>();
    assert_eq!(*cipher.open(&sealed, &bind).unwrap(), b"1012345678");
    assert!(!cipher.needs_rotation(&sealed));
}

#[tokio::test]
async fn rotation_adds_a_fresh_primary_and_keeps_the_rest() {
    let kek = kek();
    let stored = all_states().wrap(&kek, &name("fields")).await.unwrap();
    let rotated = stored.rotate(&kek).await.unwrap();
    assert_ne!(rotated.primary(), stored.primary());
    let loaded = Keyring::load(&kek, &rotated).await.unwrap();
    assert_eq!(loaded.primary(), rotated.primary());
    assert_eq!(loaded.status(KeyId::new(2)), Some(KeyStatus::DecryptOnly));
    assert_eq!(loaded.status(KeyId::new(4)), Some(KeyStatus::Destroyed));
    assert_eq!(loaded.keys().count(), 6);
}

/// Gives the same key, or a placeholder, for whatever it is asked: a broken or hostile service.
#[derive(Debug)]
struct OneKey([u8; KEY_LEN]);

#[async_trait::async_trait]
impl Kms for OneKey {
    async fn wrap(&self, _: &Secret<[u8; KEY_LEN]>, _: &[u8]) -> Result<WrappedDek, KmsError> {
        WrappedDek::new("one", b"?").ok_or(KmsError::Protocol)
    }

    async fn unwrap(&self, _: &WrappedDek, _: &[u8]) -> Result<Secret<[u8; KEY_LEN]>, KmsError> {
        Ok(Secret::new(self.0))
    }
}

#[tokio::test]
async fn a_service_that_gives_repeated_or_weak_keys_is_refused() {
    let mut material = [7; KEY_LEN];
    material[0] = 1;
    let wrapped = all_states().wrap(&OneKey(material), &name("fields")).await.unwrap();
    let repeated = Keyring::load(&OneKey(material), &wrapped).await.unwrap_err();
    assert!(matches!(
        repeated,
        CustodyError::Keyring(KeyringError::RepeatedMaterial(..))
    ));
    let weak = Keyring::load(&OneKey([0; KEY_LEN]), &wrapped).await.unwrap_err();
    assert_eq!(weak.code(), "key_weak");

    // Substituting the key of a keyring of one does not pass either: the tag was made under the true one.
    let one = Keyring::generate().unwrap();
    let wrapped = one.wrap(&OneKey(material), &name("fields")).await.unwrap();
    let substituted = Keyring::load(&OneKey(material), &wrapped).await.unwrap_err();
    assert!(matches!(substituted, CustodyError::Tag));
}

#[tokio::test]
async fn a_tenant_is_shredded_with_its_keyring() {
    let kek = kek();
    let mut table = std::collections::HashMap::new();
    for tenant in ["riyadh", "jeddah"] {
        let keyring = Keyring::generate().unwrap();
        let name = name(&format!("tenant/{tenant}"));
        table.insert(tenant, (keyring.wrap(&kek, &name).await.unwrap().to_text(), name));
    }
    let bind = Bind::row("user-17");
    let (text, riyadh) = table.remove("riyadh").unwrap();
    let cipher = |keyring: Keyring| keyring.field::<NationalId>();
    let loaded = Keyring::load(&kek, &WrappedKeyring::parse(&riyadh, &text).unwrap()).await;
    let sealed = cipher(loaded.unwrap()).seal(b"1012345678", &bind).unwrap();
    drop(text);

    // What is left of the service's keys opens nothing of that tenant, and does not pass for its keyring.
    let (text, jeddah) = &table["jeddah"];
    assert!(WrappedKeyring::parse(&riyadh, text).is_err());
    let other = Keyring::load(&kek, &WrappedKeyring::parse(jeddah, text).unwrap()).await;
    assert!(cipher(other.unwrap()).open(&sealed, &bind).is_err());
}

#[cfg(feature = "conformance")]
mod conformance {
    momfood_crypto::kms_conformance!(super::kek());
}
