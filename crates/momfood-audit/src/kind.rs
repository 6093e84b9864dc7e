//! What happened: one closed vocabulary for every crate, so that a rule and a producer can never miss each other.
//!
//! The names are the OWASP Logging Vocabulary's where it has one; the plan's own names (`totp_failed`,
//! `device_mismatch`, ...) are kept as aliases that [`EventKind::from_name`] understands. Each kind carries the severity and
//! outcome that it has when its producer says nothing else.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Outcome, Severity};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal $(| $alias:literal)*, $severity:ident, $outcome:ident;)+) => {
        /// The kind of a security event. New kinds may come in any release.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum EventKind { $($(#[$doc])* $kind,)+ }

        impl EventKind {
            /// Every kind, in the order of this module.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The stable name under which the event is stored and matched.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// The severity of an event of this kind unless its producer sets another.
            #[must_use]
            pub const fn default_severity(self) -> Severity {
                match self { $(Self::$kind => Severity::$severity,)+ }
            }

            /// The outcome of an event of this kind unless its producer sets another.
            #[must_use]
            pub const fn default_outcome(self) -> Outcome {
                match self { $(Self::$kind => Outcome::$outcome,)+ }
            }

            /// The plan's names for this kind.
            #[must_use]
            pub const fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$kind => &[$($alias),*],)+ }
            }

            /// The kind with this stable name or alias.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name $(| $alias)* => Some(Self::$kind),)+ _ => None }
            }
        }
    };
}

