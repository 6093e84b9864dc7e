//! The keys of a service: one that seals, those that still open, and the tombstones of those that are gone.
//!
//! Invariants, checked whenever a keyring is made: exactly one primary, no id twice, no material twice. A keyring never
//! changes; rotation makes a new one. Rotation over several nodes has two steps, so that no node meets an id that it does
//! not know: [`introduce`](Keyring::introduce) and deploy everywhere, then [`promote`](Keyring::promote) and deploy again.

use std::sync::Arc;

use crate::key::{Key, KeyError, KeyId, KeyStatus};
use crate::random::RandomError;
use crate::secret::{Secret, constant_time_eq};

/// An immutable set of [`Key`]s. Cheap to clone; key material is shared, and wiped with the last clone.
#[derive(Clone, Debug)]
pub struct Keyring {
    keys: Arc<[Key]>,
    primary: KeyId,
}

impl Keyring {
    /// A keyring of `keys`.
    ///
    /// # Errors
    /// [`KeyringError`] for no or several primaries, an id or material that occurs twice, or more than [`MAX_KEYS`].
    pub fn new(keys: impl IntoIterator<Item = Key>) -> Result<Self, KeyringError> {
        let keys: Arc<[Key]> = keys.into_iter().take(MAX_KEYS + 1).collect();
        if keys.len() > MAX_KEYS {
            return Err(KeyringError::TooManyKeys);
        }
        let primary = check_names(keys.iter().map(|key| (key.id(), key.status())))?;
        for (position, key) in keys.iter().enumerate() {
            for earlier in keys.iter().take(position) {
                if let (Some(a), Some(b)) = (earlier.material(), key.material())
                    && constant_time_eq(a, b)
                {
                    return Err(KeyringError::RepeatedMaterial(earlier.id(), key.id()));
                }
            }
        }
        Ok(Self { keys, primary })
    }

