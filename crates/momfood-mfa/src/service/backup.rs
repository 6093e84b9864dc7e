//! Backup codes: verify, and replace.

use momfood_audit::{ClientAddr, EventKind};

use super::MfaService;
use crate::backup::{BackupCode, BackupCodes};
use crate::error::{RegenerateError, VerifyError};
use crate::factor::Accepted;
use crate::user::UserId;

impl MfaService {
    /// Verifies a backup code, and uses it up. Tell the user by another channel that one was used.
    ///
    /// # Errors
    /// [`VerifyError`]; nobody is let in.
    pub async fn verify_backup(
        &self,
        user: &UserId,
        code: &str,
        client: Option<ClientAddr>,
    ) -> Result<Accepted, VerifyError> {
        let report = self.report(user, client);
        let fail = EventKind::MfaBackupCodeFail;
        let code = BackupCode::parse(code).map_err(|error| report.refused_uncounted(fail, error.code(), None))?;
        let grant = self.reserve(&report, fail).await?;
        let tag = code.tag(&self.backup_mac, user);
        let Some(left) = self.store.consume_backup_code(user, &tag).await? else {
            return Err(report.refused(fail, "wrong_or_used", &grant));
        };
        report.say(EventKind::MfaBackupCodeUsed, "remaining", left);
        Ok(Accepted::backup_code(left))
    }

    /// Draws a fresh set of backup codes, returned this once. The old ones are void.
    ///
    /// # Errors
    /// [`RegenerateError`]; the old ones are still good.
    pub async fn regenerate_backup_codes(
        &self,
        user: &UserId,
        client: Option<ClientAddr>,
    ) -> Result<BackupCodes, RegenerateError> {
        let report = self.report(user, client);
        let codes = BackupCodes::generate()?;
        let tags = codes.tags(&self.backup_mac, user);
        if !self.store.replace_backup_codes(user, &tags).await? {
            return Err(RegenerateError::NotEnrolled);
        }
        report.emit(report.event(EventKind::MfaBackupCodesReplaced));
        Ok(codes)
    }
}
