//! Sealed fields open where they were sealed, under a key that opens, and nowhere else.

use momfood_crypto::envelope::MAX_PLAINTEXT_LEN;
use momfood_crypto::{
    Backend, Bind, Context, FieldCipher, FieldContext, Key, KeyId, KeyStatus, Keyring, MAX_BIND_LEN, OpenError,
    ResealError, SealError, Sealed,
};
use proptest::prelude::*;

enum NationalId {}
impl FieldContext for NationalId {
    const CONTEXT: Context = Context::new("users.national_id");
}

enum BankAccount {}
impl FieldContext for BankAccount {
    const CONTEXT: Context = Context::new("users.bank_account");
}

const ID: &[u8] = b"1012345678";

fn here() -> Bind<'static> {
    Bind::row("user-17").with_tenant("riyadh")
}

#[test]
fn every_flipped_bit_is_refused() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let sealed = cipher.seal(ID, &here()).unwrap();
    for bit in 0..sealed.as_bytes().len() * 8 {
        let mut bytes = sealed.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // A header that no longer parses is refused on the way in, everything else on opening.
        if let Ok(forged) = Sealed::from_bytes(bytes) {
            assert_eq!(cipher.open(&forged, &here()), Err(OpenError), "bit {bit}");
        }
    }
}

#[test]
fn every_truncation_and_every_extension_is_refused() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let sealed = cipher.seal(ID, &here()).unwrap().into_bytes();
    let shorter = (0..sealed.len()).map(|len| sealed[..len].to_vec());
    let beheaded = (1..sealed.len()).map(|start| sealed[start..].to_vec());
    let longer = (0..=u8::MAX).map(|byte| [&sealed[..], &[byte]].concat());
    for bytes in shorter.chain(beheaded).chain(longer) {
        if let Ok(forged) = Sealed::from_bytes(bytes) {
            assert_eq!(cipher.open(&forged, &here()), Err(OpenError));
        }
    }
}

#[test]
fn a_header_of_another_key_is_refused() {
    let old = Keyring::generate().unwrap();
    let new = old.rotate().unwrap();
    let cipher = new.field::<NationalId>();
    let [first, second] = [old.primary(), new.primary()].map(|id| id.value().to_be_bytes());
    let mut bytes = cipher.seal(ID, &here()).unwrap().into_bytes();
    assert_eq!(bytes[1..5], second);
    bytes[1..5].copy_from_slice(&first);
    assert_eq!(
        cipher.open(&Sealed::from_bytes(bytes).unwrap(), &here()),
        Err(OpenError)
    );
}

#[test]
fn a_value_opens_in_no_other_column_row_or_tenant() {
    let keyring = Keyring::generate().unwrap();
    let cipher = keyring.field::<NationalId>();
    let sealed = cipher.seal(ID, &here()).unwrap();
    assert_eq!(*cipher.open(&sealed, &here()).unwrap(), ID);

    for elsewhere in [
        Bind::row("user-18").with_tenant("riyadh"),
        Bind::row("user-17").with_tenant("jeddah"),
        Bind::row("user-17"),
        Bind::row("riyadh").with_tenant("user-17"),
    ] {
        assert_eq!(cipher.open(&sealed, &elsewhere), Err(OpenError));
    }
    // The type stops this at compile time; bytes from storage can still be put in the wrong column.
    let moved = Sealed::<BankAccount>::from_bytes(sealed.as_bytes()).unwrap();
    assert_eq!(keyring.field::<BankAccount>().open(&moved, &here()), Err(OpenError));
}

#[test]
fn parts_that_join_to_the_same_bytes_are_different_places() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let sealed = cipher.seal(ID, &Bind::row("bc").with_tenant("a")).unwrap();
    for elsewhere in [
        Bind::row("c").with_tenant("ab"),
        Bind::row("abc"),
        Bind::row("a\0\x02bc"),
    ] {
        assert_eq!(cipher.open(&sealed, &elsewhere), Err(OpenError));
    }
}

