//! A table cut into 64 parts with a lock each, so that two requests seldom meet, and a lock is held for nanoseconds.
//!
//! A lock, and not a compare-and-swap on each slot, so that several charges are one atomic step: with compare-and-swap a
//! refused request takes units for a moment and gives them back, and somebody else is refused for it.

#[cfg(feature = "memory")]
mod guards;

use core::{array, fmt, num::NonZeroU64};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// 64 values of which a key belongs to one.
pub(crate) struct Shards<T>(Box<[Shard<T>; SHARDS]>);

/// On its own pair of cache lines, or neighbours would slow each other down.
#[repr(align(128))]
struct Shard<T>(Mutex<T>);

impl<T> Shards<T> {
    /// `make` gives one value, which is to hold a 64th of the whole.
    pub(crate) fn new(make: impl Fn() -> T) -> Self {
        Self(Box::new(array::from_fn(|_| Shard(Mutex::new(make())))))
    }

    /// The part of this key.
    pub(crate) fn lock(&self, key: NonZeroU64) -> MutexGuard<'_, T> {
        self.lock_at(index(key))
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "an index is six bits, and there are 64 shards; the compiler sees it too"
    )]
    fn lock_at(&self, index: usize) -> MutexGuard<'_, T> {
        // What a panicking thread left behind is a count that is at most one decision old.
        self.0[index % SHARDS].0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Not the locks: a log line must not wait for them.
impl<T> fmt::Debug for Shards<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shards").finish_non_exhaustive()
    }
}

pub(crate) const SHARDS: usize = 1 << SHARD_BITS;
const SHARD_BITS: u32 = 6;

/// The highest bits; a table inside uses the lower ones.
fn index(key: NonZeroU64) -> usize {
    usize::try_from(key.get() >> (u64::BITS - SHARD_BITS)).unwrap_or_default()
}
