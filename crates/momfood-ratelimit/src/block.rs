//! Networks that are refused for a time.

mod list;
#[cfg(feature = "memory")]
mod memory;
mod store;

use core::time::Duration;

use momfood_audit::Timestamp;

pub use list::{BlockError, BlockList};
#[cfg(feature = "memory")]
pub use memory::MemoryBlockStore;
pub use store::{BlockStore, Placed, Term};

use crate::IpPrefix;

/// One network that is, or lately was, refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Block {
    /// Which addresses.
    pub prefix: IpPrefix,
    /// Since when.
    pub since: Timestamp,
    /// Until when; at this time it is over.
    pub until: Timestamp,
    /// Why.
    pub reason: BlockReason,
    /// How often it was blocked lately, this time included: what the length of the next block grows with.
    pub strikes: u32,
}

impl Block {
    /// The block that follows `previous`, which may be long over. Pure; every store makes its blocks by it.
    #[must_use]
    pub fn next(previous: Option<&Self>, prefix: IpPrefix, reason: BlockReason, term: Term, now: Timestamp) -> Self {
        let strikes = previous.map_or(0, |block| block.strikes_left(now)).saturating_add(1);
        let until = match term {
            Term::Until(until) => until,
            Term::Escalating(escalation) => now.saturating_add(escalation.term(strikes)),
        };
        Self {
            prefix,
            since: now,
            until,
            reason,
            strikes,
        }
    }

    /// A block as a store kept it.
    #[must_use]
    pub const fn from_parts(
        prefix: IpPrefix,
        since: Timestamp,
        until: Timestamp,
        reason: BlockReason,
        strikes: u32,
    ) -> Self {
        Self {
            prefix,
            since,
            until,
            reason,
            strikes,
        }
    }

    /// Whether it holds at `now`.
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        now < self.until
    }

    /// Whether a store may forget it: its strikes are forgiven.
    #[must_use]
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        !self.is_active(now) && self.strikes_left(now) == 0
    }

    /// Strikes are halved with every day that passes after the block.
    fn strikes_left(&self, now: Timestamp) -> u32 {
        let days = now.since(self.until).as_secs() / SECONDS_PER_DAY;
        u32::try_from(days)
            .ok()
            .and_then(|days| self.strikes.checked_shr(days))
            .unwrap_or(0)
    }

    /// When [`is_forgotten`](Self::is_forgotten) becomes true: a record's time to live.
    #[must_use]
    pub fn forgotten_at(&self) -> Timestamp {
        let days = u64::from(u32::BITS.saturating_sub(self.strikes.leading_zeros()));
        self.until
            .saturating_add(Duration::from_secs(days.saturating_mul(SECONDS_PER_DAY)))
    }
}

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// Why a network is refused.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum BlockReason {
    /// More requests than anybody makes by hand.
    Flood,
    /// A program that is not wanted here.
    Automation,
    /// Attacks: injections, guessing, stuffing.
    Attack,
    /// An operator's decision.
    Operator,
}

impl BlockReason {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flood => "flood",
            Self::Automation => "automation",
            Self::Attack => "attack",
            Self::Operator => "operator",
        }
    }
}

/// How long the first block lasts, and how much longer each further one.
///
/// The default is 1, 4, 16, 64, 256 and 1024 minutes, then a day. Behind one IPv4 address of a mobile operator stands
/// a neighbourhood, so the first block is short; who keeps on soon waits longer than the plan's hour
/// ([`Escalation::fixed`] gives that).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Escalation {
    first: Duration,
    factor: u32,
    longest: Duration,
}

impl Escalation {
    /// Every block lasts `term`.
    #[must_use]
    pub const fn fixed(term: Duration) -> Self {
        Self {
            first: term,
            factor: 1,
            longest: term,
        }
    }

    /// The first block lasts `first`, every further one `factor` times as long, up to `longest`.
    #[must_use]
    pub const fn growing(first: Duration, factor: u32, longest: Duration) -> Self {
        Self { first, factor, longest }
    }

    /// How long the block of this strike lasts, counted from one.
    #[must_use]
    pub fn term(&self, strike: u32) -> Duration {
        let factor = self.factor.saturating_pow(strike.saturating_sub(1));
        self.first.saturating_mul(factor).min(self.longest)
    }
}

impl Default for Escalation {
    fn default() -> Self {
        Self::growing(Duration::from_secs(60), 4, Duration::from_secs(SECONDS_PER_DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_grow_from_a_minute_to_a_day() {
        let minutes = |strike| Escalation::default().term(strike).as_secs() / 60;
        assert_eq!(
            [1, 2, 3, 6, 7, 100, u32::MAX].map(minutes),
            [1, 4, 16, 1_024, 1_440, 1_440, 1_440]
        );
        assert_eq!(Escalation::fixed(Duration::from_secs(3_600)).term(9).as_secs(), 3_600);
    }

    #[test]
    fn clean_days_halve_the_strikes_until_the_block_is_forgotten() {
        let prefix = IpPrefix::host([192, 0, 2, 1].into());
        let term = Term::Escalating(Escalation::default());
        let block = Block::from_parts(prefix, Timestamp::EPOCH, Timestamp::EPOCH, BlockReason::Flood, 5);
        let days = |days: u64| Timestamp::from_secs(days * SECONDS_PER_DAY);
        let strikes = |at| Block::next(Some(&block), prefix, BlockReason::Flood, term, at).strikes;
        assert_eq!([0, 1, 2, 3, 1_000_000].map(|day| strikes(days(day))), [6, 3, 2, 1, 1]);
        assert!(!block.is_forgotten(days(2)) && block.is_forgotten(days(3)));
        assert_eq!(block.forgotten_at(), days(3));
    }
}