#[test]
fn a_row_or_tenant_of_impossible_length_seals_and_opens_nothing() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let sealed = cipher.seal(ID, &here()).unwrap();
    let (fits, long) = ("x".repeat(MAX_BIND_LEN), "x".repeat(MAX_BIND_LEN + 1));
    for bind in [
        Bind::row(""),
        Bind::row(&long),
        Bind::row("user-17").with_tenant(""),
        Bind::row("user-17").with_tenant(&long),
    ] {
        assert_eq!(cipher.seal(ID, &bind), Err(SealError::Bind));
        assert_eq!(cipher.open(&sealed, &bind), Err(OpenError));
    }
    let widest = Bind::row(&fits).with_tenant(&fits);
    assert_eq!(*cipher.open(&cipher.seal(ID, &widest).unwrap(), &widest).unwrap(), ID);
}

#[test]
fn the_empty_and_the_longest_plaintext_are_sealed_and_a_longer_one_is_not() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    for plaintext in [vec![], vec![7; MAX_PLAINTEXT_LEN]] {
        let sealed = cipher.seal(&plaintext, &here()).unwrap();
        assert_eq!(*cipher.open(&sealed, &here()).unwrap(), plaintext);
    }
    let error = cipher.seal(&vec![7; MAX_PLAINTEXT_LEN + 1], &here()).unwrap_err();
    assert_eq!((error, error.code()), (SealError::TooLong, "seal_too_long"));
}

#[test]
fn a_disabled_destroyed_or_unknown_key_opens_nothing_and_says_nothing() {
    let first = Keyring::generate().unwrap();
    let sealed = first.field::<NationalId>().seal(ID, &here()).unwrap();
    let second = first.rotate().unwrap();
    let open = |keyring: &Keyring| keyring.field::<NationalId>().open(&sealed, &here());

    let disabled = second.with_status(first.primary(), KeyStatus::Disabled).unwrap();
    let destroyed = second.with_status(first.primary(), KeyStatus::Destroyed).unwrap();
    for keyring in [&disabled, &destroyed, &Keyring::generate().unwrap()] {
        assert_eq!(open(keyring), Err(OpenError));
        assert!(keyring.field::<NationalId>().needs_rotation(&sealed));
    }
    let enabled = disabled.with_status(first.primary(), KeyStatus::Active).unwrap();
    assert_eq!(*open(&enabled).unwrap(), ID);
}

#[test]
fn all_refusals_look_alike() {
    let keyring = Keyring::generate().unwrap();
    let cipher = keyring.field::<NationalId>();
    let sealed = cipher.seal(ID, &here()).unwrap();
    let mut tampered = sealed.as_bytes().to_vec();
    *tampered.last_mut().unwrap() ^= 1;
    let errors = [
        cipher.open(&sealed, &Bind::row("user-18")).unwrap_err(),
        cipher
            .open(&Sealed::from_bytes(tampered).unwrap(), &here())
            .unwrap_err(),
        Keyring::generate()
            .unwrap()
            .field::<NationalId>()
            .open(&sealed, &here())
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.to_string(), "the sealed value does not open");
        assert_eq!(error.code(), "open_failed");
        assert!(std::error::Error::source(&error).is_none());
    }
}

#[test]
fn rotation_in_two_steps_keeps_every_node_able_to_read() {
    let old = Keyring::generate().unwrap();
    let (introduced, id) = old.introduce().unwrap();
    let promoted = introduced.promote(id).unwrap();
    let [a, b, c] = [&old, &introduced, &promoted].map(Keyring::field::<NationalId>);

    let before = a.seal(ID, &here()).unwrap();
    let after = c.seal(ID, &here()).unwrap();
    assert_eq!((before.key_id(), after.key_id()), (old.primary(), id));
    // While the step is rolled out, nodes with the introduced key read both.
    for cipher in [&b, &c] {
        assert_eq!(*cipher.open(&before, &here()).unwrap(), ID);
        assert_eq!(*cipher.open(&after, &here()).unwrap(), ID);
    }
    assert!(!b.needs_rotation(&before) && !b.needs_rotation(&after));
    assert!(c.needs_rotation(&before) && !c.needs_rotation(&after));

    let resealed = c.reseal(&before, &here()).unwrap();
    assert_eq!(resealed.key_id(), id);
    assert_eq!(*c.open(&resealed, &here()).unwrap(), ID);
    assert!(!c.needs_rotation(&resealed));
    assert_eq!(
        c.reseal(&before, &Bind::row("user-18")),
        Err(ResealError::Open(OpenError))
    );
}

