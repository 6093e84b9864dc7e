//! One key of a [`Keyring`](crate::Keyring): its id, what it may still do, and its 32 secret bytes.
//!
//! The text form, one key a word, is what configuration and secret stores hold:
//!
//! ```text
//! mfk1.primary.9f3a21c4.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
//! └─┬┘ └──┬──┘ └───┬──┘ └───────────────────┬─────────────────────┘
//! format status  id, 8 hex    32 bytes, unpadded base64url (empty when destroyed)
//! ```

use std::fmt;

use zeroize::Zeroizing;

use crate::encoding::{base64url, from_base64url};
use crate::random::{self, RandomError};
use crate::secret::Secret;

/// The public name of a key, written into every envelope that it sealed. Random, so that two keyrings never collide.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct KeyId(u32);

impl KeyId {
    /// The id with this number.
    #[must_use]
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// The number, which an envelope holds in big-endian order.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }

    /// The id that prints as `text`. One spelling for each: `from_str_radix` alone would take a sign and upper case too.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let spelled = text.len() == 8 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        u32::from_str_radix(text, 16).ok().filter(|_| spelled).map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// What a key may still do. A key moves down this list, but for `Disabled`, which can be undone.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new state must break whoever decides by it")]
pub enum KeyStatus {
    /// Seals and opens. A keyring has exactly one.
    Primary,
    /// Opens, and may become primary: the state in which a new key reaches all nodes before the first seals with it.
    Active,
    /// Opens what it sealed; everything under it asks for rotation.
    DecryptOnly,
    /// Opens nothing for now; the material is kept.
    Disabled,
    /// Opens nothing ever again: the material is gone, and the id stays so that nobody reuses it.
    Destroyed,
}

impl KeyStatus {
    /// Whether a key in this state opens what it sealed.
    #[must_use]
    pub const fn opens(self) -> bool {
        matches!(self, Self::Primary | Self::Active | Self::DecryptOnly)
    }

    /// The word of the text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Active => "active",
            Self::DecryptOnly => "decrypt-only",
            Self::Disabled => "disabled",
            Self::Destroyed => "destroyed",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [
            Self::Primary,
            Self::Active,
            Self::DecryptOnly,
            Self::Disabled,
            Self::Destroyed,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
    }
}

/// A key of a [`Keyring`](crate::Keyring).
#[derive(Clone)]
pub struct Key {
    id: KeyId,
    status: KeyStatus,
    /// `None` exactly when the key is destroyed.
    material: Option<Secret<[u8; KEY_LEN]>>,
}

impl Key {
    /// A key from material that a secret store or a key management service gave.
    ///
    /// With [`KeyStatus::Destroyed`] the material is wiped at once; [`Key::destroyed`] needs none.
    ///
    /// # Errors
    /// [`KeyError`] for a length other than [`KEY_LEN`], or for one byte repeated, all zeros among them.
    pub fn new(id: KeyId, status: KeyStatus, material: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; KEY_LEN] = material.try_into().map_err(|_| KeyError::Length)?;
        if is_one_byte_repeated(bytes) {
            return Err(KeyError::Weak);
        }
        let material = (status != KeyStatus::Destroyed).then(|| Secret::new(*bytes));
        Ok(Self { id, status, material })
    }

    /// The tombstone of a key whose material is gone.
    #[must_use]
    pub const fn destroyed(id: KeyId) -> Self {
        Self {
            id,
            status: KeyStatus::Destroyed,
            material: None,
        }
    }

    /// A fresh key with a random id.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub(crate) fn generate(status: KeyStatus) -> Result<Self, RandomError> {
        let id = KeyId(u32::from_be_bytes(random::array()?));
        let material = Zeroizing::new(random::array::<KEY_LEN>()?);
        Ok(Self {
            id,
            status,
            material: Some(Secret::new(*material)),
        })
    }

    /// Reads the text form (see the module).
    ///
    /// # Errors
    /// [`KeyError`] that names the part at fault and never its content.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_KEY_TEXT_LEN {
            return Err(KeyError::Format);
        }
        let mut parts = text.split('.');
        let (Some(FORMAT), Some(status), Some(id), Some(material), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(KeyError::Format);
        };
        let status = KeyStatus::parse(status).ok_or(KeyError::Status)?;
        let id = KeyId::parse(id).ok_or(KeyError::Id)?;
        if status == KeyStatus::Destroyed && material.is_empty() {
            return Ok(Self::destroyed(id));
        }
        let material = Zeroizing::new(from_base64url(material).ok_or(KeyError::Encoding)?);
        Self::new(id, status, &material)
    }

    /// The text form (see the module): a secret, unless the key is destroyed.
    #[must_use]
    pub fn to_text(&self) -> Secret<String> {
        let material = Zeroizing::new(self.material().map_or_else(String::new, |bytes| base64url(bytes)));
        Secret::new(format!("{FORMAT}.{}.{}.{}", self.status.as_str(), self.id, *material))
    }

    /// The key's name.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// What the key may still do.
    #[must_use]
    pub const fn status(&self) -> KeyStatus {
        self.status
    }

    pub(crate) fn material(&self) -> Option<&[u8; KEY_LEN]> {
        self.material.as_ref().map(Secret::expose)
    }

    #[cfg(feature = "kms")]
    pub(crate) const fn secret(&self) -> Option<&Secret<[u8; KEY_LEN]>> {
        self.material.as_ref()
    }

    /// The same key in another state; to `Destroyed` it loses its material.
    pub(crate) fn with_status(mut self, status: KeyStatus) -> Self {
        self.status = status;
        if status == KeyStatus::Destroyed {
            self.material = None;
        }
        self
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Why a key was refused. It never holds any part of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not `mfk1.<status>.<id>.<material>`.
    #[error("a key is written {FORMAT}.<status>.<id>.<material>")]
    Format,
    /// Not one of the five states.
    #[error("unknown key status")]
    Status,
    /// Not 8 lower-case hexadecimal digits.
    #[error("a key id has 8 lower-case hexadecimal digits")]
    Id,
    /// The material is not unpadded base64url.
    #[error("key material is not unpadded base64url")]
    Encoding,
    /// The material does not have [`KEY_LEN`] bytes.
    #[error("a key has {KEY_LEN} bytes")]
    Length,
    /// The material is one byte repeated: a placeholder and not a key.
    #[error("a key must be random")]
    Weak,
}

impl KeyError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format => "key_format",
            Self::Status => "key_status",
            Self::Id => "key_id",
            Self::Encoding => "key_encoding",
            Self::Length => "key_length",
            Self::Weak => "key_weak",
        }
    }
}

/// Whether `material` is a placeholder like 32 zeros. Stops early, which tells of nothing that could be a key.
pub(crate) fn is_one_byte_repeated(material: &[u8]) -> bool {
    material
        .split_first()
        .is_none_or(|(first, rest)| rest.iter().all(|byte| byte == first))
}

/// Bytes of a key: AES-256, and the output length of the HKDF hash.
pub const KEY_LEN: usize = 32;

const FORMAT: &str = "mfk1";
/// `mfk1.decrypt-only.` + 8 + `.` + 43, with room for a material that is refused by its length.
const MAX_KEY_TEXT_LEN: usize = 128;
