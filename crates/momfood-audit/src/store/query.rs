//! What is asked of a store: conditions that must all hold, an order, and a bounded page of it.
//!
//! Paging is by keyset (the sequence of the last record seen), never by offset: a page costs the same however deep it lies, and
//! records that arrive in between shift nothing.

use std::net::IpAddr;

use crate::{Actor, EventKind, Page, Record, Severity, Target, Timestamp};

/// Which records are wanted. [`EventQuery::new`] asks for the newest of all.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EventQuery {
    kinds: Vec<EventKind>,
    min_severity: Severity,
    actor: Option<Actor>,
    target: Option<Target>,
    client: Option<IpAddr>,
    since: Timestamp,
    until: Timestamp,
    after: Option<u64>,
    before: Option<u64>,
    order: Order,
    limit: usize,
}

/// The order of a page, by sequence.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there are two directions")]
pub enum Order {
    /// From the latest back: what an operator looks at.
    #[default]
    NewestFirst,
    /// From the earliest on: what a reader follows.
    OldestFirst,
}

impl EventQuery {
    /// Records in a page unless stated otherwise.
    pub const DEFAULT_LIMIT: usize = 50;

    /// The most records in one page; a greater limit is lowered to it.
    pub const MAX_LIMIT: usize = 1_000;

    /// Everything, newest first, [`Self::DEFAULT_LIMIT`] a page.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            kinds: Vec::new(),
            min_severity: Severity::Info,
            actor: None,
            target: None,
            client: None,
            since: Timestamp::EPOCH,
            until: Timestamp::MAX,
            after: None,
            before: None,
            order: Order::NewestFirst,
            limit: Self::DEFAULT_LIMIT,
        }
    }

    /// Only events of this kind; called again, of either kind.
    #[must_use]
    pub fn with_kind(mut self, kind: EventKind) -> Self {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
        self
    }

    /// Only events at least this grave.
    #[must_use]
    pub const fn with_min_severity(mut self, severity: Severity) -> Self {
        self.min_severity = severity;
        self
    }

    /// Only what this actor did.
    #[must_use]
    pub fn with_actor(mut self, actor: Actor) -> Self {
        self.actor = Some(actor);
        self
    }

    /// Only what was done to this.
    #[must_use]
    pub fn with_target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Only what came from this address.
    #[must_use]
    pub const fn with_client(mut self, client: IpAddr) -> Self {
        self.client = Some(client);
        self
    }

    /// Only what was recorded at `since` or later, and before `until`.
    #[must_use]
    pub const fn with_recorded(mut self, since: Timestamp, until: Timestamp) -> Self {
        self.since = since;
        self.until = until;
        self
    }

    /// Only sequences greater than this one.
    #[must_use]
    pub const fn after(mut self, sequence: u64) -> Self {
        self.after = Some(sequence);
        self
    }

    /// Only sequences smaller than this one.
    #[must_use]
    pub const fn before(mut self, sequence: u64) -> Self {
        self.before = Some(sequence);
        self
    }

    /// The order of the page.
    #[must_use]
    pub const fn with_order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// The most records in the page, brought into 1..=[`Self::MAX_LIMIT`].
    #[must_use]
    pub const fn with_limit(mut self, limit: usize) -> Self {
        self.limit = match limit {
            0 => 1,
            1..=Self::MAX_LIMIT => limit,
            _ => Self::MAX_LIMIT,
        };
        self
    }

    /// The query for the page after `page`, or `None` if that was the last.
    #[must_use]
    pub fn following(&self, page: &Page) -> Option<Self> {
        let last = page.records().last().filter(|_| page.has_more())?.sequence();
        let query = self.clone();
        Some(match self.order {
            Order::NewestFirst => query.before(last),
            Order::OldestFirst => query.after(last),
        })
    }

    /// Whether `record` meets every condition: what each store must select, whatever language it asks in.
    #[must_use]
    pub fn matches(&self, record: &Record) -> bool {
        let event = record.event();
        let (sequence, recorded_at) = (record.sequence(), record.recorded_at());
        self.after.is_none_or(|after| sequence > after)
            && self.before.is_none_or(|before| sequence < before)
            && recorded_at >= self.since
            && recorded_at < self.until
            && event.severity() >= self.min_severity
            && (self.kinds.is_empty() || self.kinds.contains(&event.kind()))
            && self.actor.as_ref().is_none_or(|actor| event.actor() == Some(actor))
            && self.target.as_ref().is_none_or(|target| event.target() == Some(target))
            && self
                .client
                .is_none_or(|client| event.client().is_some_and(|from| from.ip() == client))
    }
}

/// What a store of your own builds its statement from; [`EventQuery::matches`] says what each means.
impl EventQuery {
    /// The kinds asked for; none means any.
    #[must_use]
    pub fn kinds(&self) -> &[EventKind] {
        &self.kinds
    }

    /// The least severity.
    #[must_use]
    pub const fn min_severity(&self) -> Severity {
        self.min_severity
    }

    /// The actor, if one is asked for.
    #[must_use]
    pub const fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// The target, if one is asked for.
    #[must_use]
    pub const fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// The client's address, if one is asked for.
    #[must_use]
    pub const fn client(&self) -> Option<IpAddr> {
        self.client
    }

    /// The times of recording: from the first, inclusive, to the second, exclusive.
    #[must_use]
    pub const fn recorded(&self) -> (Timestamp, Timestamp) {
        (self.since, self.until)
    }

    /// The bounds of the sequence, both exclusive: above the first, below the second.
    #[must_use]
    pub const fn bounds(&self) -> (Option<u64>, Option<u64>) {
        (self.after, self.before)
    }

    /// The order of the page.
    #[must_use]
    pub const fn order(&self) -> Order {
        self.order
    }

    /// The most records in the page: 1..=[`Self::MAX_LIMIT`].
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }
}

impl Default for EventQuery {
    fn default() -> Self {
        Self::new()
    }
}