#[test]
fn equal_plaintexts_have_different_envelopes_and_nonces_never_repeat() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let mut nonces = std::collections::HashSet::new();
    for _ in 0..20_000 {
        let sealed = cipher.seal(b"", &here()).unwrap().into_bytes();
        assert!(nonces.insert(<[u8; 12]>::try_from(&sealed[5..17]).unwrap()));
    }
}

#[test]
fn many_tenants_share_the_cache_and_never_a_key() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    let tenants: Vec<String> = (0..2_000).map(|number| format!("tenant-{number}")).collect();
    let sealed: Vec<_> = tenants
        .iter()
        .map(|tenant| {
            cipher
                .seal(tenant.as_bytes(), &Bind::row("1").with_tenant(tenant))
                .unwrap()
        })
        .collect();
    for (number, (tenant, sealed)) in tenants.iter().zip(&sealed).enumerate() {
        assert_eq!(
            *cipher.open(sealed, &Bind::row("1").with_tenant(tenant)).unwrap(),
            tenant.as_bytes()
        );
        let neighbour = &tenants[(number + 1) % tenants.len()];
        assert_eq!(
            cipher.open(sealed, &Bind::row("1").with_tenant(neighbour)),
            Err(OpenError)
        );
    }
}

#[test]
fn threads_share_one_cipher() {
    let cipher = Keyring::generate().unwrap().field::<NationalId>();
    std::thread::scope(|scope| {
        for thread in 0..8_u32 {
            let cipher = cipher.clone();
            scope.spawn(move || {
                for number in 0..200_u32 {
                    let (row, tenant) = (number.to_be_bytes(), (number % 7 + thread).to_be_bytes());
                    let bind = Bind::row(&row).with_tenant(&tenant);
                    let sealed = cipher.seal(&row, &bind).unwrap();
                    assert_eq!(*cipher.open(&sealed, &bind).unwrap(), row);
                }
            });
        }
    });
}

#[test]
fn what_one_backend_seals_every_other_opens() {
    let keyring = Keyring::generate().unwrap();
    for &ours in Backend::ALL {
        for &theirs in Backend::ALL {
            let sealed = FieldCipher::<NationalId>::with_backend(&keyring, ours)
                .seal(ID, &here())
                .unwrap();
            let opened = FieldCipher::<NationalId>::with_backend(&keyring, theirs).open(&sealed, &here());
            assert_eq!(*opened.unwrap(), ID, "{ours:?} to {theirs:?}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_there_and_only_there(
        plaintext in prop::collection::vec(any::<u8>(), 0..300),
        row in prop::collection::vec(any::<u8>(), 1..40),
        tenant in prop::option::of(prop::collection::vec(any::<u8>(), 1..40)),
        other_row in prop::collection::vec(any::<u8>(), 1..40),
        other_tenant in prop::option::of(prop::collection::vec(any::<u8>(), 1..40)),
    ) {
        fn bind<'a>(row: &'a [u8], tenant: Option<&'a [u8]>) -> Bind<'a> {
            tenant.map_or(Bind::row(row), |tenant| Bind::row(row).with_tenant(tenant))
        }
        let material: Vec<u8> = (0..32).collect();
        let key = Key::new(KeyId::new(7), KeyStatus::Primary, &material).unwrap();
        let keyring = Keyring::new([key]).unwrap();
        let cipher = keyring.field::<NationalId>();
        let here = bind(&row, tenant.as_deref());
        let there = bind(&other_row, other_tenant.as_deref());
        let sealed = cipher.seal(&plaintext, &here).unwrap();
        prop_assert_eq!(&*cipher.open(&sealed, &here).unwrap(), &plaintext);
        prop_assert_eq!(cipher.open(&sealed, &there).is_ok(), (&row, &tenant) == (&other_row, &other_tenant));
        prop_assert_eq!(Sealed::<NationalId>::parse(&sealed.to_text()).unwrap(), sealed);
    }
}
