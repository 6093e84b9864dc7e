//! What every [`Kms`] must satisfy: run it against yours before a keyring depends on it.
//!
//! Each law panics when it is broken. [`kms_conformance!`](crate::kms_conformance) makes one test of each.

use crate::key::KEY_LEN;
use crate::keyring::Keyring;
use crate::kms::{KeyringName, Kms, WrappedDek};
use crate::secret::Secret;

/// One `#[tokio::test]` for each law, on the service that the expression makes; it may await.
///
/// ```
/// use momfood_crypto::kms::LocalKek;
///
/// mod local {
///     momfood_crypto::kms_conformance!(super::LocalKek::new(momfood_crypto::Keyring::generate().unwrap()));
/// }
/// ```
#[macro_export]
macro_rules! kms_conformance {
    ($kms:expr) => {
        $crate::kms_conformance! { $kms =>
            what_was_wrapped_unwraps
            another_aad_is_refused
            changed_bytes_are_refused
            a_wrapped_key_does_not_show_the_key
            a_keyring_comes_back_and_stays_under_its_kek
        }
    };
    ($kms:expr => $($law:ident)+) => {
        $(
            #[tokio::test]
            async fn $law() {
                $crate::conformance::kms::$law(&$kms).await;
            }
        )+
    };
}

/// Every key unwraps to itself, with any AAD, none too.
///
/// # Panics
/// When the law is broken.
pub async fn what_was_wrapped_unwraps(kms: &dyn Kms) {
    for aad in [&b""[..], AAD, &[0xff; 300]] {
        for dek in [dek(), Secret::new([0; KEY_LEN]), Secret::new([0xff; KEY_LEN])] {
            let wrapped = wrap(kms, &dek, aad).await;
            match kms.unwrap(&wrapped, aad).await {
                Ok(unwrapped) => assert!(unwrapped.expose() == dek.expose(), "{kms:?} gives another key"),
                Err(error) => panic!("{kms:?} refuses its own: {error}"),
            }
        }
    }
}

/// A key that was wrapped with one AAD does not unwrap with another: cut, longer, or changed.
///
/// # Panics
/// When the law is broken.
pub async fn another_aad_is_refused(kms: &dyn Kms) {
    let wrapped = wrap(kms, &dek(), AAD).await;
    for other in [&b""[..], b"keyring/key ", b"keyring/key 10", b"keyring/key 2"] {
        assert!(kms.unwrap(&wrapped, other).await.is_err(), "{kms:?} ignores the AAD");
    }
    let unbound = wrap(kms, &dek(), b"").await;
    assert!(kms.unwrap(&unbound, AAD).await.is_err(), "{kms:?} ignores the AAD");
}

/// No changed byte, cut or longer wrapped key unwraps.
///
/// # Panics
/// When the law is broken.
pub async fn changed_bytes_are_refused(kms: &dyn Kms) {
    let wrapped = wrap(kms, &dek(), AAD).await;
    let bytes = wrapped.bytes();
    let flipped = (0..bytes.len()).map(|position| {
        let flip = |(index, byte): (usize, &u8)| if index == position { byte ^ 1 } else { *byte };
        bytes.iter().enumerate().map(flip).collect::<Vec<_>>()
    });
    let cut = (1..bytes.len()).map(|len| bytes.iter().take(len).copied().collect());
    for changed in flipped.chain(cut).chain([[bytes, b"A"].concat()]) {
        if let Some(forged) = WrappedDek::new(wrapped.kek(), &changed) {
            assert!(kms.unwrap(&forged, AAD).await.is_err(), "{kms:?} takes changed bytes");
        }
    }
}

/// The wrapped form does not hold the key.
///
/// # Panics
/// When the law is broken.
pub async fn a_wrapped_key_does_not_show_the_key(kms: &dyn Kms) {
    let dek = dek();
    let wrapped = wrap(kms, &dek, AAD).await;
    let (quarters, _) = dek.expose().as_chunks::<8>();
    let mut windows = wrapped.bytes().windows(8);
    assert!(
        !windows.any(|window| quarters.iter().any(|quarter| quarter == window)),
        "{kms:?} stores the key in the clear"
    );
}

/// A keyring loads as it was wrapped, and rewrapping changes nothing while the KEK stays: its name is stable.
///
/// # Panics
/// When the law is broken.
pub async fn a_keyring_comes_back_and_stays_under_its_kek(kms: &dyn Kms) {
    let (Ok(keyring), Ok(name)) = (Keyring::generate(), KeyringName::new("conformance")) else {
        panic!("no randomness");
    };
    let Ok(stored) = keyring.wrap(kms, &name).await else {
        panic!("{kms:?} does not wrap a keyring");
    };
    let Ok(loaded) = Keyring::load(kms, &stored).await else {
        panic!("{kms:?} does not load its own keyring");
    };
    assert!(
        loaded.to_text().expose() == keyring.to_text().expose(),
        "{kms:?} loads another keyring"
    );
    let Ok(rewrapped) = stored.rewrap(kms).await else {
        panic!("{kms:?} does not rewrap its own keyring");
    };
    assert_eq!(rewrapped.changed, 0, "{kms:?} names one KEK in two ways");
}

async fn wrap(kms: &dyn Kms, dek: &Secret<[u8; KEY_LEN]>, aad: &[u8]) -> WrappedDek {
    match kms.wrap(dek, aad).await {
        Ok(wrapped) => wrapped,
        Err(error) => panic!("{kms:?} does not wrap: {error}"),
    }
}

fn dek() -> Secret<[u8; KEY_LEN]> {
    Secret::new(*b"0123456789abcdefghijklmnopqrstuv")
}

const AAD: &[u8] = b"keyring/key 1";
