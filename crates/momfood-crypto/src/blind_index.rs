//! Blind indexes: find and keep unique what is sealed, by a keyed hash of its one form beside it.
//!
//! ```text
//! key = the key of an index keyring, by HKDF-Expand for "mf/bidx/v1", the context, and the index's name
//! tag = key id (4 bytes, big endian) ‖ first bits of HMAC-SHA256(key, u64 ‖ tenant ‖ u64 ‖ form of the value)
//! ```
//!
//! Invariants: an index has keys of its own and tells nothing about the sealing keys; tags of two contexts, names or tenants
//! cannot be compared; a tag names its key, so that a rotation can be counted. The source is CipherSweet's design.

use std::fmt;
use std::marker::PhantomData;
use std::ops::RangeInclusive;

use crate::context::{FieldContext, MAX_BIND_LEN};
use crate::key::KeyId;
use crate::keyring::Keyring;
use crate::mac::{Mac, MacKey};

mod normalizer;
mod tag;

pub use normalizer::Normalizer;
pub use tag::{IndexTag, IndexTagError};

/// Computes the index of values of the context `C`. Make it once and keep it.
///
/// ```
/// # use momfood_crypto::{BlindIndex, Context, FieldContext, Keyring, Normalizer};
/// # enum NationalId {}
/// # impl FieldContext for NationalId { const CONTEXT: Context = Context::new("users.national_id"); }
/// let index_keys = Keyring::generate()?; // not the keyring that seals, and not where the database is
/// let index = BlindIndex::<NationalId>::new(&index_keys, "exact", Normalizer::SaudiId);
/// // INSERT .. (national_id, national_id_index) VALUES (sealed, tag)
/// let tag = index.tag("1012345678", None)?;
/// // SELECT .. WHERE national_id_index = ANY($1)
/// assert!(index.candidates("١٠١٢٣٤٥٦٧٨", None)?.contains(&tag));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
/// Whoever reads the column sees which rows have equal values. Whoever has the index keys can try all values: a billion
/// national ids take minutes. So the keys belong in a keyring of their own, away from the database; index only what must be
/// found, and nothing with few values, such as a blood group.
pub struct BlindIndex<C: FieldContext> {
    /// The primary first, then every other key that opens.
    macs: Box<[(KeyId, Mac)]>,
    normalizer: Normalizer,
    bits: u16,
    context: PhantomData<fn() -> C>,
}

impl<C: FieldContext> BlindIndex<C> {
    /// The index `name` of the context `C` under `keys`, of [`DEFAULT_INDEX_BITS`].
    ///
    /// New tags are under the primary key; [`candidates`](Self::candidates) has one for each key that opens. `name` and
    /// `normalizer` must not change while there are tags.
    #[must_use]
    pub fn new(keys: &Keyring, name: &'static str, normalizer: Normalizer) -> Self {
        let mut macs: Vec<_> = keys
            .keys()
            .filter(|key| key.status().opens())
            .filter_map(|key| Some((key.id(), key.material()?)))
            .map(|(id, material)| {
                let root = MacKey::of_key(material).derive(LABEL).derive(C::CONTEXT.as_str());
                (id, Mac::new(&root, name))
            })
            .collect();
        macs.sort_by_key(|(id, _)| *id != keys.primary());
        Self {
            macs: macs.into(),
            normalizer,
            bits: DEFAULT_INDEX_BITS,
            context: PhantomData,
        }
    }

    /// Keeps the first `bits` of a tag, 1 to 256. Few bits ([`lossy_bits`]) make different values share a tag, so that the
    /// column tells less; every match must then be opened and compared, and cannot serve for uniqueness.
    #[must_use]
    pub fn with_bits(mut self, bits: u16) -> Self {
        self.bits = bits.clamp(1, MAX_INDEX_BITS);
        self
    }

