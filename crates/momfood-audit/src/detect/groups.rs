//! The table of a rule's groups: bounded, and the stalest makes room for a new one.
//!
//! A doubly linked list runs through the slots from the stalest to the freshest, so that visiting and making room cost the same
//! however many groups there are. Everything is reserved at the start; a link beyond the slots ends the list.

use core::{
    hash::{BuildHasherDefault, Hasher},
    time::Duration,
};
use std::collections::HashMap;

use crate::Timestamp;

#[derive(Debug)]
pub(super) struct Groups {
    slots_by_key: HashMap<u64, usize, BuildHasherDefault<Hashed>>,
    slots: Vec<Slot>,
    /// The windows of all slots, one after the other.
    cells: Vec<u64>,
    cells_per_slot: usize,
    capacity: usize,
    stalest: usize,
    freshest: usize,
}

#[derive(Debug)]
struct Slot {
    key: u64,
    staler: usize,
    fresher: usize,
    touched: Timestamp,
    group: GroupState,
}

/// What a group remembers beside the cells of its window.
#[derive(Debug, Default)]
pub(super) struct GroupState {
    /// How many cells are in use, and which comes next: see [`super::window`].
    pub(super) filled: usize,
    pub(super) next: usize,
    /// No finding before this time.
    pub(super) quiet_until: Timestamp,
}

/// A group that was looked up, or made.
#[derive(Debug)]
pub(super) struct Visit<'a> {
    pub(super) cells: &'a mut [u64],
    pub(super) group: &'a mut GroupState,
    /// Whether it took the place of a group that was still counting, or still silent.
    pub(super) displaced_live: bool,
}

impl Groups {
    pub(super) fn new(capacity: usize, cells_per_slot: usize) -> Self {
        Self {
            slots_by_key: HashMap::with_capacity_and_hasher(capacity, BuildHasherDefault::default()),
            slots: Vec::with_capacity(capacity),
            cells: Vec::with_capacity(capacity.saturating_mul(cells_per_slot)),
            cells_per_slot,
            capacity,
            stalest: NONE,
            freshest: NONE,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.slots.len()
    }

    /// The group with this key, which from now on is the freshest. `None` never comes: there is always a slot.
    pub(super) fn visit(&mut self, key: u64, now: Timestamp, window: Duration) -> Option<Visit<'_>> {
        let mut displaced_live = false;
        let index = if let Some(&index) = self.slots_by_key.get(&key) {
            self.unlink(index);
            index
        } else if self.slots.len() < self.capacity {
            self.add(key)
        } else {
            let index = self.stalest;
            displaced_live = self.replace(index, key, now, window);
            index
        };
        self.link_freshest(index);

        let start = index.saturating_mul(self.cells_per_slot);
        let cells = self.cells.get_mut(start..start.saturating_add(self.cells_per_slot))?;
        let slot = self.slots.get_mut(index)?;
        slot.touched = now;
        Some(Visit {
            cells,
            group: &mut slot.group,
            displaced_live,
        })
    }

    fn add(&mut self, key: u64) -> usize {
        let index = self.slots.len();
        self.slots.push(Slot {
            key,
            staler: NONE,
            fresher: NONE,
            touched: Timestamp::EPOCH,
            group: GroupState::default(),
        });
        self.cells
            .resize(self.slots.len().saturating_mul(self.cells_per_slot), 0);
        self.slots_by_key.insert(key, index);
        index
    }

    /// Gives the slot to another group; whether the old one will be missed.
    fn replace(&mut self, index: usize, key: u64, now: Timestamp, window: Duration) -> bool {
        self.unlink(index);
        let Some(slot) = self.slots.get_mut(index) else {
            return false;
        };
        let live = now.since(slot.touched) < window || slot.group.quiet_until > now;
        self.slots_by_key.remove(&slot.key);
        slot.key = key;
        slot.group = GroupState::default();
        self.slots_by_key.insert(key, index);
        live
    }

    fn unlink(&mut self, index: usize) {
        let Some(slot) = self.slots.get(index) else { return };
        let (staler, fresher) = (slot.staler, slot.fresher);
        match self.slots.get_mut(staler) {
            Some(slot) => slot.fresher = fresher,
            None => self.stalest = fresher,
        }
        match self.slots.get_mut(fresher) {
            Some(slot) => slot.staler = staler,
            None => self.freshest = staler,
        }
    }

    fn link_freshest(&mut self, index: usize) {
        let staler = self.freshest;
        match self.slots.get_mut(staler) {
            Some(slot) => slot.fresher = index,
            None => self.stalest = index,
        }
        if let Some(slot) = self.slots.get_mut(index) {
            slot.staler = staler;
            slot.fresher = NONE;
        }
        self.freshest = index;
    }
}

/// The link of a slot that has no neighbour on that side.
const NONE: usize = usize::MAX;

/// The keys are hashes already, by a keyed hasher.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    fn keys(groups: &Groups) -> Vec<u64> {
        let mut keys = Vec::new();
        let mut index = groups.stalest;
        while let Some(slot) = groups.slots.get(index) {
            keys.push(slot.key);
            index = slot.fresher;
        }
        keys
    }

    #[test]
    fn the_stalest_makes_room_and_takes_its_counts_with_it() {
        let mut groups = Groups::new(3, 1);
        let at = Timestamp::from_secs;
        for (second, key) in [(1, 7), (2, 8), (3, 9), (4, 7)] {
            let visit = groups.visit(key, at(second), WINDOW).unwrap();
            visit.group.filled += 1;
            assert!(!visit.displaced_live);
        }
        assert_eq!(keys(&groups), [8, 9, 7]);
        let visit = groups.visit(10, at(5), WINDOW).unwrap();
        assert!(visit.displaced_live, "8 was still within its window");
        assert_eq!(visit.group.filled, 0);
        assert_eq!(keys(&groups), [9, 7, 10]);
        let visit = groups.visit(11, at(13), WINDOW).unwrap();
        assert!(!visit.displaced_live, "9 was as old as the window");
        assert_eq!(groups.visit(7, at(13), WINDOW).unwrap().group.filled, 2);
        assert_eq!(keys(&groups), [10, 11, 7]);
        assert_eq!(groups.slots_by_key.len(), 3);
    }

    #[test]
    fn a_table_of_one_works() {
        let mut groups = Groups::new(1, 1);
        for key in [1, 2, 2, 3] {
            groups.visit(key, Timestamp::from_secs(key), WINDOW).unwrap();
            assert_eq!(keys(&groups), [key]);
        }
    }
}
