//! A KEK in this process: for development, and for services whose host gives them a secret but no key management service.
//!
//! A wrapped key is `nonce (12) ‖ ciphertext (32) ‖ tag (16)`: AES-256-GCM under
//! `HKDF-Expand-SHA256(KEK, "mf/kek/v1")`, with the caller's AAD. Its KEK is named `local:<key id>`.

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::{Kms, KmsError, WrappedDek};
use crate::aead::{Aead, Backend, Refused};
use crate::envelope::{NONCE_LEN, Suite, TAG_LEN};
use crate::hkdf;
use crate::key::{KEY_LEN, Key, KeyId};
use crate::keyring::{Keyring, KeyringError};
use crate::random;
use crate::secret::Secret;

/// A [`Kms`] whose KEKs are the keys of a [`Keyring`]: the primary wraps, and each that still opens unwraps.
///
/// A KEK rotates as any key does: [`Keyring::rotate`], [`rewrap`](super::WrappedKeyring::rewrap), then destroy the old one.
///
/// ```
/// use momfood_crypto::Keyring;
/// use momfood_crypto::kms::{KeyringName, LocalKek, WrappedKeyring};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let kek_file = Keyring::generate()?.to_text();
/// let kek = LocalKek::parse(kek_file.expose())?; // what the host's secret store gave
/// let name = KeyringName::new("fields")?;
///
/// // Once, by the operator: a keyring to store beside the data.
/// let stored = Keyring::generate()?.wrap(&kek, &name).await?.to_text();
///
/// // At each start.
/// let keyring = Keyring::load(&kek, &WrappedKeyring::parse(&name, &stored)?).await?;
/// # let _ = keyring;
/// # Ok(())
/// # }
/// ```
///
/// # Security
/// Whoever reads the KEK and the wrapped keyring has the keys. Keep the two apart: the one in the host's secret store, the other
/// beside the data.
#[derive(Clone, Debug)]
pub struct LocalKek {
    keks: Keyring,
}

impl LocalKek {
    /// The KEKs of `keks`, a keyring that serves nothing else.
    #[must_use]
    pub const fn new(keks: Keyring) -> Self {
        Self { keks }
    }

    /// Reads the KEKs from the content of a file or of an environment variable, as [`Keyring::parse`] does.
    ///
    /// # Errors
    /// As [`Keyring::parse`].
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        Keyring::parse(text).map(Self::new)
    }

    fn named(&self, kek: &str) -> Option<&Key> {
        let id = KeyId::parse(kek.strip_prefix(KEK_PREFIX)?)?;
        self.keks.key(id).filter(|key| key.status().opens())
    }
}

#[async_trait]
impl Kms for LocalKek {
    async fn wrap(&self, dek: &Secret<[u8; KEY_LEN]>, aad: &[u8]) -> Result<WrappedDek, KmsError> {
        let kek = self.keks.key(self.keks.primary()).ok_or(KmsError::UnknownKek)?;
        let nonce: [u8; NONCE_LEN] = random::array()?;
        let mut ciphertext = Zeroizing::new(*dek.expose());
        let tag = cipher(kek)?.seal(&nonce, aad, &mut *ciphertext)?;
        let bytes = [&nonce[..], &ciphertext[..], &tag[..]].concat();
        WrappedDek::new(&format!("{KEK_PREFIX}{}", kek.id()), &bytes).ok_or(KmsError::Refused)
    }

    async fn unwrap(&self, wrapped: &WrappedDek, aad: &[u8]) -> Result<Secret<[u8; KEY_LEN]>, KmsError> {
        let kek = self.named(wrapped.kek()).ok_or(KmsError::UnknownKek)?;
        let (nonce, rest) = wrapped.bytes().split_first_chunk::<NONCE_LEN>().ok_or(Refused)?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG_LEN>().ok_or(Refused)?;
        let mut dek = Zeroizing::new(<[u8; KEY_LEN]>::try_from(ciphertext).map_err(|_| Refused)?);
        cipher(kek)?.open(nonce, aad, &mut *dek, tag)?;
        Ok(Secret::new(*dek))
    }
}

fn cipher(kek: &Key) -> Result<std::sync::Arc<dyn Aead>, KmsError> {
    let material = kek.material().ok_or(KmsError::UnknownKek)?;
    let key = hkdf::expand(material, &[KEK_LABEL]);
    Ok(Backend::default().cipher(Suite::Aes256Gcm, key.expose())?)
}

impl From<Refused> for KmsError {
    fn from(Refused: Refused) -> Self {
        Self::Refused
    }
}

const KEK_LABEL: &[u8] = b"mf/kek/v1";
const KEK_PREFIX: &str = "local:";
