//! What a rule found, for the log and for who acts on it.

use core::time::Duration;

use super::{group::Group, rule::ThresholdRule};
use crate::{ClientAddr, Event, EventKind, Public, SafeText, Severity};

/// A rule was met by a group, or a rule had to forget groups.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    kind: EventKind,
    severity: Severity,
    rule: SafeText,
    count: u64,
    window: Duration,
    group: Group,
    cause: Option<Event>,
}

impl Finding {
    /// `event` made the rule's count full.
    pub(super) fn reached(rule: &ThresholdRule, event: &Event) -> Self {
        let kind = rule.finding_kind();
        Self {
            kind,
            severity: kind.default_severity().max(event.severity()),
            rule: rule.id().into(),
            count: rule.threshold().get().into(),
            window: rule.window(),
            group: rule.group_by().group(event).unwrap_or(Group::Global),
            cause: Some(event.clone()),
        }
    }

    /// The rule's table is full of groups that still count.
    pub(super) fn saturated(rule: &ThresholdRule, groups: usize) -> Self {
        let kind = EventKind::DetectorSaturated;
        Self {
            kind,
            severity: kind.default_severity(),
            rule: rule.id().into(),
            count: u64::try_from(groups).unwrap_or(u64::MAX),
            window: rule.window(),
            group: Group::Global,
            cause: None,
        }
    }

    /// `threshold_exceeded`, `coordinated_attack` or `detector_saturated`.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        self.kind
    }

    /// As grave as its kind and as the event that completed it.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The id of the rule.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.rule.as_str()
    }

    /// How many events, or different ones, were within the window: the threshold, since it is told when that is reached. Of
    /// a saturated detector, how many groups it keeps.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The window of the rule.
    #[must_use]
    pub const fn window(&self) -> Duration {
        self.window
    }

    /// Whose count it was.
    #[must_use]
    pub const fn group(&self) -> &Group {
        &self.group
    }

    /// The event that completed the count; a saturated detector has none.
    #[must_use]
    pub const fn cause(&self) -> Option<&Event> {
        self.cause.as_ref()
    }

    /// Where the event that completed the count came from.
    ///
    /// # Security
    /// Look at its provenance before you block it. A finding of many clients has this one only because it came last.
    #[must_use]
    pub fn client(&self) -> Option<ClientAddr> {
        self.cause.as_ref().and_then(Event::client)
    }

    /// The finding as an event for the log: rule, count, window, group and kind of its cause as fields; and as its party the
    /// one that was counted, never the others of the event that happened to come last.
    #[must_use]
    pub fn into_event(self) -> Event {
        let event = Event::new(self.kind)
            .with_severity(self.severity)
            .with_field("rule", Public(self.rule.as_str()))
            .with_field("count", self.count)
            .with_field("window_seconds", self.window.as_secs())
            .with_field("group_by", self.group.as_str())
            .with_field("group", Public(self.group.to_string()));
        let client = self.client();
        let event = match (self.group, client) {
            (Group::Actor(actor), _) => event.with_actor(actor),
            (Group::Target(target), _) => event.with_target(target),
            (Group::Client(_), Some(client)) => event.with_client(client),
            (Group::Client(_) | Group::Kind(_) | Group::Global, _) => event,
        };
        match self.cause {
            Some(cause) => event.with_field("cause", cause.kind().as_str()),
            None => event,
        }
    }
}
