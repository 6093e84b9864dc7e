//! What stands in the column: which key, and the bits of the hash.

use std::fmt;

use super::MAX_INDEX_BITS;
use crate::encoding::hex;
use crate::key::KeyId;

/// The index of one value, for an indexed `BYTEA` column: the id of its key and the bits of its hash.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct IndexTag {
    key_id: KeyId,
    bytes: Vec<u8>,
}

impl IndexTag {
    pub(super) fn cut(key_id: KeyId, hash: &[u8], bits: u16) -> Self {
        let mut bytes = key_id.value().to_be_bytes().to_vec();
        bytes.extend(hash.iter().take(usize::from(bits.div_ceil(8))));
        if let (Some(last), rest @ 1..) = (bytes.last_mut(), bits % 8) {
            *last &= u8::MAX << (8 - rest);
        }
        Self { key_id, bytes }
    }

    /// Takes a tag from storage.
    ///
    /// # Errors
    /// [`IndexTagError`] unless there are 5 to 36 bytes.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, IndexTagError> {
        let bytes = bytes.into();
        let (key_id, hash) = bytes.split_first_chunk().ok_or(IndexTagError)?;
        if !(1..=usize::from(MAX_INDEX_BITS / 8)).contains(&hash.len()) {
            return Err(IndexTagError);
        }
        Ok(Self {
            key_id: KeyId::new(u32::from_be_bytes(*key_id)),
            bytes,
        })
    }

    /// Bytes of the hash that are kept.
    pub(super) fn hash_len(&self) -> usize {
        self.bytes.len().saturating_sub(KEY_ID_LEN)
    }

    /// The bytes to store and to look for.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key under which it was made: what a rotation counts by.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }
}

impl fmt::Debug for IndexTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Enough to tell two tags apart in a log; too little to look rows up by.
        let hash = self.bytes.get(KEY_ID_LEN..).unwrap_or_default();
        write!(
            f,
            "IndexTag(key {}, {}..)",
            self.key_id,
            hex(hash.get(..2).unwrap_or(hash))
        )
    }
}

/// The bytes are no index tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an index tag")]
pub struct IndexTagError;

impl IndexTagError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "index_tag"
    }
}

const KEY_ID_LEN: usize = 4;
