//! Where a service asks: the decision, and for a refusal the event that tells of it.

use std::sync::Arc;

use momfood_audit::{Actor, ClientAddr, Event, EventKind, EventSink, Public};

use crate::{ActionId, Attributes, Authorized, Denied, Explanation, Policy, Principal};

/// A policy with a sink for refusals. Cheap to clone.
///
/// What is allowed is not recorded here: the event of the act itself tells more.
#[derive(Clone, Debug)]
pub struct Guard {
    policy: Arc<Policy>,
    sink: Arc<dyn EventSink>,
}

impl Guard {
    /// A guard that decides by `policy` and reports refusals to `sink`.
    pub fn new(policy: Arc<Policy>, sink: Arc<dyn EventSink>) -> Self {
        Self { policy, sink }
    }

    /// The policy, for questions whose refusal is nobody's attack: filtering a list, showing a button.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// May `principal` do `action` on `row`? A refusal is recorded as `authz_fail`, with the rule, the conditions and the
    /// attributes that decided; never with what the row holds.
    ///
    /// # Errors
    /// [`Denied`] when it is not allowed.
    pub fn require<P>(
        &self,
        principal: &Principal,
        action: ActionId<P>,
        row: &dyn Attributes,
        client: Option<ClientAddr>,
    ) -> Result<Authorized<P>, Denied> {
        self.policy.authorize(principal, action, row).inspect_err(|denied| {
            let explanation = self.policy.explain(principal, action, row);
            self.sink.emit(self.event(principal, denied, &explanation, client));
        })
    }

    fn event(
        &self,
        principal: &Principal,
        denied: &Denied,
        explanation: &Explanation<'_>,
        client: Option<ClientAddr>,
    ) -> Event {
        let roles: Vec<_> = self.policy.names_of(principal.roles()).collect();
        let mut event = Event::new(EventKind::AuthzFail)
            .with_actor(Actor::user(&principal.id().to_string()))
            .with_field("action", Public(denied.action()))
            .with_field("reason", denied.reason().as_str())
            .with_field("roles", Public(roles.join(" ")));
        if let Some(rule) = denied.rule() {
            event = event.with_field("rule", Public(rule));
        }
        let failed = explanation.failed();
        if !failed.is_empty() {
            let names: Vec<_> = failed.iter().map(|condition| condition.name()).collect();
            event = event.with_field("conditions", Public(names.join(" ")));
        }
        let mut absent: Vec<_> = failed
            .iter()
            .flat_map(|condition| condition.absent())
            .map(|(name, _)| name)
            .collect();
        absent.dedup();
        if !absent.is_empty() {
            event = event.with_field("absent", Public(absent.join(" ")));
        }
        match client {
            Some(client) => event.with_client(client),
            None => event,
        }
    }
}
