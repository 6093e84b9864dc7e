//! The stored form of a keyring: names and states in the clear, keys wrapped, and a tag over all of it.
//!
//! The tag can only be checked once the keys are unwrapped: what parses is well-formed, and only what loads is authentic.
//! A wrapped key's status is not in its AAD, or no key could be retired without wrapping it again; the tag covers every
//! status, and what an AAD of one key cannot cover: lost lines, lost tombstones, and which key is primary.

use std::fmt;

use super::dek::{MAX_KEK_LEN, MAX_WRAPPED_DEK_LEN};
use super::name::MAX_KEYRING_NAME_LEN;
use super::{KeyringName, WrappedDek};
use crate::encoding::{base64url, from_base64url};
use crate::key::{Key, KeyId, KeyStatus};
use crate::keyring::{KeyringError, MAX_KEYS, check_names};
use crate::mac::{Mac, MacKey, TAG_LEN};

/// A keyring whose keys are wrapped by a [`Kms`](super::Kms). It may lie beside the data; without the service it opens nothing.
///
/// ```text
/// mfw1.keyring.fields                                       its name
/// mfw1.primary.9f3a21c4.local:3f1c2b9a.c2l4dHkgYnl0ZXM…     status, key id, KEK, wrapped key in unpadded base64url
/// mfw1.destroyed.00000003..                                 a tombstone has neither KEK nor wrapped key
/// mfw1.tag.QkFTRTY0VVJMIG9mIDMyIGJ5dGVz…                    HMAC-SHA-256 of all lines above
/// ```
///
/// A key is wrapped with the AAD `"momfood/kms/v1" ‖ u16 length of the name ‖ name ‖ key id`, so that it unwraps under its own id
/// and keyring only. The tag's key is derived from the primary key, and so it is known to nobody but who can unwrap.
///
/// # Security
/// Whoever can write where it lies can put an older version back, with a retired key alive again, or destroy it, which
/// destroys all that it sealed: back it up apart from the data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WrappedKeyring {
    pub(super) name: KeyringName,
    pub(super) keys: Vec<WrappedKey>,
    pub(super) primary: KeyId,
    pub(super) tag: [u8; TAG_LEN],
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct WrappedKey {
    pub(super) id: KeyId,
    pub(super) status: KeyStatus,
    /// `None` exactly when the key is destroyed.
    pub(super) dek: Option<WrappedDek>,
}

impl WrappedKeyring {
    /// Reads the text form, which must be that of the keyring `name`. The line end of the last line may be
    /// missing; all else has one spelling.
    ///
    /// # Errors
    /// [`WrappedKeyringError`], before any key is unwrapped.
    pub fn parse(name: &KeyringName, text: &str) -> Result<Self, WrappedKeyringError> {
        if text.len() > MAX_WRAPPED_KEYRING_LEN {
            return Err(WrappedKeyringError::Length);
        }
        let text = text.strip_suffix('\n').unwrap_or(text);
        let mut lines = text.split('\n');
        let header = lines.next().and_then(|line| line.strip_prefix(HEADER));
        if header.ok_or(WrappedKeyringError::Header)? != name.as_str() {
            return Err(WrappedKeyringError::Name);
        }
        let tag = lines.next_back().and_then(|line| line.strip_prefix(TAG));
        let tag = tag.and_then(from_base64url).and_then(|tag| tag.try_into().ok());
        let tag = tag.ok_or(WrappedKeyringError::Tag)?;
        let keys = lines
            .take(MAX_KEYS + 1)
            .enumerate()
            .map(|(index, line)| WrappedKey::parse(line).ok_or(WrappedKeyringError::Key { position: index + 1 }))
            .collect::<Result<Vec<_>, _>>()?;
        if keys.len() > MAX_KEYS {
            return Err(KeyringError::TooManyKeys.into());
        }
        let primary = check_names(keys.iter().map(|key| (key.id, key.status)))?;
        Ok(Self {
            name: name.clone(),
            keys,
            primary,
            tag,
        })
    }

