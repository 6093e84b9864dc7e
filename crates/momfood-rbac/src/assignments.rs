//! Giving and taking roles, with the event of each change, and the roles of an account as the policy numbers them.

use std::sync::Arc;

use momfood_audit::{Actor, ClientAddr, Clock, Event, EventKind, EventSink, Public, StoreError, Target};

use crate::store::{Assigned, AssignmentStore, Revoked};
use crate::{AccountId, Assignment, Held, Policy, RoleSet, TenantId, UnknownRole};

/// Who holds which role of a policy.
///
/// # Security
/// It gives whatever it is asked to give: ask a [`Guard`](crate::Guard) first whether the caller may (`accounts:update`
/// in the plan's policy), and never take a role from a registration form.
#[derive(Clone, Debug)]
pub struct Assignments {
    policy: Arc<Policy>,
    store: Arc<dyn AssignmentStore>,
    sink: Arc<dyn EventSink>,
    clock: Clock,
}

impl Assignments {
    /// Roles of `policy` in `store`; changes are reported to `sink`.
    pub fn new(policy: Arc<Policy>, store: Arc<dyn AssignmentStore>, sink: Arc<dyn EventSink>) -> Self {
        Self {
            policy,
            store,
            sink,
            clock: Clock::system(),
        }
    }

    /// Reads the time from `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Gives `assignment` to `account`, on behalf of `by`. Returns whether anything changed; only then there is an
    /// event, `authz_role_granted`.
    ///
    /// # Errors
    /// [`AssignError`]; nothing changed unless it is [`AssignError::Store`].
    ///
    /// # Cancellation
    /// Dropped while the store works, the role may be given without an event.
    pub async fn assign(
        &self,
        by: Actor,
        client: Option<ClientAddr>,
        account: &AccountId,
        assignment: &Assignment,
    ) -> Result<bool, AssignError> {
        self.policy.roles([assignment.role()])?;
        match self.store.assign(account, assignment, self.clock.now()).await? {
            Assigned::Given => {
                self.report(EventKind::AuthzRoleGranted, by, client, account, assignment);
                Ok(true)
            }
            Assigned::AlreadyHeld => Ok(false),
            Assigned::Full => Err(AssignError::Full),
        }
    }

    /// Takes `assignment` from `account`, on behalf of `by`. Returns whether anything changed; only then there is an
    /// event, `authz_role_revoked`. A role that the policy does not have any more can be taken too.
    ///
    /// A [`RoleSet`] that was made before keeps the role: end the account's sessions, or ask [`roles`](Self::roles) again.
    ///
    /// # Errors
    /// [`StoreError`]; then it may or may not have been taken.
    ///
    /// # Cancellation
    /// Dropped while the store works, the role may be taken without an event.
    pub async fn revoke(
        &self,
        by: Actor,
        client: Option<ClientAddr>,
        account: &AccountId,
        assignment: &Assignment,
    ) -> Result<bool, StoreError> {
        match self.store.revoke(account, assignment).await? {
            Revoked::Taken => {
                self.report(EventKind::AuthzRoleRevoked, by, client, account, assignment);
                Ok(true)
            }
            Revoked::NotHeld => Ok(false),
        }
    }

    /// All that `account` holds, in every tenant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, account: &AccountId) -> Result<Vec<Held>, StoreError> {
        self.store.list(account).await
    }

    /// The roles of `account`: those that it holds everywhere, and with `tenant` also those that it holds there.
    ///
    /// # Errors
    /// [`RolesError::Unknown`] when it holds a role that the policy does not have: a deny rule may have gone with it.
    pub async fn roles(&self, account: &AccountId, tenant: Option<&TenantId>) -> Result<RoleSet, RolesError> {
        let held = self.store.list(account).await?;
        let here = held.iter().map(|held| &held.assignment);
        let here = here.filter(|assignment| assignment.tenant().is_none() || assignment.tenant() == tenant);
        Ok(self.policy.roles(here.map(Assignment::role))?)
    }

    fn report(
        &self,
        kind: EventKind,
        by: Actor,
        client: Option<ClientAddr>,
        account: &AccountId,
        assignment: &Assignment,
    ) {
        let mut event = Event::new(kind)
            .with_actor(by)
            .with_target(Target::new("account", account.as_str()))
            .with_field("role", Public(assignment.role()));
        if let Some(tenant) = assignment.tenant() {
            event = event.with_field("tenant", Public(tenant.as_str()));
        }
        if let Some(client) = client {
            event = event.with_client(client);
        }
        self.sink.emit(event);
    }
}

/// Why a role was not given.
#[derive(Debug, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "who gives a role must see every way in which it was not given"
)]
pub enum AssignError {
    /// The policy has no such role.
    #[error(transparent)]
    Unknown(#[from] UnknownRole),
    /// The account holds [`MAX_ASSIGNMENTS`](crate::MAX_ASSIGNMENTS) roles.
    #[error("the account holds as many roles as it may")]
    Full,
    /// The store did not work; the role may or may not have been given.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AssignError {
    /// The stable code: `unknown_role`, `too_many_roles`, or the store's.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(error) => error.code(),
            Self::Full => "too_many_roles",
            Self::Store(error) => error.code(),
        }
    }
}

/// Why an account's roles cannot be told. It must then be refused, not be given fewer roles.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a caller must refuse for every one of them")]
pub enum RolesError {
    /// The account holds a role that the policy does not have.
    #[error(transparent)]
    Unknown(#[from] UnknownRole),
    /// The store did not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RolesError {
    /// The stable code: `unknown_role`, or the store's.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
