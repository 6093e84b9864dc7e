//! What the service tells: one event for each session that begins or ends, and for each theft that shows itself.

use momfood_audit::{Actor, ClientAddr, Event, EventKind};

use super::TokenService;
use crate::{id::SessionId, subject::Subject};

impl<C> TokenService<C> {
    /// Completes `event` with its parties and hands it over.
    pub(super) fn emit(&self, event: Event, subject: &Subject, id: Option<&SessionId>, address: Option<ClientAddr>) {
        let mut event = event
            .with_event_time(self.clock.now())
            .with_actor(Actor::user(subject.as_str()));
        if let Some(id) = id {
            event = event.with_session(&id.to_string());
        }
        if let Some(address) = address {
            event = event.with_client(address);
        }
        let _ = self.sink.emit(event);
    }

    /// Tells that a session ended before its time, and why.
    pub(super) fn session_revoked(
        &self,
        subject: &Subject,
        id: &SessionId,
        reason: &'static str,
        address: Option<ClientAddr>,
    ) {
        let event = Event::new(EventKind::SessionRevoked).with_field("reason", reason);
        self.emit(event, subject, Some(id), address);
    }
}