kinds! {
    // Accounts and passwords
    /// A user registered.
    UserCreated = "user_created", Info, Success;
    /// A user's own data, or an administrator's view of it, was changed.
    UserUpdated = "user_updated", Info, Success;
    /// First factor accepted.
    AuthnLoginSuccess = "authn_login_success", Info, Success;
    /// First factor refused; the user may not even exist.
    AuthnLoginFail = "authn_login_fail" | "failed_login", Low, Failure;
    /// An account is locked after too many failures.
    AuthnLoginLock = "authn_login_lock", High, Denied;
    /// A user chose another password.
    AuthnPasswordChange = "authn_password_change", Medium, Success;
    /// Another password was not set: the present one was wrong.
    AuthnPasswordChangeFail = "authn_password_change_fail", Medium, Failure;
    /// A stored password hash was replaced by a stronger one.
    AuthnPasswordUpgraded = "authn_password_upgraded", Info, Success;

    // Second factors
    /// A factor was enrolled but is not yet confirmed.
    MfaEnrolled = "mfa_enrolled", Info, Success;
    /// A factor became active.
    MfaActivated = "mfa_activated", Info, Success;
    /// A factor was removed.
    MfaRemoved = "mfa_removed", Medium, Success;
    /// A TOTP code was accepted.
    MfaTotpSuccess = "mfa_totp_success" | "totp_success", Info, Success;
    /// A TOTP code was refused.
    MfaTotpFail = "mfa_totp_fail" | "totp_failed", Low, Failure;
    /// A TOTP code that had been accepted before was shown again.
    MfaTotpReplayed = "mfa_totp_replayed", High, Denied;
    /// A backup code was used up.
    MfaBackupCodeUsed = "mfa_backup_code_used" | "backup_code_used", Medium, Success;
    /// A backup code was refused.
    MfaBackupCodeFail = "mfa_backup_code_fail", Low, Failure;
    /// A fresh set of backup codes replaced the old one.
    MfaBackupCodesReplaced = "mfa_backup_codes_replaced", Medium, Success;
    /// A code was sent by SMS.
    MfaSmsSent = "mfa_sms_sent" | "sms_sent", Info, Success;
    /// A code by SMS could not be sent, or its budget is used up.
    MfaSmsRefused = "mfa_sms_refused", Medium, Denied;
    /// A code by SMS was accepted.
    MfaSmsSuccess = "mfa_sms_success" | "sms_success", Info, Success;
    /// A code by SMS was refused.
    MfaSmsFail = "mfa_sms_fail" | "sms_failed", Low, Failure;
    /// A code by SMS came after its time.
    MfaSmsExpired = "mfa_sms_expired" | "sms_expired", Low, Failure;
    /// A user's second factors are locked after too many failures.
    MfaLocked = "mfa_locked", High, Denied;
    /// An operator ended a lock of a user's second factors.
    MfaUnlocked = "mfa_unlocked", Medium, Success;

    // Sessions and tokens
    /// A session was opened.
    SessionCreated = "session_created", Info, Success;
    /// A session's refresh token was exchanged for the next one.
    SessionRenewed = "session_renewed", Info, Success;
    /// A session passed a stronger or a fresher proof of identity.
    SessionElevated = "session_elevated", Info, Success;
    /// A session was ended.
    SessionRevoked = "session_revoked" | "session_invalidated", Info, Success;
    /// All sessions of a user, or all but one, were ended.
    SessionsRevokedAll = "sessions_revoked_all" | "all_sessions_invalidated", Medium, Success;
    /// A session reached its idle or absolute limit.
    SessionExpired = "session_expired", Info, Denied;
    /// A session was used after its end.
    SessionUsedAfterExpiry = "session_use_after_expire", Low, Denied;
    /// A used-up refresh token was shown again: stolen, so its session is revoked.
    AuthnTokenReuse = "authn_token_reuse", High, Denied;
    /// A session was used from another device than the one it was bound to.
    AuthnDeviceMismatch = "authn_device_mismatch" | "device_mismatch", High, Denied;
    /// A token was malformed, forged, expired or of another kind.
    AuthnTokenInvalid = "authn_token_invalid", Low, Denied;
    /// A store forgot newer state (a failover): the client must sign in again, but nothing was stolen.
    SessionStoreRegressed = "session_store_regressed", High, Unknown;

    // Permissions
    /// A permission was refused.
    AuthzFail = "authz_fail" | "unauthorized_access_attempt" | "unauthorized_access", Medium, Denied;
    /// A role was given to a user.
    AuthzRoleGranted = "authz_role_granted", Medium, Success;
    /// A role was taken from a user.
    AuthzRoleRevoked = "authz_role_revoked", Medium, Success;
    /// The policy in force was replaced.
    AuthzPolicyChanged = "authz_policy_changed", Medium, Success;
    /// An administrator did something that only administrators may.
    AuthzAdmin = "authz_admin", Info, Success;

    // The edge
    /// A caller used up its quota.
    ExcessRateLimit = "excess_rate_limit_exceeded", Low, Denied;
    /// A caller's pattern of requests is a flood.
    DdosDetected = "ddos_detected", High, Denied;
    /// An address is refused for a time.
    AddressBlocked = "address_blocked" | "ip_blocked", High, Success;
    /// An address is no longer refused.
    AddressUnblocked = "address_unblocked", Info, Success;
    /// A program that does not say what it is, or lies about it.
    BotDetected = "malicious_bot" | "bot_detected", Medium, Denied;
    /// A request's headers make no sense.
    HeadersInvalid = "malicious_headers" | "invalid_headers", Low, Denied;
    /// A protection could not ask its store, and acted by its failure policy.
    ProtectionDegraded = "sys_protection_degraded", High, Unknown;

    // Input
    /// Input did not have the form that was asked for.
    InputValidationFail = "input_validation_fail", Low, Denied;
    /// Input looks like an injection.
    MaliciousInput = "malicious_input", High, Denied;

    // Data
    /// Sealed data did not open: wrong key, wrong row, or tampered.
    CryptDecryptFail = "crypt_decrypt_fail", High, Failure;
    /// A key was added, rotated or retired.
    CryptKeyChanged = "crypt_key_changed", Medium, Success;
    /// Someone tried to read or take data in bulk or out of place.
    DataBreachAttempt = "data_breach_attempt", Critical, Denied;
    /// A payment that does not fit its user.
    SuspiciousPayment = "suspicious_payment", Critical, Unknown;

    // Findings, and the log about itself
    /// Several addresses attack with one pattern.
    CoordinatedAttack = "coordinated_attack" | "coordinated_attack_detected", Critical, Unknown;
    /// A user appears where they cannot be.
    GeographicAnomaly = "authn_impossible_travel" | "geographic_anomaly", Medium, Unknown;
    /// A counted threshold was reached.
    ThresholdExceeded = "threshold_exceeded", High, Unknown;
    /// An administrator's account behaves as if somebody else had it.
    AdminAccountCompromise = "admin_account_compromise", Critical, Unknown;
    /// Events were lost between two sequence numbers; this event says how many and why.
    AuditGap = "audit_gap", High, Unknown;
    /// A detector dropped groups to stay inside its memory.
    DetectorSaturated = "detector_saturated", Medium, Unknown;
    /// The service started.
    SystemStartup = "sys_startup", Info, Success;
    /// The service stopped in order.
    SystemShutdown = "sys_shutdown", Info, Success;
}

impl fmt::Display for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The name is neither an event kind nor an alias of one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unknown event kind")]
pub struct UnknownEventKind;

impl FromStr for EventKind {
    type Err = UnknownEventKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_name(name).ok_or(UnknownEventKind)
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_and_alias_leads_back_to_its_kind_and_to_no_other() {
        let mut seen = HashSet::new();
        for &kind in EventKind::ALL {
            for name in kind.aliases().iter().copied().chain([kind.as_str()]) {
                assert!(seen.insert(name), "{name} stands twice");
                assert_eq!(EventKind::from_name(name), Some(kind));
            }
        }
    }

    #[test]
    fn the_names_of_the_plan_are_understood() {
        for name in [
            "totp_success",
            "totp_failed",
            "backup_code_used",
            "sms_sent",
            "sms_expired",
            "sms_success",
            "sms_failed",
            "device_mismatch",
            "session_invalidated",
            "all_sessions_invalidated",
            "unauthorized_access_attempt",
            "unauthorized_access",
            "failed_login",
            "bot_detected",
            "invalid_headers",
            "ddos_detected",
            "ip_blocked",
            "suspicious_payment",
            "data_breach_attempt",
            "coordinated_attack_detected",
            "geographic_anomaly",
            "admin_account_compromise",
        ] {
            assert!(EventKind::from_name(name).is_some(), "{name}");
        }
    }
}
