//! The service: it loads, lets the pure parts decide, stores, and says what happened. Each factor has its own file.
//!
//! Order of every verification: parse, pay for the attempt, compare, use up. A crash between two of them costs the person
//! an attempt or a code, and lets nobody in.

use std::sync::Arc;

use momfood_audit::{ClientAddr, Clock, EventKind, EventSink};
use momfood_crypto::{FieldCipher, Keyring, Mac, MacKey};

use crate::attempt::{Attempt, AttemptPolicy};
use crate::error::VerifyError;
use crate::grant::Grant;
use crate::label::Label;
use crate::phone::PhoneContext;
use crate::report::Report;
use crate::sms::{Origin, SmsPolicy, SmsSender};
use crate::store::MfaStore;
use crate::totp::{Skew, TotpSecretContext};
use crate::user::UserId;

mod backup;
mod manage;
mod send;
mod sms;
mod totp;

pub use totp::{CONFIRM_TRIES, ENROLMENT_LIFETIME};

/// Second factors of all users. Cheap to clone.
///
/// # Security
/// Call `verify_*` only for a user who passed the first factor in this login, and `enrol_*`, `confirm_*`, `remove_*` and
/// [`regenerate_backup_codes`](Self::regenerate_backup_codes) only in a session of theirs: when
/// [`status`](Self::status) says that a factor is enrolled, one that was proven with it a few minutes ago. Otherwise a
/// stolen session could replace the factor that stands in its way.
#[derive(Clone, Debug)]
pub struct MfaService {
    issuer: Label,
    secrets: FieldCipher<TotpSecretContext>,
    phones: FieldCipher<PhoneContext>,
    backup_mac: Mac,
    sms_mac: Mac,
    phone_mac: Mac,
    store: Arc<dyn MfaStore>,
    sender: Arc<dyn SmsSender>,
    sink: Arc<dyn EventSink>,
    clock: Clock,
    attempts: AttemptPolicy,
    skew: Skew,
    sms: SmsPolicy,
    origin: Option<Origin>,
}

impl MfaService {
    /// A service whose name in authenticator apps and messages is `issuer`.
    ///
    /// Secrets and numbers are sealed under `keyring`. Codes are tagged under keys that are derived from `key`: with
    /// another key, backup codes and numbers that wait for an answer are void.
    #[must_use]
    pub fn new(
        issuer: Label,
        keyring: &Keyring,
        key: &MacKey,
        store: Arc<dyn MfaStore>,
        sender: Arc<dyn SmsSender>,
        sink: Arc<dyn EventSink>,
    ) -> Self {
        Self {
            issuer,
            secrets: keyring.field(),
            phones: keyring.field(),
            backup_mac: Mac::new(key, "mfa.backup_code"),
            sms_mac: Mac::new(key, "mfa.sms_code"),
            phone_mac: Mac::new(key, "mfa.phone"),
            store,
            sender,
            sink,
            clock: Clock::system(),
            attempts: AttemptPolicy::default(),
            skew: Skew::default(),
            sms: SmsPolicy::default(),
            origin: None,
        }
    }

    /// Sets the clock. Its time must be right to some seconds, or no authenticator app agrees.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets how many attempts there are.
    #[must_use]
    pub fn with_attempt_policy(mut self, policy: AttemptPolicy) -> Self {
        self.attempts = policy;
        self
    }

    /// Sets how far a phone's clock may be off.
    #[must_use]
    pub fn with_skew(mut self, skew: Skew) -> Self {
        self.skew = skew;
        self
    }

    /// Sets how codes by SMS behave.
    #[must_use]
    pub fn with_sms_policy(mut self, policy: SmsPolicy) -> Self {
        self.sms = policy;
        self
    }

    /// Binds codes by SMS to the web site where they are typed in.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    fn report<'a>(&'a self, user: &'a UserId, client: Option<ClientAddr>) -> Report<'a> {
        Report::new(&*self.sink, user, client, self.clock.now())
    }

    /// Pays for one attempt, before anything is compared.
    async fn reserve(&self, report: &Report<'_>, fail: EventKind) -> Result<Grant, VerifyError> {
        let attempt = self
            .store
            .reserve_attempt(report.user(), &self.attempts, report.at())
            .await?;
        match attempt {
            Attempt::Granted { left, then_locked } => Ok(Grant { left, then_locked }),
            Attempt::Locked { retry_after } => Err(report.locked_out(fail, VerifyError::Locked { retry_after })),
            Attempt::HardLocked => Err(report.locked_out(fail, VerifyError::HardLocked)),
        }
    }
}
