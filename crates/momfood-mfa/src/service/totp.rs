//! Authenticator apps: enrol (pending) → confirm (live) → verify.

use std::time::Duration;

use momfood_audit::{ClientAddr, EventKind};
use momfood_crypto::Bind;

use super::MfaService;
use crate::backup::BackupCodes;
use crate::code::Code;
use crate::error::{EnrolError, VerifyError};
use crate::factor::{Accepted, Factor};
use crate::id::FactorId;
use crate::label::Label;
use crate::provision::Enrolment;
use crate::report::Report;
use crate::store::{PendingTotp, TotpCommit, TotpFactor};
use crate::totp::TotpSecret;
use crate::user::UserId;

impl MfaService {
    /// Draws a secret for the user's authenticator app, which shows it as `account`. Nothing is live before
    /// [`confirm_totp`](Self::confirm_totp), within [`ENROLMENT_LIFETIME`]; an app that is live already stays so until then.
    ///
    /// # Errors
    /// [`EnrolError`]; nothing changed.
    pub async fn enrol_totp(
        &self,
        user: &UserId,
        account: &str,
        client: Option<ClientAddr>,
    ) -> Result<Enrolment, EnrolError> {
        let report = self.report(user, client);
        let account = Label::parse(account)?;
        let secret = TotpSecret::generate()?;
        let factor = TotpFactor {
            id: FactorId::random()?,
            secret: self.secrets.seal(secret.as_bytes(), &Bind::row(user.as_str()))?,
        };
        let enrolment = Enrolment::new(factor.id, &secret, &self.issuer, &account);
        let pending = PendingTotp {
            factor,
            expires_at: report.at().saturating_add(ENROLMENT_LIFETIME),
            tries_left: CONFIRM_TRIES,
        };
        self.store.put_pending_totp(user, pending, report.at()).await?;
        report.say(EventKind::MfaEnrolled, "factor", Factor::Totp.as_str());
        Ok(enrolment)
    }

    /// Makes the app live by its first code, which is used up by this: it does not work at the next login. It replaces
    /// an app and backup codes from before.
    ///
    /// The backup codes are returned this once; show them and say that they are good once each.
    ///
    /// # Errors
    /// [`VerifyError::Rejected`] for a wrong code, or when no enrolment waits (any more). It counts against the enrolment's
    /// own [`CONFIRM_TRIES`], not against the user's attempts, since whoever enrols was shown the secret.
    pub async fn confirm_totp(
        &self,
        user: &UserId,
        code: &str,
        client: Option<ClientAddr>,
    ) -> Result<BackupCodes, VerifyError> {
        let report = self.report(user, client);
        let refused = |reason, left| report.refused_uncounted(EventKind::MfaTotpFail, reason, left);
        let code = Code::parse(code).map_err(|error| refused(error.code(), None))?;
        let Some(pending) = self.store.try_pending_totp(user, report.at()).await? else {
            return Err(refused("no_enrolment", None));
        };
        let secret = self.open_secret(&pending.factor, &report)?;
        let Some(step) = secret.check(&code, report.at(), self.skew) else {
            return Err(refused("wrong_at_enrolment", Some(pending.tries_left)));
        };
        let codes = BackupCodes::generate()?;
        let tags = codes.tags(&self.backup_mac, user);
        if !self
            .store
            .confirm_totp(user, pending.factor.id, step, &tags, report.at())
            .await?
        {
            return Err(refused("enrolment_replaced", None));
        }
        report.say(EventKind::MfaActivated, "factor", Factor::Totp.as_str());
        report.emit(report.event(EventKind::MfaBackupCodesReplaced));
        Ok(codes)
    }

    /// Verifies a code of the user's app, and uses it up together with all before it.
    ///
    /// A user without an app is refused and counted alike, after the same calls of the store and the same window of codes.
    ///
    /// # Errors
    /// [`VerifyError`]; nobody is let in.
    ///
    /// # Security
    /// After the server's clock was set back, codes are refused until it passes the last accepted one again.
    pub async fn verify_totp(
        &self,
        user: &UserId,
        code: &str,
        client: Option<ClientAddr>,
    ) -> Result<Accepted, VerifyError> {
        let report = self.report(user, client);
        let fail = EventKind::MfaTotpFail;
        let code = Code::parse(code).map_err(|error| report.refused_uncounted(fail, error.code(), None))?;
        let grant = self.reserve(&report, fail).await?;
        let factor = self.store.factors(user).await?.totp;
        let secret = match &factor {
            Some(factor) => self.open_secret(factor, &report)?,
            None => TotpSecret::decoy(),
        };
        let matched = secret.check(&code, report.at(), self.skew);
        let Some(factor) = factor else {
            return Err(report.refused(fail, "not_enrolled", &grant));
        };
        let Some(step) = matched else {
            return Err(report.refused(fail, "wrong", &grant));
        };
        match self.store.commit_totp(user, factor.id, step).await? {
            TotpCommit::Committed => {
                report.emit(report.event(EventKind::MfaTotpSuccess));
                Ok(Accepted::new(Factor::Totp))
            }
            TotpCommit::Replayed => Err(report.refused(EventKind::MfaTotpReplayed, "replayed", &grant)),
            TotpCommit::Gone => Err(report.refused(fail, "removed", &grant)),
        }
    }

    fn open_secret(&self, factor: &TotpFactor, report: &Report<'_>) -> Result<TotpSecret, VerifyError> {
        let opened = self.secrets.open(&factor.secret, &Bind::row(report.user().as_str()));
        opened
            .and_then(|bytes| TotpSecret::from_slice(&bytes).ok_or(momfood_crypto::OpenError))
            .map_err(|error| {
                report.say(EventKind::CryptDecryptFail, "what", "totp_secret");
                VerifyError::Unsealed(error)
            })
    }
}

/// How long an enrolment waits for its first code.
pub const ENROLMENT_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How many first codes an enrolment takes.
pub const CONFIRM_TRIES: u32 = 10;
