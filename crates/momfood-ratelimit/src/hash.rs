//! From a name and a subject to the 64 bits under which their state is kept.
//!
//! SipHash-1-3 under a random key of the process: nobody outside can choose two subjects that share a bucket, and what a
//! table holds tells nothing about whom it counts. At a million keys the chance of any collision at all is 3 in 10^8, and
//! its effect is one shared bucket.

use core::{
    hash::{BuildHasher, Hasher},
    num::NonZeroU64,
};
use std::hash::RandomState;

use crate::subject::{Kind, Subject};

/// The key of the hash. `Debug` shows nothing of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyHasher(RandomState);

impl KeyHasher {
    /// The hash of `subject` in the namespace of `tag`. Never zero, which marks an empty slot.
    pub(crate) fn hash(&self, tag: u64, subject: &Subject<'_>) -> NonZeroU64 {
        let mut hasher = self.0.build_hasher();
        match subject.0 {
            Kind::Prefix(prefix) => {
                // One write of one block: three small ones take twice as long.
                let mut block = [0; 25];
                if let [len, rest @ ..] = &mut block
                    && let Some((head, bits)) = rest.split_first_chunk_mut()
                    && let Some((tail, _)) = bits.split_first_chunk_mut()
                {
                    *len = prefix.len128();
                    *head = tag.to_le_bytes();
                    *tail = prefix.bits().to_le_bytes();
                }
                hasher.write(&block);
            }
            Kind::User(id) => Self::text(&mut hasher, tag, b"user", id),
            Kind::Text(namespace, text) => {
                hasher.write_u8(TEXT);
                Self::text(&mut hasher, tag, namespace.as_bytes(), text);
            }
        }
        NonZeroU64::new(hasher.finish()).unwrap_or(NonZeroU64::MIN)
    }

    fn text(hasher: &mut impl Hasher, tag: u64, namespace: &[u8], text: &str) {
        hasher.write_u8(TEXT);
        hasher.write_u64(tag);
        hasher.write(namespace);
        hasher.write_u8(TEXT);
        hasher.write(text.as_bytes());
    }
}

/// No prefix length, and no byte of UTF-8: it keeps the kinds and the parts of a key apart.
const TEXT: u8 = 0xff;
