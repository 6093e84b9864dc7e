//! One security event, as its producer builds it. What only the recorder may know (id, time of observation, sequence)
//! is not here: a producer cannot forge it.

use serde::{Deserialize, Serialize};

use crate::{Actor, ClientAddr, EventKind, Fields, IntoValue, Outcome, SafeText, Severity, Target, Timestamp};

/// What happened, to whom, from where, and how it came out.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Event {
    kind: EventKind,
    severity: Severity,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Actor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<ClientAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<SafeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<SafeText>,
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    fields: Fields,
}

impl Event {
    /// An event with its kind's default severity and outcome, and nothing else known.
    #[must_use]
    pub fn new(kind: EventKind) -> Self {
        Self {
            kind,
            severity: kind.default_severity(),
            outcome: kind.default_outcome(),
            event_time: None,
            actor: None,
            target: None,
            client: None,
            session: None,
            request_id: None,
            fields: Fields::default(),
        }
    }

    /// Sets another severity than the kind's own.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets another outcome than the kind's own.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// When it happened by the producer's own account; the recorder's time stands beside it, never replaced by it.
    #[must_use]
    pub fn with_event_time(mut self, at: Timestamp) -> Self {
        self.event_time = Some(at);
        self
    }

    /// Who acted.
    #[must_use]
    pub fn with_actor(mut self, actor: Actor) -> Self {
        self.actor = Some(actor);
        self
    }

    /// What was acted on.
    #[must_use]
    pub fn with_target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Where the request came from.
    #[must_use]
    pub fn with_client(mut self, client: ClientAddr) -> Self {
        self.client = Some(client);
        self
    }

    /// The session's public id; never a token.
    #[must_use]
    pub fn with_session(mut self, session: &str) -> Self {
        self.session = Some(SafeText::new(session));
        self
    }

    /// The request that caused it.
    #[must_use]
    pub fn with_request_id(mut self, request_id: &str) -> Self {
        self.request_id = Some(SafeText::new(request_id));
        self
    }

    /// Adds a field; past [`Fields::MAX`] it is left out.
    #[must_use]
    pub fn with_field(mut self, name: &'static str, value: impl IntoValue) -> Self {
        self.fields.push(name, value);
        self
    }

    /// What happened.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        self.kind
    }

    /// How grave it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// How it came out.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// When it happened, by the producer's account.
    #[must_use]
    pub const fn event_time(&self) -> Option<Timestamp> {
        self.event_time
    }

    /// Who acted.
    #[must_use]
    pub const fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// What was acted on.
    #[must_use]
    pub const fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// Where the request came from.
    #[must_use]
    pub const fn client(&self) -> Option<ClientAddr> {
        self.client
    }

    /// The session's public id.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.session.as_ref().map(SafeText::as_str)
    }

    /// The request that caused it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_ref().map(SafeText::as_str)
    }

    /// The details.
    #[must_use]
    pub const fn fields(&self) -> &Fields {
        &self.fields
    }
}
