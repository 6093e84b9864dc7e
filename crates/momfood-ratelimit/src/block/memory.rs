//! Blocks in this process. A lookup is one hash for every prefix length that is in use, which is two or three.

use core::fmt;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
    sync::{
        PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use super::{Block, BlockReason, BlockStore, Placed, Term};
use crate::{IpPrefix, canonical, prefix};

/// A bounded store for one process. When it is full, the block that is soonest forgotten makes room.
pub struct MemoryBlockStore {
    book: RwLock<Book>,
    /// Of the book, readable without its lock: while nobody is blocked, nobody waits.
    entries: AtomicUsize,
    capacity: usize,
}

/// All three agree; only [`Book::insert`] and [`Book::remove`] change them.
#[derive(Default)]
struct Book {
    blocks: HashMap<IpPrefix, Block>,
    by_end: BTreeSet<(Timestamp, IpPrefix)>,
    /// How many blocks there are of each length of the 128-bit form.
    lengths: BTreeMap<u8, usize>,
}

impl MemoryBlockStore {
    /// Room for [`DEFAULT_CAPACITY`](Self::DEFAULT_CAPACITY) blocks.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(Self::DEFAULT_CAPACITY)
    }

    /// Room for `capacity` blocks, at least one.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            book: RwLock::default(),
            entries: AtomicUsize::new(0),
            capacity: capacity.max(1),
        }
    }

    /// Blocks of [`new`](Self::new).
    pub const DEFAULT_CAPACITY: usize = 1 << 16;

    fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Book> {
        self.book.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many, and not who: addresses are personal data.
impl fmt::Debug for MemoryBlockStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemoryBlockStore")
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

impl Default for MemoryBlockStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl BlockStore for MemoryBlockStore {
    async fn block(
        &self,
        prefix: IpPrefix,
        reason: BlockReason,
        term: Term,
        now: Timestamp,
    ) -> Result<Placed, StoreError> {
        let mut book = self.write();
        let previous = book.blocks.get(&prefix).copied();
        if let (Term::Escalating(_), Some(block)) = (term, previous)
            && block.is_active(now)
        {
            return Ok(Placed { block, new: false });
        }
        let block = Block::next(previous.as_ref(), prefix, reason, term, now);
        book.remove(prefix);
        book.make_room(now, self.capacity);
        book.insert(block);
        self.entries.store(book.blocks.len(), Ordering::Release);
        Ok(Placed { block, new: true })
    }

    async fn unblock(&self, prefix: IpPrefix, now: Timestamp) -> Result<Option<Block>, StoreError> {
        let mut book = self.write();
        let block = book.remove(prefix);
        self.entries.store(book.blocks.len(), Ordering::Release);
        Ok(block.filter(|block| block.is_active(now)))
    }

    async fn list(&self, now: Timestamp) -> Result<Vec<Block>, StoreError> {
        Ok(self
            .read()
            .blocks
            .values()
            .filter(|block| block.is_active(now))
            .copied()
            .collect())
    }

    fn find(&self, ip: IpAddr, now: Timestamp) -> Option<Block> {
        if self.entries.load(Ordering::Acquire) == 0 {
            return None;
        }
        let bits = prefix::bits(canonical(ip));
        let book = self.read();
        // The narrowest first: it says most precisely why.
        book.lengths.keys().rev().find_map(|&len| {
            let block = book.blocks.get(&IpPrefix::masked(bits, len))?;
            block.is_active(now).then_some(*block)
        })
    }
}

impl Book {
    fn insert(&mut self, block: Block) {
        self.blocks.insert(block.prefix, block);
        self.by_end.insert((block.forgotten_at(), block.prefix));
        let count = self.lengths.entry(block.prefix.len128()).or_default();
        *count = count.saturating_add(1);
    }

    fn remove(&mut self, prefix: IpPrefix) -> Option<Block> {
        let block = self.blocks.remove(&prefix)?;
        self.by_end.remove(&(block.forgotten_at(), prefix));
        if let Some(count) = self.lengths.get_mut(&prefix.len128()) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.lengths.remove(&prefix.len128());
            }
        }
        Some(block)
    }

    /// Drops what is forgotten, and then, if it still is full, what soonest would be.
    fn make_room(&mut self, now: Timestamp, capacity: usize) {
        while let Some(&(at, prefix)) = self.by_end.first()
            && (at <= now || self.blocks.len() >= capacity)
        {
            self.remove(prefix);
        }
    }
}