    /// The tag to store beside the sealed `value`, within `tenant` if there is one.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn tag(&self, value: &str, tenant: Option<&str>) -> Result<IndexTag, IndexError> {
        self.tags(value, tenant)?.next().ok_or(IndexError::Failed)
    }

    /// The tags under which `value` may be stored: one, and one for each older key while a rotation lasts.
    ///
    /// Query with `= ANY($1)`. A UNIQUE constraint does not see across keys: while a rotation lasts, look for all candidates
    /// in the transaction that inserts, under a lock on the value's primary tag.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn candidates(&self, value: &str, tenant: Option<&str>) -> Result<Vec<IndexTag>, IndexError> {
        Ok(self.tags(value, tenant)?.collect())
    }

    /// Whether `tag` should be computed anew: it is not under the primary key, or not of this many bits.
    #[must_use]
    pub fn needs_rotation(&self, tag: &IndexTag) -> bool {
        let current = self.macs.first().map(|(id, _)| *id) == Some(tag.key_id());
        !current || tag.hash_len() != usize::from(self.bits.div_ceil(8))
    }

    fn tags(&self, value: &str, tenant: Option<&str>) -> Result<impl Iterator<Item = IndexTag>, IndexError> {
        if value.len() > MAX_INDEX_VALUE_LEN {
            return Err(IndexError::TooLong);
        }
        if tenant.is_some_and(|tenant| !(1..=MAX_BIND_LEN).contains(&tenant.len())) {
            return Err(IndexError::Tenant);
        }
        let form = self.normalizer.apply(value).ok_or(IndexError::Value)?;
        let tenant = tenant.unwrap_or_default().as_bytes();
        Ok(self.macs.iter().map(move |(id, mac)| {
            let tag = mac.tag(&[tenant, form.as_bytes()]);
            IndexTag::cut(*id, tag.as_bytes(), self.bits)
        }))
    }
}

impl<C: FieldContext> Clone for BlindIndex<C> {
    fn clone(&self) -> Self {
        Self {
            macs: self.macs.clone(),
            ..*self
        }
    }
}

impl<C: FieldContext> fmt::Debug for BlindIndex<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlindIndex")
            .field("context", &C::CONTEXT.as_str())
            .field("normalizer", &self.normalizer)
            .field("bits", &self.bits)
            .finish_non_exhaustive()
    }
}

/// Why a value has no index.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// Not a value of the normalizer's kind.
    #[error("not a value of this index")]
    Value,
    /// Longer than [`MAX_INDEX_VALUE_LEN`] bytes.
    #[error("value longer than {MAX_INDEX_VALUE_LEN} bytes")]
    TooLong,
    /// An empty tenant, or one longer than [`MAX_BIND_LEN`] bytes.
    #[error("a tenant id has 1 to {MAX_BIND_LEN} bytes")]
    Tenant,
    /// The keyring has no key for it.
    #[error("indexing failed")]
    Failed,
}

impl IndexError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Value => "index_value",
            Self::TooLong => "index_too_long",
            Self::Tenant => "index_tenant",
            Self::Failed => "index_failed",
        }
    }
}

/// The bits for a lossy index over `population` different values: more than its root, so that a lookup stays short, and
/// fewer than half of it, so that tags are shared. `None` when so few values cannot hide each other.
///
/// The bounds are those of the AWS Database Encryption SDK, "choosing a beacon length".
#[must_use]
pub const fn lossy_bits(population: u64) -> Option<RangeInclusive<u16>> {
    let Some(log) = population.checked_ilog2() else {
        return None;
    };
    #[expect(clippy::cast_possible_truncation, reason = "the logarithm of 64 bits is under 64")]
    let log = log as u16;
    // 2^least > sqrt(population), and 2^most < population / 2.
    let least = log / 2 + 1;
    let most = if population.is_power_of_two() {
        log.saturating_sub(2)
    } else {
        log.saturating_sub(1)
    };
    if least <= most { Some(least..=most) } else { None }
}

/// Bits of a tag unless stated otherwise: two of a billion values share one with a probability under 10⁻²⁰.
pub const DEFAULT_INDEX_BITS: u16 = 128;
/// Most bits of a tag.
pub const MAX_INDEX_BITS: u16 = 256;
/// Longest value that is indexed, in bytes.
pub const MAX_INDEX_VALUE_LEN: usize = 1_024;

const LABEL: &str = "mf/bidx/v1";
