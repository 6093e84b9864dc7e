//! What the service says to the audit log about one request, and the one place where a refusal becomes an error: the
//! event gets the reason, the caller does not.

use std::time::Duration;

use momfood_audit::{Actor, ClientAddr, Event, EventKind, EventSink, IntoValue, Outcome, Timestamp};

use crate::error::VerifyError;
use crate::grant::Grant;
use crate::user::UserId;

/// One request of one user.
pub(crate) struct Report<'a> {
    sink: &'a dyn EventSink,
    user: &'a UserId,
    client: Option<ClientAddr>,
    at: Timestamp,
}

impl<'a> Report<'a> {
    pub(crate) fn new(sink: &'a dyn EventSink, user: &'a UserId, client: Option<ClientAddr>, at: Timestamp) -> Self {
        Self { sink, user, client, at }
    }

    /// When the request came: the one `now` of everything that is decided about it.
    pub(crate) const fn at(&self) -> Timestamp {
        self.at
    }

    pub(crate) const fn user(&self) -> &'a UserId {
        self.user
    }

    /// An event of this request, by its user.
    pub(crate) fn event(&self, kind: EventKind) -> Event {
        let event = Event::new(kind)
            .with_event_time(self.at)
            .with_actor(Actor::user(self.user.as_str()));
        match self.client {
            Some(client) => event.with_client(client),
            None => event,
        }
    }

    pub(crate) fn emit(&self, event: Event) {
        // A lost event is the sink's to count and report; it must not decide who gets in.
        let _ = self.sink.emit(event);
    }

    /// Emits an event with one field.
    pub(crate) fn say(&self, kind: EventKind, name: &'static str, value: impl IntoValue) {
        self.emit(self.event(kind).with_field(name, value));
    }

    /// Refuses an attempt that was let in. If it starts a lock, that is an event of its own.
    pub(crate) fn refused(&self, kind: EventKind, reason: &'static str, grant: &Grant) -> VerifyError {
        self.emit(
            self.event(kind)
                .with_field("reason", reason)
                .with_field("attempts_left", grant.left),
        );
        if grant.then_locked == Duration::MAX {
            self.say(EventKind::MfaLocked, "until", "an operator unlocks");
        } else if !grant.then_locked.is_zero() {
            self.say(EventKind::MfaLocked, "locked_seconds", grant.then_locked.as_secs());
        }
        VerifyError::Rejected {
            attempts_left: Some(grant.left),
        }
    }

    /// Refuses what did not count as an attempt: it could not have been right.
    pub(crate) fn refused_uncounted(&self, kind: EventKind, reason: &'static str, left: Option<u32>) -> VerifyError {
        self.say(kind, "reason", reason);
        VerifyError::Rejected { attempts_left: left }
    }

    /// Turns an attempt away that was not let in.
    pub(crate) fn locked_out(&self, kind: EventKind, error: VerifyError) -> VerifyError {
        self.emit(
            self.event(kind)
                .with_outcome(Outcome::Denied)
                .with_field("reason", error.code()),
        );
        error
    }
}
