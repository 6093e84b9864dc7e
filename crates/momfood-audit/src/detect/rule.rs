//! What is counted, for whom, and how often is too often.

use core::{num::NonZeroU32, time::Duration};

use super::group::GroupBy;
use crate::{Event, EventKind, Outcome, SafeText};

/// So many of these events, of one group, within this time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ThresholdRule {
    id: SafeText,
    kinds: Vec<EventKind>,
    outcomes: Vec<Outcome>,
    group_by: GroupBy,
    distinct: Option<GroupBy>,
    threshold: NonZeroU32,
    window: Duration,
    cooldown: Duration,
}

impl ThresholdRule {
    /// The greatest threshold: a group's memory is proportional to it.
    pub const MAX_THRESHOLD: u32 = 1_024;

    /// `threshold` events of `kinds` from one client within `window`; of any outcome but success, and then silent about that
    /// client for as long again.
    #[must_use]
    pub fn new(id: impl Into<SafeText>, kinds: &[EventKind], threshold: NonZeroU32, window: Duration) -> Self {
        Self {
            id: id.into(),
            kinds: kinds.to_vec(),
            outcomes: vec![Outcome::Failure, Outcome::Denied, Outcome::Unknown],
            group_by: GroupBy::Client,
            distinct: None,
            threshold,
            window,
            cooldown: window,
        }
    }

    /// Counts only events that came out so. Counting [`Outcome::Success`] has to be asked for here.
    #[must_use]
    pub fn with_outcomes(mut self, outcomes: &[Outcome]) -> Self {
        self.outcomes = outcomes.to_vec();
        self
    }

    /// Counts separately for each of these; default [`GroupBy::Client`].
    #[must_use]
    pub fn with_group_by(mut self, group_by: GroupBy) -> Self {
        self.group_by = group_by;
        self
    }

    /// Counts different clients (or actors, …) instead of events: the same one again does not count again. Events that name
    /// none are left out. A rule that counts clients finds a `coordinated_attack`.
    #[must_use]
    pub fn with_distinct(mut self, distinct: GroupBy) -> Self {
        self.distinct = Some(distinct);
        self
    }

    /// How long to be silent about a group after a finding; zero makes every event past the threshold one.
    #[must_use]
    pub fn with_cooldown(mut self, cooldown: Duration) -> Self {
        self.cooldown = cooldown;
        self
    }

    /// The id, under which findings name the rule.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str()
    }

    /// The kinds that count.
    #[must_use]
    pub fn kinds(&self) -> &[EventKind] {
        &self.kinds
    }

    /// For whom is counted.
    #[must_use]
    pub const fn group_by(&self) -> GroupBy {
        self.group_by
    }

    /// What is counted, if not events.
    #[must_use]
    pub const fn distinct(&self) -> Option<GroupBy> {
        self.distinct
    }

    /// How often is too often.
    #[must_use]
    pub const fn threshold(&self) -> NonZeroU32 {
        self.threshold
    }

    /// Within which time.
    #[must_use]
    pub const fn window(&self) -> Duration {
        self.window
    }

    /// How long a finding silences its group.
    #[must_use]
    pub const fn cooldown(&self) -> Duration {
        self.cooldown
    }

    /// Whether `event` is one of those that are counted.
    pub(super) fn counts(&self, event: &Event) -> bool {
        self.kinds.contains(&event.kind()) && self.outcomes.contains(&event.outcome())
    }

    /// What a finding of this rule is.
    pub(super) const fn finding_kind(&self) -> EventKind {
        match self.distinct {
            Some(GroupBy::Client) => EventKind::CoordinatedAttack,
            _ => EventKind::ThresholdExceeded,
        }
    }

    pub(super) fn check(&self) -> Result<(), RuleError> {
        let id = || self.id().to_owned();
        if self.kinds.is_empty() || self.outcomes.is_empty() {
            return Err(RuleError::CountsNothing(id()));
        }
        if let Some(&kind) = self.kinds.iter().find(|kind| is_finding(**kind)) {
            return Err(RuleError::CountsFindings(id(), kind));
        }
        if self.window.is_zero() {
            return Err(RuleError::NoWindow(id()));
        }
        if self.threshold.get() > Self::MAX_THRESHOLD {
            return Err(RuleError::ThresholdTooGreat(id()));
        }
        if self.distinct == Some(self.group_by) {
            return Err(RuleError::CountsItsGroup(id()));
        }
        Ok(())
    }
}

/// What detectors and recorders say themselves. Counting it would feed a detector with its own findings.
const fn is_finding(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ThresholdExceeded
            | EventKind::CoordinatedAttack
            | EventKind::GeographicAnomaly
            | EventKind::DetectorSaturated
            | EventKind::AuditGap
    )
}

/// A rule that cannot work.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// Two rules have this id.
    #[error("two rules have the id `{0}`")]
    DuplicateId(String),
    /// It lists no kind or no outcome.
    #[error("rule `{0}` counts no kind or no outcome")]
    CountsNothing(String),
    /// It lists a kind that detectors and recorders emit themselves.
    #[error("rule `{0}` counts `{1}`, which is itself a finding")]
    CountsFindings(String, EventKind),
    /// Its window has no length.
    #[error("rule `{0}` has no window")]
    NoWindow(String),
    /// Its threshold is above [`ThresholdRule::MAX_THRESHOLD`].
    #[error("rule `{0}` has too great a threshold")]
    ThresholdTooGreat(String),
    /// It counts different ones of what it groups by, of which a group has only one.
    #[error("rule `{0}` counts what it groups by")]
    CountsItsGroup(String),
}

impl RuleError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DuplicateId(_) => "rule_duplicate_id",
            Self::CountsNothing(_) => "rule_counts_nothing",
            Self::CountsFindings(..) => "rule_counts_findings",
            Self::NoWindow(_) => "rule_no_window",
            Self::ThresholdTooGreat(_) => "rule_threshold_too_great",
            Self::CountsItsGroup(_) => "rule_counts_its_group",
        }
    }
}
