//! The bounded memory under everything in this crate that an attacker can feed: a fixed array that never grows.
//!
//! A key may lie in one of two sets of four slots. A newcomer to full sets takes the slot whose value has the least
//! [`Pressure`]: one that is back to full, which loses nothing, or else the one that is nearest to it. So a flood of
//! one-hit keys evicts its own kind, and a caller that is used up stays known: the reverse of LRU, under which a flood
//! frees the attacker. The newcomer always gets its slot, for a key that is not tracked would not be limited.

use core::{fmt, num::NonZeroU64};

use momfood_audit::Timestamp;

/// What a table may forget first.
pub(crate) trait Pressure: Default {
    /// How much would be lost with it; 0 for what equals absence.
    fn pressure(&self, now: Timestamp) -> u64;
}

/// Slots for at least as many keys as asked for. They are made when the first key comes.
pub(crate) struct Table<V> {
    sets: Box<[Set<V>]>,
    capacity: usize,
}

/// With values of eight bytes, one line of the cache.
#[derive(Default)]
#[repr(align(64))]
struct Set<V>([Slot<V>; SLOTS]);

#[derive(Default)]
struct Slot<V> {
    key: Option<NonZeroU64>,
    value: V,
}

/// Where a key lies in the table that gave this.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    set: usize,
    slot: usize,
}

impl<V: Pressure> Table<V> {
    /// A table of `capacity` slots, rounded up to a power of two, at least one set.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            sets: Box::default(),
            capacity,
        }
    }

    /// Where the key is, if it is.
    pub(crate) fn find(&self, key: NonZeroU64) -> Option<Place> {
        self.candidates(key).into_iter().find_map(|set| {
            let slot = self.sets.get(set)?.0.iter().position(|slot| slot.key == Some(key))?;
            Some(Place { set, slot })
        })
    }

    /// Where the key is, after making room for it if it was not there.
    pub(crate) fn find_or_insert(&mut self, key: NonZeroU64, now: Timestamp) -> Place {
        if let Some(place) = self.find(key) {
            return place;
        }
        if self.sets.is_empty() {
            let sets = self.capacity.div_ceil(SLOTS).max(1).next_power_of_two();
            self.sets = (0..sets).map(|_| Set::default()).collect();
        }
        let place = self.victim(key, now);
        *self.slot(place) = Slot {
            key: Some(key),
            value: V::default(),
        };
        place
    }

    /// The value at a place.
    pub(crate) fn at(&mut self, place: Place) -> &mut V {
        &mut self.slot(place).value
    }

    /// Forgets the key; whether it was there.
    pub(crate) fn remove(&mut self, key: NonZeroU64) -> bool {
        let place = self.find(key);
        place.map(|place| *self.slot(place) = Slot::default()).is_some()
    }

    /// The two sets of a key, from bits that do not overlap below 2^24 sets.
    fn candidates(&self, key: NonZeroU64) -> [usize; 2] {
        let mask = self.sets.len().saturating_sub(1);
        [key.get(), key.get() >> 24].map(|bits| usize::try_from(bits & 0xffff_ffff).unwrap_or_default() & mask)
    }

    fn victim(&self, key: NonZeroU64, now: Timestamp) -> Place {
        let [set, _] = self.candidates(key);
        let (mut victim, mut least) = (Place { set, slot: 0 }, u64::MAX);
        for set in self.candidates(key) {
            for (slot, held) in self
                .sets
                .get(set)
                .map(|set| set.0.iter())
                .into_iter()
                .flatten()
                .enumerate()
            {
                let pressure = held.key.map_or(0, |_| held.value.pressure(now));
                if pressure < least {
                    (victim, least) = (Place { set, slot }, pressure);
                }
            }
        }
        victim
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a place is made by this table alone, inside its sets, which are never taken away"
    )]
    fn slot(&mut self, place: Place) -> &mut Slot<V> {
        &mut self.sets[place.set].0[place.slot]
    }
}

/// Not what is in it: that would be a megabyte.
impl<V> fmt::Debug for Table<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Table")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

const SLOTS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Weight(u64);

    impl Pressure for Weight {
        fn pressure(&self, _now: Timestamp) -> u64 {
            self.0
        }
    }

    fn key(number: u64) -> NonZeroU64 {
        NonZeroU64::new(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).unwrap()
    }

    #[test]
    fn the_heaviest_stay_and_the_newcomer_always_enters() {
        let mut table = Table::<Weight>::new(8);
        for number in 1..=1_000 {
            let place = table.find_or_insert(key(number), Timestamp::EPOCH);
            table.at(place).0 = if number == 500 { 9 } else { 1 };
            assert!(table.find(key(number)).is_some(), "{number} entered");
        }
        assert!(
            table.find(key(500)).is_some(),
            "the heavy one outlived five hundred light ones"
        );
    }

    #[test]
    fn what_was_removed_starts_anew() {
        let mut table = Table::<Weight>::new(8);
        let place = table.find_or_insert(key(1), Timestamp::EPOCH);
        table.at(place).0 = 7;
        assert!(table.remove(key(1)));
        assert!(!table.remove(key(1)));
        let place = table.find_or_insert(key(1), Timestamp::EPOCH);
        assert_eq!(table.at(place).0, 0);
    }

    #[test]
    fn a_set_of_words_is_one_line_of_the_cache() {
        assert_eq!(size_of::<Set<u64>>(), 64);
    }
}
