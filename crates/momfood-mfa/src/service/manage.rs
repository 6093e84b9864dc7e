//! What is enrolled, and how it ends.

use momfood_audit::{Actor, ClientAddr, EventKind, StoreError, Target};

use super::MfaService;
use crate::factor::{Factor, Status};
use crate::user::UserId;

impl MfaService {
    /// What the user has enrolled.
    ///
    /// # Errors
    /// [`StoreError`]. Do not take it for "nothing enrolled": that would let a login skip its second factor.
    pub async fn status(&self, user: &UserId) -> Result<Status, StoreError> {
        let factors = self.store.factors(user).await?;
        Ok(Status {
            totp: factors.totp.is_some(),
            phone: factors.phone.is_some(),
            backup_codes: factors.backup_codes,
        })
    }

    /// Removes the user's app, and a waiting enrolment; the backup codes too if no other factor is left. `false` if there
    /// was none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_totp(&self, user: &UserId, client: Option<ClientAddr>) -> Result<bool, StoreError> {
        let removed = self.store.remove_totp(user).await?;
        self.removed(removed, user, Factor::Totp.as_str(), client);
        Ok(removed)
    }

    /// Removes the user's telephone; the backup codes too if no other factor is left. `false` if there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_phone(&self, user: &UserId, client: Option<ClientAddr>) -> Result<bool, StoreError> {
        let removed = self.store.remove_phone(user).await?;
        self.removed(removed, user, Factor::Sms.as_str(), client);
        Ok(removed)
    }

    /// Forgets everything about the user, failed attempts included, because the account is closed. `false` if nothing was
    /// known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn purge(&self, user: &UserId, client: Option<ClientAddr>) -> Result<bool, StoreError> {
        let purged = self.store.purge(user).await?;
        self.removed(purged, user, "all", client);
        Ok(purged)
    }

    /// Forgets the user's failed attempts, and so ends a lock. `false` if there were none.
    ///
    /// # Errors
    /// [`StoreError`].
    ///
    /// # Security
    /// For an `operator` who made sure that it is the user who asks.
    pub async fn unlock(&self, user: &UserId, operator: Actor, client: Option<ClientAddr>) -> Result<bool, StoreError> {
        let unlocked = self.store.reset_attempts(user).await?;
        let report = self.report(user, client);
        report.emit(
            report
                .event(EventKind::MfaUnlocked)
                .with_actor(operator)
                .with_target(Target::new("user", user.as_str()))
                .with_field("was_locked_or_counting", unlocked),
        );
        Ok(unlocked)
    }

    fn removed(&self, removed: bool, user: &UserId, factor: &'static str, client: Option<ClientAddr>) {
        if removed {
            let report = self.report(user, client);
            report.say(EventKind::MfaRemoved, "factor", factor);
        }
    }
}
