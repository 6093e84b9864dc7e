//! What is stored in place of a code or a telephone number: a keyed tag, useless without the service's MAC key.

use std::fmt;

use momfood_crypto::{TAG_LEN, Tag, constant_time_eq};

/// A tag as a store keeps it. Equality takes constant time.
#[derive(Clone, Copy, Eq)]
pub struct StoredTag([u8; TAG_LEN]);

impl StoredTag {
    /// The tag as it came from storage.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; TAG_LEN]) -> Self {
        Self(bytes)
    }

    /// 32 bytes, for storage. They may be looked up by an index: nobody without the key can steer them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; TAG_LEN] {
        &self.0
    }
}

impl From<Tag> for StoredTag {
    fn from(tag: Tag) -> Self {
        Self(*tag.as_bytes())
    }
}

impl PartialEq for StoredTag {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(&self.0, &other.0)
    }
}

impl std::hash::Hash for StoredTag {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for StoredTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredTag(..)")
    }
}
