//! Counts events in sliding windows and says when a rule is met. Pure: time comes with each event, nothing is read or sent.
//!
//! An event's way: [`rule`] (does it count?) → [`group`] (whose count?) → [`groups`] (the bounded table of groups) →
//! [`window`] (has it come often enough?) → [`finding`].
//!
//! The plan counted without a window, a bound or an expiry, alerted on every event past the threshold, put all clients without
//! an address into one bucket and counted its own findings. None of this can happen here.

use core::fmt;
use std::{hash::RandomState, num::NonZeroUsize};

use crate::{Event, Timestamp};

mod arrival;
pub(crate) mod finding;
pub(crate) mod group;
mod groups;
pub(crate) mod rule;
pub mod rules;
pub(crate) mod sink;
mod window;

use arrival::Arrival;
use finding::Finding;
use groups::Groups;
use rule::{RuleError, ThresholdRule};

/// Applies rules to a stream of events.
///
/// # Exactness
/// Windows slide and are exact: a rule is met if and only if its threshold was reached within its window, counting
/// backwards from the event at hand; an event exactly as old as the window no longer counts. For that, the times of the last
/// N events of a group suffice, where N is the threshold.
///
/// # Bounds
/// A rule keeps at most `capacity` groups of about 100 bytes, and 8 more for each count of the threshold (16 if it counts
/// distinct values). All of it is reserved at the start, and [`Detector::push`] allocates only for what it finds. Past the capacity the
/// stalest group is forgotten; if it was still counting, that is itself a finding, of kind `detector_saturated`.
///
/// # Time
/// `now` may be set back: time then goes on from where it was, and no attack is forgotten or counted twice for it.
pub struct Detector {
    counters: Vec<Counter>,
    arrival: Arrival,
    /// Keys are drawn for each detector, so that nobody can choose names that share a group.
    hasher: RandomState,
}

struct Counter {
    rule: ThresholdRule,
    groups: Groups,
    quiet_until: Timestamp,
}

impl Detector {
    /// Groups of a rule unless you have reason for another number: about ten megabytes for the rules of the plan.
    pub const DEFAULT_CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(16_383);

    /// The most groups of a rule; a greater capacity is lowered to it.
    pub const MAX_CAPACITY: usize = 1_048_576;

    /// A detector that applies `rules` and keeps at most `capacity` groups for each.
    ///
    /// # Errors
    /// [`RuleError`] when a rule cannot work, or two have the same id.
    pub fn new(rules: Vec<ThresholdRule>, capacity: NonZeroUsize) -> Result<Self, RuleError> {
        let capacity = capacity.get().min(Self::MAX_CAPACITY);
        let mut counters: Vec<Counter> = Vec::with_capacity(rules.len());
        for rule in rules {
            rule.check()?;
            if counters.iter().any(|earlier| earlier.rule.id() == rule.id()) {
                return Err(RuleError::DuplicateId(rule.id().to_owned()));
            }
            counters.push(Counter {
                groups: Groups::new(capacity, window::cells(&rule)),
                rule,
                quiet_until: Timestamp::EPOCH,
            });
        }
        Ok(Self {
            counters,
            arrival: Arrival::default(),
            hasher: RandomState::new(),
        })
    }

    /// Counts `event`, which came at `now`, and gives what that shows: nearly always nothing.
    ///
    /// A rule that was met is silent about the group for its cooldown; the first event after it that finds the
    /// threshold reached is a finding again.
    pub fn push(&mut self, event: &Event, now: Timestamp) -> Vec<Finding> {
        let now = self.arrival.at(now);
        let mut findings = Vec::new();
        for counter in &mut self.counters {
            counter.push(event, now, &self.hasher, &mut findings);
        }
        findings
    }

    /// How many groups are kept now, over all rules.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.counters.iter().map(|counter| counter.groups.len()).sum()
    }

    /// The rules.
    pub fn rules(&self) -> impl Iterator<Item = &ThresholdRule> {
        self.counters.iter().map(|counter| &counter.rule)
    }
}

impl Counter {
    fn push(&mut self, event: &Event, now: Timestamp, hasher: &RandomState, findings: &mut Vec<Finding>) {
        let rule = &self.rule;
        let counted = rule.counts(event).then(|| rule.group_by().key(event, hasher)).flatten();
        let Some(key) = counted else { return };
        let value = match rule.distinct() {
            None => 0,
            Some(distinct) => match distinct.key(event, hasher) {
                Some(value) => value,
                None => return,
            },
        };

        let Some(visit) = self.groups.visit(key, now, rule.window()) else {
            return;
        };
        let reached = match rule.distinct() {
            None => window::count(visit.cells, visit.group, now, rule.window()),
            Some(_) => window::count_distinct(visit.cells, visit.group, value, now, rule.window()),
        };
        if reached && visit.group.quiet_until <= now {
            visit.group.quiet_until = now.saturating_add(rule.cooldown());
            findings.push(Finding::reached(rule, event));
        }
        if visit.displaced_live && self.quiet_until <= now {
            self.quiet_until = now.saturating_add(rule.cooldown().max(rule.window()));
            findings.push(Finding::saturated(rule, self.groups.len()));
        }
    }
}

impl fmt::Debug for Detector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Detector")
            .field("rules", &self.rules().map(ThresholdRule::id).collect::<Vec<_>>())
            .field("groups", &self.groups())
            .finish_non_exhaustive()
    }
}