    /// The text form, one key a line: what [`parse`](Self::parse) reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = body(&self.name, &self.keys);
        text.push_str(TAG);
        text.push_str(&base64url(&self.tag));
        text.push('\n');
        text
    }

    /// What the keyring is for.
    #[must_use]
    pub const fn name(&self) -> &KeyringName {
        &self.name
    }

    /// The id of the key that seals.
    #[must_use]
    pub const fn primary(&self) -> KeyId {
        self.primary
    }

    /// Id, status and KEK of each key; a destroyed one has no KEK.
    pub fn keys(&self) -> impl Iterator<Item = (KeyId, KeyStatus, Option<&str>)> {
        self.keys
            .iter()
            .map(|key| (key.id, key.status, key.dek.as_ref().map(WrappedDek::kek)))
    }
}

impl WrappedKey {
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split('.');
        let (Some(FORMAT), Some(status), Some(id), Some(kek), Some(bytes), None) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return None;
        };
        let (status, id) = (KeyStatus::parse(status)?, KeyId::parse(id)?);
        let dek = match status {
            KeyStatus::Destroyed => (kek.is_empty() && bytes.is_empty()).then_some(None)?,
            _ => Some(WrappedDek::new(kek, &from_base64url(bytes)?)?),
        };
        Some(Self { id, status, dek })
    }
}

impl fmt::Display for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORMAT}.{}.{}.", self.status.as_str(), self.id)?;
        match &self.dek {
            Some(dek) => write!(f, "{}.{}", dek.kek(), base64url(dek.bytes())),
            None => f.write_str("."),
        }
    }
}

/// All lines but the tag: what it covers.
pub(super) fn body(name: &KeyringName, keys: &[WrappedKey]) -> String {
    let lines = keys.iter().map(|key| format!("{key}\n"));
    [format!("{HEADER}{name}\n")].into_iter().chain(lines).collect()
}

/// The MAC of a wrapped keyring whose primary key is `primary`; `None` for a tombstone.
pub(super) fn tagger(primary: &Key) -> Option<Mac> {
    let key = MacKey::of_key(primary.material()?).derive("momfood/kms/v1");
    Some(Mac::new(&key, "kms.wrapped_keyring"))
}

/// What a wrapped key is bound to.
pub(super) fn aad(name: &KeyringName, id: KeyId) -> Vec<u8> {
    // A name has at most 128 bytes.
    let len = u16::try_from(name.as_str().len()).unwrap_or(u16::MAX);
    [
        b"momfood/kms/v1",
        &len.to_be_bytes()[..],
        name.as_str().as_bytes(),
        &id.value().to_be_bytes(),
    ]
    .concat()
}

/// Why a text is no wrapped keyring. It never holds any part of the text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WrappedKeyringError {
    /// Longer than [`MAX_WRAPPED_KEYRING_LEN`].
    #[error("a wrapped keyring has at most {MAX_WRAPPED_KEYRING_LEN} bytes")]
    Length,
    /// The first line is not `mfw1.keyring.<name>`.
    #[error("a wrapped keyring begins with {HEADER}<name>")]
    Header,
    /// It is another keyring.
    #[error("the wrapped keyring has another name")]
    Name,
    /// The last line is not `mfw1.tag.<32 bytes>`.
    #[error("a wrapped keyring ends with {TAG}<tag>")]
    Tag,
    /// A line between them is not `mfw1.<status>.<id>.<kek>.<wrapped key>`.
    #[error("key {position} of the wrapped keyring cannot be read")]
    Key {
        /// Its position in the text, from 1.
        position: usize,
    },
    /// The keys do not make a keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

impl WrappedKeyringError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "wrapped_keyring_length",
            Self::Header => "wrapped_keyring_header",
            Self::Name => "wrapped_keyring_name",
            Self::Tag => "wrapped_keyring_tag",
            Self::Key { .. } => "wrapped_keyring_key",
            Self::Keyring(error) => error.code(),
        }
    }
}

const FORMAT: &str = "mfw1";
const HEADER: &str = "mfw1.keyring.";
const TAG: &str = "mfw1.tag.";
/// `mfw1.decrypt-only.01234567.` and what follows.
const MAX_LINE_LEN: usize = 27 + MAX_KEK_LEN + 1 + MAX_WRAPPED_DEK_LEN.div_ceil(3) * 4 + 1;
/// Longest text of a wrapped keyring in bytes: what [`MAX_KEYS`] of the longest keys take.
pub const MAX_WRAPPED_KEYRING_LEN: usize = MAX_KEYS * MAX_LINE_LEN + MAX_KEYRING_NAME_LEN + 128;
