//! From a score to the part of a quota that is granted.

use super::Score;
use crate::Share;

/// Two steps down from the whole quota. The default is the plan's: above 0.5 of the scale six tenths of a quota, above
/// 0.7 three tenths. With the weights of [`Signal`](super::Signal) that is the sixth and the eighth failed login within a
/// half-life.
///
/// ```
/// use momfood_ratelimit::{AdaptivePolicy, Score, Share};
///
/// let policy = AdaptivePolicy::default();
/// assert_eq!(policy.share(Score::permille(500)), Share::FULL);
/// assert_eq!(policy.share(Score::permille(501)), Share::permille(600));
/// assert_eq!(policy.share(Score::permille(701)), Share::permille(300));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AdaptivePolicy {
    suspicious: (Score, Share),
    hostile: (Score, Share),
}

impl AdaptivePolicy {
    /// Grants the first share above the first score, and the second share above the second score.
    #[must_use]
    pub const fn new(suspicious: (Score, Share), hostile: (Score, Share)) -> Self {
        Self { suspicious, hostile }
    }

    /// What a caller with this score is granted, for [`Charge::with_share`](crate::Charge::with_share).
    #[must_use]
    pub fn share(&self, score: Score) -> Share {
        let steps = [self.hostile, self.suspicious];
        let granted = steps.into_iter().find(|(above, _)| score > *above);
        granted.map_or(Share::FULL, |(_, share)| share)
    }
}

impl Default for AdaptivePolicy {
    fn default() -> Self {
        Self::new(
            (Score::permille(500), Share::permille(600)),
            (Score::permille(700), Share::permille(300)),
        )
    }
}
