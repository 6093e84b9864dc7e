//! How each operation fails. What a person may be told is in the variant; why a code was refused is in the events only.

use std::time::Duration;

use momfood_audit::StoreError;
use momfood_crypto::{OpenError, RandomError, SealError};

use crate::label::LabelError;
use crate::phone::PhoneNumberError;
use crate::sms::SmsSendError;

/// Why a code let nobody in.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum VerifyError {
    /// Malformed, wrong, used, expired, or there is no such factor: which one is not said.
    #[error("the code was not accepted")]
    Rejected {
        /// How many more may fail before a delay. `None` if this one did not count, or nothing more can be tried.
        attempts_left: Option<u32>,
    },
    /// Too many failures: try again later. The code was not looked at.
    #[error("too many attempts, locked for {} seconds", retry_after.as_secs())]
    Locked {
        /// How long until an attempt is let in.
        retry_after: Duration,
    },
    /// Too many failures in a row: an operator must unlock. The code was not looked at.
    #[error("too many attempts, locked until an operator unlocks")]
    HardLocked,
    /// The stored secret does not open: its key is missing, or the record was tampered with. A fault of the service.
    #[error("the stored secret does not open")]
    Unsealed(#[source] OpenError),
    /// No randomness for backup codes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store failed. Nobody is let in; the code may be used up.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl VerifyError {
    /// The stable name of this failure, for audit records, metrics and responses.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rejected { .. } => "mfa_rejected",
            Self::Locked { .. } => "mfa_locked",
            Self::HardLocked => "mfa_hard_locked",
            Self::Unsealed(_) => "mfa_unsealed",
            Self::Random(_) => "random_unavailable",
            Self::Store(error) => error.code(),
        }
    }
}

/// Why an authenticator app could not be enrolled. Nothing changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolError {
    /// The account cannot be shown in an app.
    #[error("unfit account name")]
    Account(#[from] LabelError),
    /// No randomness for a secret.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The secret could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EnrolError {
    /// The stable name of this failure, for audit records, metrics and responses.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Account(error) => error.code(),
            Self::Random(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The number is not in E.164.
    #[error(transparent)]
    Phone(#[from] PhoneNumberError),
    /// Codes are not sent to that country.
    #[error("codes are not sent to that country")]
    Country,
    /// The user has no proven telephone.
    #[error("no telephone is enrolled")]
    NotEnrolled,
    /// Too soon after the last code.
    #[error("wait {} seconds for another code", retry_after.as_secs())]
    CoolDown {
        /// How long until one may be asked for.
        retry_after: Duration,
    },
    /// No more codes for this user or this number today.
    #[error("no more codes for {} seconds", retry_after.as_secs())]
    BudgetSpent {
        /// How long until one may be asked for.
        retry_after: Duration,
    },
    /// The gateway failed. The message counts as sent.
    #[error(transparent)]
    Send(#[from] SmsSendError),
    /// The stored number does not open: its key is missing, or the record was tampered with.
    #[error("the stored number does not open")]
    Unsealed(#[source] OpenError),
    /// No randomness for a code.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The number could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed. Nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SendError {
    /// The stable name of this failure, for audit records, metrics and responses.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Phone(error) => error.code(),
            Self::Country => "mfa_sms_country",
            Self::NotEnrolled => "mfa_not_enrolled",
            Self::CoolDown { .. } => "mfa_sms_cool_down",
            Self::BudgetSpent { .. } => "mfa_sms_budget_spent",
            Self::Send(error) => error.code(),
            Self::Unsealed(_) => "mfa_unsealed",
            Self::Random(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Why backup codes were not replaced. The old ones are still good.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegenerateError {
    /// Backup codes stand in for a factor, and there is none.
    #[error("no factor is enrolled")]
    NotEnrolled,
    /// No randomness for codes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RegenerateError {
    /// The stable name of this failure, for audit records, metrics and responses.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "mfa_not_enrolled",
            Self::Random(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