    /// A keyring of one fresh primary key.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn generate() -> Result<Self, RandomError> {
        let key = Key::generate(KeyStatus::Primary)?;
        Ok(Self {
            primary: key.id(),
            keys: Arc::new([key]),
        })
    }

    /// Reads keys in their text form, separated by commas or white space: an environment variable or a file.
    ///
    /// # Errors
    /// As [`new`](Self::new), and [`KeyringError::Key`] with the 1-based position of a key that cannot be read.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let words = text.split([',', ' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
        let keys = words
            .take(MAX_KEYS + 1)
            .enumerate()
            .map(|(index, word)| {
                Key::parse(word).map_err(|source| KeyringError::Key {
                    position: index + 1,
                    source,
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(keys)
    }

    /// The text form, one key a line: what [`parse`](Self::parse) reads. All of it is secret.
    #[must_use]
    pub fn to_text(&self) -> Secret<String> {
        // Reserved at once: a string that grows would leave copies behind that nobody wipes.
        let mut text = String::with_capacity(self.keys.len() * 80);
        for key in self.keys() {
            text.push_str(key.to_text().expose());
            text.push('\n');
        }
        Secret::new(text)
    }

    /// A keyring with a fresh primary, the old one left to decrypt: rotation where one process holds the keys.
    ///
    /// # Errors
    /// [`KeyringError::Random`], or [`KeyringError::TooManyKeys`] before the oldest have been forgotten.
    pub fn rotate(&self) -> Result<Self, KeyringError> {
        let (introduced, id) = self.introduce()?;
        introduced.promote(id)
    }

    /// A keyring with one more [`Active`](KeyStatus::Active) key, and its id: the first step of a rotation.
    ///
    /// # Errors
    /// [`KeyringError::Random`] or [`KeyringError::TooManyKeys`].
    pub fn introduce(&self) -> Result<(Self, KeyId), KeyringError> {
        let key = loop {
            let key = Key::generate(KeyStatus::Active)?;
            if self.key(key.id()).is_none() {
                break key;
            }
        };
        let id = key.id();
        Ok((Self::new(self.keys().cloned().chain([key]))?, id))
    }

    /// A keyring in which the active key `id` seals, and the primary before it only opens: the second step.
    ///
    /// # Errors
    /// [`KeyringError::NotActive`] when `id` is not an active key of this keyring.
    pub fn promote(&self, id: KeyId) -> Result<Self, KeyringError> {
        if self.status(id) != Some(KeyStatus::Active) {
            return Err(KeyringError::NotActive(id));
        }
        Self::new(self.keys().cloned().map(|key| match key.id() {
            each if each == id => key.with_status(KeyStatus::Primary),
            each if each == self.primary => key.with_status(KeyStatus::DecryptOnly),
            _ => key,
        }))
    }

    /// A keyring in which `id` is in another state: to retire, disable, bring back or destroy a key that is not primary.
    ///
    /// Destroying wipes the material in the new keyring; the old one still holds it until dropped.
    ///
    /// # Errors
    /// [`KeyringError::Transition`] when `id` is unknown, primary or destroyed, or `status` is
    /// [`Primary`](KeyStatus::Primary), for which there is [`promote`](Self::promote).
    pub fn with_status(&self, id: KeyId, status: KeyStatus) -> Result<Self, KeyringError> {
        let movable = !matches!(self.status(id), None | Some(KeyStatus::Primary | KeyStatus::Destroyed));
        if !movable || status == KeyStatus::Primary {
            return Err(KeyringError::Transition(id));
        }
        Self::new(
            self.keys()
                .cloned()
                .map(|key| if key.id() == id { key.with_status(status) } else { key }),
        )
    }

    /// The id of the key that seals.
    #[must_use]
    pub const fn primary(&self) -> KeyId {
        self.primary
    }

    /// The state of key `id`, or `None` when this keyring has never known it.
    #[must_use]
    pub fn status(&self, id: KeyId) -> Option<KeyStatus> {
        self.key(id).map(Key::status)
    }

    /// The keys, in the order in which they were given.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    pub(crate) fn key(&self, id: KeyId) -> Option<&Key> {
        self.keys().find(|key| key.id() == id)
    }

    /// The key `id` and its position in the order of [`keys`](Self::keys). Linear: a keyring has a handful of keys.
    #[cfg(any(feature = "ring", feature = "aes-gcm"))]
    pub(crate) fn position(&self, id: KeyId) -> Option<(usize, &Key)> {
        self.keys().enumerate().find(|(_, key)| key.id() == id)
    }
}

/// The primary among at most [`MAX_KEYS`] keys: what can be checked before any material is there.
pub(crate) fn check_names(keys: impl Iterator<Item = (KeyId, KeyStatus)> + Clone) -> Result<KeyId, KeyringError> {
    for (position, (id, _)) in keys.clone().enumerate() {
        if keys.clone().take(position).any(|(earlier, _)| earlier == id) {
            return Err(KeyringError::DuplicateId(id));
        }
    }
    let mut primaries = keys
        .filter(|(_, status)| *status == KeyStatus::Primary)
        .map(|(id, _)| id);
    match (primaries.next(), primaries.next()) {
        (Some(primary), None) => Ok(primary),
        (None, _) => Err(KeyringError::NoPrimary),
        (Some(first), Some(second)) => Err(KeyringError::TwoPrimaries(first, second)),
    }
}

/// Why a keyring was refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// A key could not be read.
    #[error("key {position} cannot be read")]
    Key {
        /// Its position in the text, from 1.
        position: usize,
        /// What is wrong with it.
        source: KeyError,
    },
    /// No key may seal.
    #[error("no primary key")]
    NoPrimary,
    /// Two keys claim to seal.
    #[error("two primary keys: {0} and {1}")]
    TwoPrimaries(KeyId, KeyId),
    /// One id occurs twice.
    #[error("key id {0} occurs twice")]
    DuplicateId(KeyId),
    /// Two ids have the same material: rotating from one to the other would change nothing.
    #[error("keys {0} and {1} have the same material")]
    RepeatedMaterial(KeyId, KeyId),
    /// More than [`MAX_KEYS`].
    #[error("more than {MAX_KEYS} keys")]
    TooManyKeys,
    /// The key to promote is not active.
    #[error("key {0} is not active")]
    NotActive(KeyId),
    /// The key cannot go to that state.
    #[error("key {0} cannot change to that status")]
    Transition(KeyId),
    /// No randomness for a new key.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl KeyringError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key { source, .. } => source.code(),
            Self::NoPrimary => "keyring_no_primary",
            Self::TwoPrimaries(..) => "keyring_two_primaries",
            Self::DuplicateId(_) => "keyring_duplicate_id",
            Self::RepeatedMaterial(..) => "keyring_repeated_material",
            Self::TooManyKeys => "keyring_too_many_keys",
            Self::NotActive(_) => "keyring_key_not_active",
            Self::Transition(_) => "keyring_transition",
            Self::Random(error) => error.code(),
        }
    }
}

/// Most keys of a keyring, tombstones included: 21 years of monthly rotation.
pub const MAX_KEYS: usize = 256;
