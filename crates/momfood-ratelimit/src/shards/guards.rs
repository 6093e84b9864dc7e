//! Several shards locked at once, for a decision over several charges.

use core::num::NonZeroU64;
use std::sync::MutexGuard;

use super::{SHARDS, Shards, index};
use crate::MAX_CHARGES;

impl<T> Shards<T> {
    /// The parts of several keys, locked in one order everywhere: no two callers can wait for each other.
    pub(crate) fn lock_all(&self, keys: [Option<NonZeroU64>; MAX_CHARGES]) -> Guards<'_, T> {
        let mut wanted = keys.map(|key| key.map_or(usize::MAX, index));
        wanted.sort_unstable();
        let mut previous = usize::MAX;
        Guards(wanted.map(|index| {
            let again = core::mem::replace(&mut previous, index) == index;
            (!again && index < SHARDS).then(|| (index, self.lock_at(index)))
        }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_keys_of_one_part_lock_it_once() {
        let shards = Shards::new(|| 0_u32);
        let key = |high: u64, low: u64| NonZeroU64::new(high << 58 | low).unwrap();
        let keys = [key(7, 1), key(63, 2), key(7, 3), key(0, 4)];
        let mut guards = shards.lock_all(keys.map(Some));
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
