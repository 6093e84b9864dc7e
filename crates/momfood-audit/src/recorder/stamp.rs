//! Gives an event its sequence, id and time, before the queue and so before anything can be lost.
//!
//! The id is a UUID of version 7 by RFC 9562 §6.2 method 1: the milliseconds, then a 42-bit counter that starts at a random place
//! and follows the sequence, then 32 bits that are random for each recorder. Randomness is drawn once, so that an
//! id costs no system call; two recorders clash only if they drew the same 32 bits and count in step (about 2⁻⁷⁴).

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::{Clock, Event, Record, Timestamp};

#[derive(Debug)]
pub(super) struct Stamp {
    clock: Clock,
    first: u64,
    next: AtomicU64,
    seed: u128,
}

impl Stamp {
    pub(super) fn new(clock: Clock, first: u64) -> Self {
        // The random bits of two ids of the library's own generator: 32 low bits of each, and a counter it seeds at random.
        let (counter, tail) = (Uuid::now_v7().as_u128(), Uuid::now_v7().as_u128());
        Self {
            clock,
            first,
            next: AtomicU64::new(first),
            seed: (counter << 32) | (tail & TAIL),
        }
    }

    /// The next number of this recorder; no two callers get the same.
    pub(super) fn next_sequence(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// How many numbers were given out.
    pub(super) fn issued(&self) -> u64 {
        self.next.load(Ordering::Relaxed).saturating_sub(self.first)
    }

    pub(super) fn record(&self, sequence: u64, event: Event) -> Record {
        let now = self.clock.now();
        Record::new(self.id(sequence, now), sequence, now, event)
    }

    fn id(&self, sequence: u64, now: Timestamp) -> Uuid {
        let counter = (self.seed >> 32).wrapping_add(u128::from(sequence)) & COUNTER;
        let millis = u128::from(now.as_millis()) & MILLIS;
        let version = 7_u128;
        let variant = 2_u128;
        Uuid::from_u128(
            (millis << 80)
                | (version << 76)
                | ((counter >> 30) << 64)
                | (variant << 62)
                | ((counter & 0x3fff_ffff) << 32)
                | (self.seed & TAIL),
        )
    }
}

const MILLIS: u128 = (1 << 48) - 1;
const COUNTER: u128 = (1 << 42) - 1;
const TAIL: u128 = (1 << 32) - 1;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::{Variant, Version};

    use super::*;

    #[test]
    fn ids_are_version_7_at_the_recorders_time_and_never_repeat() {
        let now = Timestamp::from_micros(1_767_225_600_123_456);
        let (clock, _hand) = Clock::manual(now);
        let (one, other) = (Stamp::new(clock.clone(), 1), Stamp::new(clock, 1));
        let mut seen = HashSet::new();
        for sequence in 1..=10_000 {
            for stamp in [&one, &other] {
                let id = stamp.id(sequence, now);
                assert_eq!(
                    (id.get_version(), id.get_variant()),
                    (Some(Version::SortRand), Variant::RFC4122)
                );
                let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
                assert_eq!((seconds, nanos), (now.as_secs(), 123_000_000));
                assert!(seen.insert(id));
            }
        }
    }

    #[test]
    fn ids_of_one_millisecond_sort_by_sequence_until_the_counter_wraps() {
        let mut stamp = Stamp::new(Clock::system(), 1);
        stamp.seed = TAIL;
        let now = Timestamp::from_secs(1);
        for sequence in [1, 1_000, (1 << 30) - 1, 1 << 30, (1 << 42) - 2] {
            assert!(stamp.id(sequence, now) < stamp.id(sequence + 1, now), "{sequence}");
        }
        assert!(stamp.id(u64::MAX, Timestamp::EPOCH) < stamp.id(0, now));
    }
}
