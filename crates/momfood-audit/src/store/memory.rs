//! Records in memory, bounded, with room of its own for each severity: a flood of harmless events displaces harmless events and
//! never an attack's evidence. (The plan kept its last ten thousand in one list, which ten thousand requests flush.)

use core::{fmt, iter::Peekable};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;

use crate::{EventQuery, EventStore, Order, Page, Record, Severity, StoreError};

/// For tests, examples and single nodes that may forget: nothing survives the process.
pub struct MemoryEventStore {
    /// By severity, each in order of sequence.
    levels: RwLock<BTreeMap<Severity, VecDeque<Record>>>,
    capacity: usize,
    displaced: AtomicU64,
}

impl MemoryEventStore {
    /// Records kept of each severity unless stated otherwise: at about half a kilobyte each, ten megabytes for all five. The
    /// worst that [`crate::Fields::MAX_BYTES`] admits is twenty times that.
    pub const DEFAULT_CAPACITY: usize = 4_096;

    /// An empty store with [`Self::DEFAULT_CAPACITY`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(Self::DEFAULT_CAPACITY)
    }

    /// An empty store that keeps the latest `records` of each severity (at least one).
    #[must_use]
    pub fn with_capacity(records: usize) -> Self {
        Self {
            levels: RwLock::default(),
            capacity: records.max(1),
            displaced: AtomicU64::new(0),
        }
    }

    /// How many records were displaced by later ones of their own severity.
    #[must_use]
    pub fn displaced(&self) -> u64 {
        self.displaced.load(Ordering::Relaxed)
    }

    /// How many records are kept now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().values().map(VecDeque::len).sum()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    // A panic under the lock leaves whole records behind, so a poisoned lock guards nothing.
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Severity, VecDeque<Record>>> {
        self.levels.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Severity, VecDeque<Record>>> {
        self.levels.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventStore for MemoryEventStore {
    async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let mut levels = self.write();
        for record in records {
            let level = levels.entry(record.event().severity()).or_default();
            insert(level, record);
            if level.len() > self.capacity {
                level.pop_front();
                self.displaced.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    async fn query(&self, query: &EventQuery) -> Result<Page, StoreError> {
        let levels = self.read();
        let within = levels
            .range(query.min_severity()..)
            .map(|(_, level)| slice(level, query));
        Ok(match query.order() {
            Order::NewestFirst => page(query, within.map(|level| level.rev().peekable()).collect()),
            Order::OldestFirst => page(query, within.map(Iterator::peekable).collect()),
        })
    }
}

/// Puts `record` at its place, which is nearly always the end; one that is there already stays.
fn insert(level: &mut VecDeque<Record>, record: &Record) {
    let sequence = record.sequence();
    if level.back().is_none_or(|last| last.sequence() < sequence) {
        level.push_back(record.clone());
        return;
    }
    let place = level.partition_point(|earlier| earlier.sequence() < sequence);
    let mut twins = level.range(place..).take_while(|twin| twin.sequence() == sequence);
    if !twins.any(|twin| twin.id() == record.id()) {
        level.insert(place, record.clone());
    }
}

/// The part of a level that the query's bounds leave, found by bisection.
fn slice<'a>(level: &'a VecDeque<Record>, query: &EventQuery) -> impl DoubleEndedIterator<Item = &'a Record> {
    let (after, before) = query.bounds();
    let start = after.map_or(0, |after| level.partition_point(|record| record.sequence() <= after));
    let end = before.map_or(level.len(), |before| {
        level.partition_point(|record| record.sequence() < before)
    });
    level.range(start..end.max(start))
}

/// Merges the levels in the query's order until the page is full; clones what it returns and nothing else.
fn page<'a, I: Iterator<Item = &'a Record>>(query: &EventQuery, mut levels: Vec<Peekable<I>>) -> Page {
    let mut records = Vec::new();
    while let Some(record) = next(query.order(), &mut levels) {
        if !query.matches(record) {
            continue;
        }
        if records.len() == query.limit() {
            return Page::new(records, true);
        }
        records.push(record.clone());
    }
    Page::new(records, false)
}

fn next<'a, I: Iterator<Item = &'a Record>>(order: Order, levels: &mut [Peekable<I>]) -> Option<&'a Record> {
    let heads = levels.iter_mut().filter_map(|level| {
        let sequence = level.peek()?.sequence();
        Some((sequence, level))
    });
    let (_, level) = match order {
        Order::NewestFirst => heads.max_by_key(|(sequence, _)| *sequence),
        Order::OldestFirst => heads.min_by_key(|(sequence, _)| *sequence),
    }?;
    level.next()
}

impl Default for MemoryEventStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryEventStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemoryEventStore")
            .field("records", &self.len())
            .field("capacity", &self.capacity)
            .field("displaced", &self.displaced())
            .finish()
    }
}
