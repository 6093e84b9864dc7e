//! Points while they are counted, and what an inspection says in the end. Neither has room for the text.

use std::fmt;

use crate::inspect::profile::Profile;
use crate::inspect::reason::{Class, Reason};

/// What one pass over a text found, and how many bytes it read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally {
    /// Points by reason, in the order of [`Reason::ALL`].
    points: [u8; Reason::ALL.len()],
    steps: u32,
}

impl Tally {
    /// A reason counts once, with the most points that it was given: repeating a structure does not make it worse, and
    /// benign prose repeats.
    pub(super) fn add(&mut self, points: u8, reason: Reason) {
        if let Some(slot) = self.points.get_mut(reason as usize) {
            *slot = points.max(*slot);
        }
    }

    /// Counts bytes that were read. Texts are capped far below `u32`.
    pub(super) fn read(&mut self, bytes: usize) {
        self.steps = self.steps.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
    }

    pub(super) fn score(&self) -> u16 {
        self.points.iter().copied().map(u16::from).sum()
    }

    /// The worse of two passes, with the bytes of both.
    pub(super) fn worse(self, other: Self) -> Self {
        let worse = if other.score() > self.score() { other } else { self };
        Self {
            steps: self.steps.saturating_add(other.steps),
            ..worse
        }
    }
}

/// What an inspection found. It holds no part of the text, and can be logged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verdict {
    class: Class,
    tally: Tally,
    threshold: u16,
    truncated: bool,
    steps: u32,
}

impl Verdict {
    /// The class that is furthest above, or least below, its threshold.
    pub(super) fn of(tallies: [(Class, Tally); Class::ALL.len()], profile: Profile, truncated: bool) -> Self {
        let steps = tallies
            .iter()
            .fold(0_u32, |sum, (_, tally)| sum.saturating_add(tally.steps));
        let margin = |(class, tally): &(Class, Tally)| {
            i32::from(tally.score()).saturating_sub(i32::from(profile.threshold(*class)))
        };
        let (class, tally) = tallies
            .into_iter()
            .max_by_key(margin)
            .unwrap_or((Class::Sql, Tally::default()));
        Self {
            class,
            tally,
            threshold: profile.threshold(class),
            truncated,
            steps,
        }
    }

    /// Whether a class reached the profile's threshold.
    #[must_use]
    pub fn is_suspicious(&self) -> bool {
        self.score() >= self.threshold
    }

    /// The class that is furthest above its threshold; `None` if the text is not suspicious.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.is_suspicious().then_some(self.class)
    }

    /// The points of the class that came closest, also below the threshold: input for a risk score.
    #[must_use]
    pub fn score(&self) -> u16 {
        self.tally.score()
    }

    /// What gave those points.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> + '_ {
        let found = Reason::ALL.into_iter().zip(self.tally.points);
        found.filter_map(|(reason, points)| (points > 0).then_some(reason))
    }

    /// Whether the text was longer than what is looked at.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// How many bytes all passes moved over, look-ahead counted: the measure for the law of linear work. A pass does a
    /// bounded amount of work for each.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }
}

/// For logs: `sql_injection 9: quote_break, tautology`, or `clean`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(class) = self.class() else {
            return f.write_str("clean");
        };
        write!(f, "{} {}:", class.as_str(), self.score())?;
        self.reasons().enumerate().try_for_each(|(index, reason)| {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma} {}", reason.as_str())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, Tally};

    #[test]
    fn each_reason_has_its_own_slot_and_counts_once() {
        assert!(
            Reason::ALL
                .iter()
                .enumerate()
                .all(|(index, reason)| *reason as usize == index)
        );
        let mut tally = Tally::default();
        tally.add(2, Reason::Markup);
        tally.add(5, Reason::Markup);
        tally.add(1, Reason::Markup);
        tally.add(3, Reason::Traversal);
        assert_eq!(tally.score(), 8);
    }
}
