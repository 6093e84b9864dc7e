//! The wiring: one value that holds all seven crates' services, made once, shared by every request.

mod convert;
mod gateway;
mod identity;
mod input;
mod metrics_handle;

use std::num::NonZeroUsize;
use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use momfood_audit::{Clock, DetectingSink, Detector, EventSink, MemoryEventStore, Recorder, rules};
use momfood_crypto::{FieldCipher, PasswordHasher, PasswordPool};
use momfood_jwt::{ConfigError, KeyRing, MemorySessionStore, RefreshKeys, TokenService};
use momfood_mfa::{Label, LabelError, MemoryMfaStore, MfaService, OutboxSmsSender, SmsSender};
use momfood_rbac::{Assignments, Guard, MemoryAssignmentStore, Policy, UnknownAction};
use momfood_validate::PasswordPolicy;

use crate::access::Actions;
use crate::caller::AppClaims;
use crate::challenge::Challenges;
use crate::config::Options;
use crate::domain::{BankAccountField, NationalIdField};
use crate::edge::{Edge, EdgeError};
use crate::keys::Keys;
use crate::store::{Accounts, Orders, Restaurants, Reviews};
use gateway::NoGateway;

/// Everything a handler may need.
#[derive(Debug)]
pub struct App {
    /// The time.
    pub clock: Clock,
    /// Where security events go: counted by the plan's rules, then recorded.
    pub events: Arc<dyn EventSink>,
    /// The recorder behind [`events`](Self::events).
    pub recorder: Arc<Recorder>,
    /// The event log.
    pub log: Arc<MemoryEventStore>,
    /// Hashes and verifies passwords, a bounded number at a time.
    pub passwords: PasswordPool,
    /// What a new password must satisfy.
    pub password_policy: PasswordPolicy,
    /// Seals national ids.
    pub national_ids: FieldCipher<NationalIdField>,
    /// Seals IBANs.
    pub bank_accounts: FieldCipher<BankAccountField>,
    /// Tokens and sessions.
    pub tokens: TokenService<AppClaims>,
    /// Second factors.
    pub mfa: MfaService,
    /// Text messages that a real service would have sent: with the demo's data only.
    pub outbox: Option<Arc<OutboxSmsSender>>,
    /// Logins that wait for their second factor.
    pub challenges: Challenges,
    /// The permission check.
    pub guard: Guard,
    /// The permissions, numbered.
    pub actions: Actions,
    /// Client addresses, limits, blocks.
    pub edge: Edge,
    /// The accounts.
    pub accounts: Accounts,
    /// The restaurants.
    pub restaurants: Restaurants,
    /// The orders.
    pub orders: Orders,
    /// The reviews.
    pub reviews: Reviews,
    /// What `/metrics` shows.
    pub metrics: PrometheusHandle,
    /// Whether it holds the demo's data.
    pub seeded: bool,
    assignments: Assignments,
}

impl App {
    /// Puts the parts together.
    ///
    /// # Errors
    /// [`WiringError`] for a setting that a part refuses.
    pub fn wire(options: &Options, keys: Keys, clock: Clock) -> Result<Self, WiringError> {
        let log = Arc::new(MemoryEventStore::new());
        let recorder = Arc::new(Recorder::start(Arc::clone(&log) as _, clock.clone()));
        let detector = Detector::new(rules::plan(), Detector::DEFAULT_CAPACITY)?;
        let events: Arc<dyn EventSink> =
            Arc::new(DetectingSink::new(Arc::clone(&recorder) as _, detector, clock.clone()));

        let policy = Arc::new(Policy::momfood());
        let actions = Actions::of(&policy)?;
        let guard = Guard::new(Arc::clone(&policy), Arc::clone(&events));
        let assignments = Assignments::new(policy, Arc::new(MemoryAssignmentStore::new()), Arc::clone(&events));
        let tokens = TokenService::new(
            ISSUER,
            AUDIENCE,
            KeyRing::new(keys.tokens),
            RefreshKeys::new(&keys.macs.derive("refresh")),
            Arc::new(MemorySessionStore::new()),
            Arc::clone(&events),
        )?
        .with_clock(clock.clone());
        let seeded = !options.no_demo_data;
        let outbox = seeded.then(|| Arc::new(OutboxSmsSender::new(OUTBOX)));
        let sms: Arc<dyn SmsSender> = match &outbox {
            Some(outbox) => Arc::clone(outbox) as _,
            None => Arc::new(NoGateway),
        };
        let mfa = MfaService::new(
            Label::parse("MomFood")?,
            &keys.fields,
            &keys.macs.derive("mfa"),
            Arc::new(MemoryMfaStore::new()),
            sms,
            Arc::clone(&events),
        )
        .with_clock(clock.clone());
        Ok(Self {
            passwords: PasswordPool::with_limits(PasswordHasher::new(), HASHES_AT_A_TIME, HASHES_WAITING),
            password_policy: PasswordPolicy::nist(),
            national_ids: keys.fields.field(),
            bank_accounts: keys.fields.field(),
            tokens,
            mfa,
            outbox,
            challenges: Challenges::default(),
            guard,
            actions,
            edge: Edge::wire(options, &keys.macs.derive("edge"), Arc::clone(&events), clock.clone())?,
            accounts: Accounts::new(),
            restaurants: Restaurants::new(),
            orders: Orders::new(),
            reviews: Reviews::default(),
            metrics: metrics_handle::handle(),
            seeded,
            assignments: assignments.with_clock(clock.clone()),
            clock,
            events,
            recorder,
            log,
        })
    }
}

/// Why the parts do not fit together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WiringError {
    /// A rule of the detector.
    #[error("a detection rule is refused")]
    Rules(#[from] momfood_audit::RuleError),
    /// The policy lacks a permission that the service asks for.
    #[error("the policy lacks a permission")]
    Policy(#[from] UnknownAction),
    /// A setting of the token service.
    #[error("a setting of the tokens is refused")]
    Tokens(#[from] ConfigError),
    /// The name that authenticator apps show.
    #[error("the name for authenticator apps is refused")]
    Label(#[from] LabelError),
    /// A setting of the edge.
    #[error("a setting of the edge is refused")]
    Edge(#[from] EdgeError),
}

const ISSUER: &str = "momfood-api";
const AUDIENCE: &str = "momfood-app";
/// One hash of 19 MiB at a time: about 60 logins a second, and a memory that stays flat. Raise it with the machine.
const HASHES_AT_A_TIME: NonZeroUsize = NonZeroUsize::MIN;
const HASHES_WAITING: usize = 64;
/// Text messages that the development outbox keeps.
const OUTBOX: NonZeroUsize = NonZeroUsize::MIN.saturating_add(99);
