//! Buckets in this process: bounded, exact under any number of threads, and never waiting for anything.
//!
//! Several charges are decided under the locks of all their shards, so all-or-none needs no roll-back. Under a flood of
//! more keys than there is room for, the buckets that are nearest to full are forgotten first.

use core::num::NonZeroU64;

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use crate::{
    Algorithm, Charge, Charges, Decision, LimitStore, Mode, Quota, Source, Standing, Subject,
    algorithm::{Bucket, Gcra, SlidingCounter, SlidingLog},
    hash::KeyHasher,
    shards::{SHARDS, Shards},
    table::{Pressure, Table},
};

/// A bounded store for one process.
///
/// # Security
/// Memory never grows past its capacity: 16 bytes a bucket of [`Algorithm::Gcra`], 48 of [`Algorithm::SlidingCounter`],
/// and for [`Algorithm::SlidingLog`] up to 16 bytes for every unit of its limit. Give it room for the callers of one
/// period: when it is full, a new caller takes the place of the bucket with the smallest part used, so that callers who
/// are used up stay refused; only a flood that itself uses up more quotas than there is room for can displace them.
#[derive(Debug)]
pub struct MemoryLimitStore {
    hasher: KeyHasher,
    shards: Shards<Buckets>,
}

#[derive(Debug)]
struct Buckets {
    gcra: Table<Gcra>,
    counters: Table<SlidingCounter>,
    logs: Table<SlidingLog>,
}

impl MemoryLimitStore {
    /// Room for [`DEFAULT_CAPACITY`](Self::DEFAULT_CAPACITY) buckets and
    /// [`DEFAULT_LOG_CAPACITY`](Self::DEFAULT_LOG_CAPACITY) exact logs.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(Self::DEFAULT_CAPACITY, Self::DEFAULT_LOG_CAPACITY)
    }

    /// Room for at least `buckets` of each constant-size algorithm and `logs` exact logs. Each is allocated when it is
    /// first used.
    #[must_use]
    pub fn with_capacity(buckets: usize, logs: usize) -> Self {
        Self {
            hasher: KeyHasher::new(),
            shards: Shards::new(|| Buckets {
                gcra: Table::new(buckets.div_ceil(SHARDS)),
                counters: Table::new(buckets.div_ceil(SHARDS)),
                logs: Table::new(logs.div_ceil(SHARDS)),
            }),
        }
    }

    /// Buckets of [`new`](Self::new): 1 MiB of GCRA.
    pub const DEFAULT_CAPACITY: usize = 1 << 16;

    /// Exact logs of [`new`](Self::new).
    pub const DEFAULT_LOG_CAPACITY: usize = 1 << 12;

    /// Decides at once.
    pub fn decide<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Decision<'a> {
        if charges.is_single() {
            let charge = charges.first();
            let key = self.key(charge.quota(), charge.subject());
            let standing = self.shards.lock(key).decide(key, charge, mode == Mode::Charge, now);
            return Decision::new(standing.admits(), Source::Store, now, [standing]);
        }
        let keyed = charges.map(|charge| (self.key(charge.quota(), charge.subject()), charge));
        let mut guards = self.shards.lock_all(keyed.map(|keyed| keyed.map(|(key, _)| key)));
        let mut decide_all = |commit| {
            keyed.map(|keyed| {
                let (key, charge) = keyed?;
                Some(guards.of(key)?.decide(key, charge, commit, now))
            })
        };
        let mut standings = decide_all(false);
        let allowed = standings.iter().flatten().all(Standing::admits);
        if allowed && mode == Mode::Charge {
            standings = decide_all(true);
        }
        Decision::new(allowed, Source::Store, now, standings.into_iter().flatten())
    }

    fn key(&self, quota: &Quota, subject: &Subject<'_>) -> NonZeroU64 {
        self.hasher.hash(quota.id().tag(), subject)
    }
}

impl Default for MemoryLimitStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl LimitStore for MemoryLimitStore {
    async fn check<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Result<Decision<'a>, StoreError> {
        Ok(self.decide(charges, mode, now))
    }

    fn check_now<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Option<Decision<'a>> {
        Some(self.decide(charges, mode, now))
    }

    async fn refund(&self, charges: &Charges<'_>, now: Timestamp) -> Result<(), StoreError> {
        for charge in charges.iter() {
            let key = self.key(charge.quota(), charge.subject());
            self.shards.lock(key).refund(key, charge, now);
        }
        Ok(())
    }

    async fn reset(&self, quota: &Quota, subject: &Subject<'_>) -> Result<bool, StoreError> {
        let key = self.key(quota, subject);
        Ok(self.shards.lock(key).reset(key))
    }
}

impl Buckets {
    fn decide<'a>(&mut self, key: NonZeroU64, charge: &Charge<'a>, commit: bool, now: Timestamp) -> Standing<'a> {
        match charge.quota().algorithm() {
            Algorithm::Gcra => decide(&mut self.gcra, key, charge, commit, now),
            Algorithm::SlidingCounter => decide(&mut self.counters, key, charge, commit, now),
            Algorithm::SlidingLog => decide(&mut self.logs, key, charge, commit, now),
        }
    }

    fn refund(&mut self, key: NonZeroU64, charge: &Charge<'_>, now: Timestamp) {
        match charge.quota().algorithm() {
            Algorithm::Gcra => refund(&mut self.gcra, key, charge, now),
            Algorithm::SlidingCounter => refund(&mut self.counters, key, charge, now),
            Algorithm::SlidingLog => refund(&mut self.logs, key, charge, now),
        }
    }

    fn reset(&mut self, key: NonZeroU64) -> bool {
        self.gcra.remove(key) | self.counters.remove(key) | self.logs.remove(key)
    }
}

/// One charge on one table. A bucket that is not there is an unused one, and only a charge makes it be there.
fn decide<'a, B: Bucket>(
    table: &mut Table<B>,
    key: NonZeroU64,
    charge: &Charge<'a>,
    commit: bool,
    now: Timestamp,
) -> Standing<'a> {
    let rate = charge.quota().rate(charge.share());
    let (cost, commit) = (charge.cost(), commit && charge.cost() > 0);
    let mut absent = B::default();
    let mut place = table.find(key);
    let bucket = place.map_or(&mut absent, |place| table.at(place));
    bucket.settle(&rate, now);
    let wait = bucket.wait(&rate, cost, now);
    let mut bucket = &*bucket;
    if commit && wait == Some(0) {
        let place = *place.get_or_insert_with(|| table.find_or_insert(key, now));
        let charged = table.at(place);
        charged.settle(&rate, now);
        charged.charge(&rate, cost, now);
        bucket = charged;
    }
    let (remaining, reset_after) = (bucket.remaining(&rate, now), bucket.reset_after(&rate, now));
    Standing::new(charge.quota(), &rate, remaining, wait, reset_after)
}

fn refund<B: Bucket>(table: &mut Table<B>, key: NonZeroU64, charge: &Charge<'_>, now: Timestamp) {
    let rate = charge.quota().rate(charge.share());
    if let Some(place) = table.find(key) {
        let bucket = table.at(place);
        bucket.settle(&rate, now);
        bucket.refund(&rate, charge.cost(), now);
    }
}

impl<B: Bucket> Pressure for B {
    fn pressure(&self, now: Timestamp) -> u64 {
        Bucket::pressure(self, now)
    }
}
