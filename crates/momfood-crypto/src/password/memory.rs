//! The working memory of argon2: kept between hashes, so that peak use is flat and no hash pays for fresh pages. (19 MiB
//! of fresh pages made 24 ms of a hash that takes 17 ms on kept memory, wiping included.)
//!
//! Invariant: kept memory is wiped. From the blocks that a hash leaves behind one can go back to the first block and try
//! passwords on that for the price of one BLAKE2b, so they are overwritten when the hash is done, also after a panic.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

/// Wiped areas of one size, ready for the next hash.
pub(super) struct Memory {
    /// Blocks of an area.
    size: usize,
    /// Most areas to keep; whatever comes back beyond that is freed.
    keep: usize,
    areas: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    pub(super) fn new(size: usize, keep: usize) -> Self {
        Self {
            size,
            keep,
            areas: Mutex::default(),
        }
    }

    #[cfg(feature = "tokio")]
    pub(super) fn keeping(self, keep: usize) -> Self {
        Self { keep, ..self }
    }

    /// An area of at least `blocks`, or `None` when there is no memory. One larger than the usual is not kept.
    pub(super) fn lease(&self, blocks: usize) -> Option<Lease<'_>> {
        let kept = if blocks <= self.size {
            // A panic cannot leave the list half-changed: poison says nothing.
            self.areas.lock().unwrap_or_else(PoisonError::into_inner).pop()
        } else {
            None
        };
        let area = match kept {
            Some(area) => area,
            None => allocate(blocks.max(self.size))?,
        };
        Some(Lease {
            area,
            used: blocks,
            home: self,
        })
    }

    fn take_back(&self, area: Vec<Block>) {
        if area.len() == self.size {
            let mut areas = self.areas.lock().unwrap_or_else(PoisonError::into_inner);
            if areas.len() < self.keep {
                areas.push(area);
            }
        }
    }
}

/// An area in use by one hash.
pub(super) struct Lease<'a> {
    area: Vec<Block>,
    used: usize,
    home: &'a Memory,
}

impl AsMut<[Block]> for Lease<'_> {
    fn as_mut(&mut self) -> &mut [Block] {
        &mut self.area
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut area = std::mem::take(&mut self.area);
        for block in area.iter_mut().take(self.used) {
            zeroize::Zeroize::zeroize(block);
        }
        self.home.take_back(area);
    }
}

fn allocate(blocks: usize) -> Option<Vec<Block>> {
    let mut area = Vec::new();
    area.try_reserve_exact(blocks).ok()?;
    area.resize(blocks, Block::new());
    Some(area)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(memory: &Memory) -> usize {
        memory.areas.lock().unwrap().len()
    }

    #[test]
    fn an_area_comes_back_wiped() {
        let memory = Memory::new(16, 1);
        let mut lease = memory.lease(12).unwrap();
        for block in lease.as_mut().iter_mut().take(12) {
            block.as_mut().fill(0xdead_beef);
        }
        drop(lease);
        assert_eq!(kept(&memory), 1);
        let mut lease = memory.lease(16).unwrap();
        assert_eq!(kept(&memory), 0);
        assert!(
            lease
                .as_mut()
                .iter()
                .all(|block| block.as_ref().iter().all(|word| *word == 0))
        );
    }

    #[test]
    fn an_area_comes_back_after_a_panic() {
        let memory = Memory::new(16, 1);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _lease = memory.lease(16).unwrap();
            panic!("as argon2 might");
        }));
        assert!(result.is_err());
        assert_eq!(kept(&memory), 1);
    }

    #[test]
    fn no_more_is_kept_than_asked_for_and_nothing_larger() {
        let memory = Memory::new(16, 2);
        let leases: Vec<_> = (0..5).map(|_| memory.lease(16).unwrap()).collect();
        drop(leases);
        assert_eq!(kept(&memory), 2);
        let large = memory.lease(17).unwrap();
        assert_eq!((kept(&memory), large.area.len()), (2, 17));
        drop(large);
        assert_eq!(kept(&memory), 2);
    }
}
