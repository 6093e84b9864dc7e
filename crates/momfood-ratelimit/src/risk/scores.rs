//! The scores of many callers, in bounded memory of this process.
//!
//! A score is advice, so replicas need not agree on it: each judges by what it saw.

use core::{num::NonZeroU64, time::Duration};

use momfood_audit::Timestamp;

use super::{Risk, Score, Signal};
use crate::{
    Subject,
    hash::KeyHasher,
    shards::{SHARDS, Shards},
    table::{Pressure, Table},
};

/// Keeps a [`Risk`] for each subject. When it is full, the lowest scores are forgotten first.
///
/// # Security
/// Do not [`forgive`](Self::forgive) an address because somebody behind it logged in: an attacker with one account of its
/// own could then clear its address at will. Forgive the user.
#[derive(Debug)]
pub struct RiskScores {
    hasher: KeyHasher,
    risks: Shards<Table<Risk>>,
    half_life: Duration,
}

impl RiskScores {
    /// Scores that halve in every `half_life` of at least a second, with room for 16384 subjects (512 KiB).
    #[must_use]
    pub fn new(half_life: Duration) -> Self {
        Self::with_capacity(half_life, DEFAULT_CAPACITY)
    }

    /// The same with room for at least `subjects`.
    #[must_use]
    pub fn with_capacity(half_life: Duration, subjects: usize) -> Self {
        Self {
            hasher: KeyHasher::new(),
            risks: Shards::new(|| Table::new(subjects.div_ceil(SHARDS))),
            half_life,
        }
    }

    /// Counts a signal against `subject`.
    pub fn record(&self, subject: &Subject<'_>, signal: Signal, now: Timestamp) {
        let key = self.key(subject);
        let mut risks = self.risks.lock(key);
        let place = risks.find_or_insert(key, now);
        let risk = risks.at(place);
        *risk = risk.after(signal, self.half_life, now);
    }

    /// The score of `subject`; zero if nothing is known of it.
    #[must_use]
    pub fn score(&self, subject: &Subject<'_>, now: Timestamp) -> Score {
        let key = self.key(subject);
        let mut risks = self.risks.lock(key);
        let place = risks.find(key);
        place.map_or(Score::default(), |place| risks.at(place).score(now))
    }

    /// Forgets what is known of `subject`.
    pub fn forgive(&self, subject: &Subject<'_>) {
        let key = self.key(subject);
        self.risks.lock(key).remove(key);
    }

    fn key(&self, subject: &Subject<'_>) -> NonZeroU64 {
        self.hasher.hash(0, subject)
    }
}

impl Pressure for Risk {
    fn pressure(&self, now: Timestamp) -> u64 {
        u64::from(self.millipoints_at(now))
    }
}

const DEFAULT_CAPACITY: usize = 1 << 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_scored_apart_and_can_be_forgiven() {
        let scores = RiskScores::new(Duration::from_secs(600));
        let (ali, sara) = (Subject::user("ali").unwrap(), Subject::user("sara").unwrap());
        let now = Timestamp::from_secs(1);
        scores.record(&ali, Signal::FailedLogin, now);
        scores.record(&ali, Signal::MaliciousInput, now);
        assert_eq!(scores.score(&ali, now), Score::permille(150));
        assert_eq!(scores.score(&sara, now), Score::default());
        scores.forgive(&ali);
        assert_eq!(scores.score(&ali, now), Score::default());
    }

    #[test]
    fn a_flood_of_small_sins_does_not_wash_out_a_great_one() {
        let scores = RiskScores::with_capacity(Duration::from_secs(600), 1_024);
        let now = Timestamp::from_secs(1);
        let guesser = Subject::user("guesser").unwrap();
        for _ in 0..9 {
            scores.record(&guesser, Signal::FailedLogin, now);
        }
        for number in 0..20_000 {
            scores.record(&Subject::user(&number.to_string()).unwrap(), Signal::ClientError, now);
        }
        assert_eq!(scores.score(&guesser, now), Score::permille(900));
    }
}
