//! A table cut into 64 parts with a lock each, so that two requests seldom meet, and a lock is held for nanoseconds.
//!
//! Locks were measured against compare-and-swap on each slot: they cost some nanoseconds more for one charge, and
//! in return several charges are one atomic step. With compare-and-swap a refused request takes units for a moment and
//! gives them back, and somebody else is refused for it.

use core::{array, num::NonZeroU64};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::MAX_CHARGES;

/// 64 values of which a key belongs to one.
#[derive(Debug)]
pub(crate) struct Shards<T>(Box<[Shard<T>; SHARDS]>);

/// On its own pair of cache lines, or neighbours would slow each other down.
#[derive(Debug)]
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

    /// The parts of up to [`MAX_CHARGES`] keys, locked in one order everywhere: no two callers can wait for each other.
    pub(crate) fn lock_all(&self, keys: impl Iterator<Item = NonZeroU64>) -> Guards<'_, T> {
        let mut wanted = [usize::MAX; MAX_CHARGES];
        wanted.iter_mut().zip(keys).for_each(|(place, key)| *place = index(key));
        wanted.sort_unstable();
        let mut previous = usize::MAX;
        Guards(wanted.map(|index| {
            let again = core::mem::replace(&mut previous, index) == index;
            (!again && index < SHARDS).then(|| (index, self.lock_at(index)))
        }))
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

/// The locked parts of several keys.
#[derive(Debug)]
pub(crate) struct Guards<'a, T>([Option<(usize, MutexGuard<'a, T>)>; MAX_CHARGES]);

impl<T> Guards<'_, T> {
    /// The part of `key`, if it was among the keys that were locked.
    pub(crate) fn of(&mut self, key: NonZeroU64) -> Option<&mut T> {
        let index = index(key);
        let held = self.0.iter_mut().flatten().find(|(held, _)| *held == index);
        held.map(|(_, guard)| &mut **guard)
    }
}

pub(crate) const SHARDS: usize = 1 << SHARD_BITS;
const SHARD_BITS: u32 = 6;

/// The highest bits; a table inside uses the lower ones.
fn index(key: NonZeroU64) -> usize {
    usize::try_from(key.get() >> (u64::BITS - SHARD_BITS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_keys_of_one_part_lock_it_once() {
        let shards = Shards::new(|| 0_u32);
        let key = |high: u64, low: u64| NonZeroU64::new(high << 58 | low).unwrap();
        let keys = [key(7, 1), key(63, 2), key(7, 3), key(0, 4)];
        let mut guards = shards.lock_all(keys.into_iter());
        for key in keys {
            *guards.of(key).unwrap() += 1;
        }
        assert!(guards.of(key(8, 1)).is_none());
        drop(guards);
        assert_eq!(
            [*shards.lock(keys[0]), *shards.lock(keys[1]), *shards.lock(keys[3])],
            [2, 1, 1]
        );
    }
}
