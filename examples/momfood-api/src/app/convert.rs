//! How the crates' errors reach a client: refusals by their code, everything else as "try again" or "it broke".

use momfood_crypto::{PasswordPoolError, SealError};
use momfood_jwt::{SignInError, StepUpError};
use momfood_mfa::{EnrolError, RegenerateError, SendError, VerifyError};
use momfood_rbac::{AssignError, Denied};

use crate::error::{ApiError, ErrorCode};

/// Which rule refused is in the events, and not the client's business.
impl From<Denied> for ApiError {
    fn from(_: Denied) -> Self {
        Self::new(ErrorCode::Forbidden)
    }
}

impl From<AssignError> for ApiError {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::Store(error) => error.into(),
            AssignError::Unknown(_) | AssignError::Full => Self::new(ErrorCode::Conflict),
        }
    }
}

impl From<PasswordPoolError> for ApiError {
    fn from(error: PasswordPoolError) -> Self {
        tracing::warn!(code = error.code(), "password pool");
        match error {
            PasswordPoolError::Overloaded => {
                Self::new(ErrorCode::Unavailable).with_retry_after(std::time::Duration::from_secs(1))
            }
            PasswordPoolError::Interrupted | PasswordPoolError::Password(_) => Self::new(ErrorCode::Internal),
        }
    }
}

impl From<SealError> for ApiError {
    fn from(error: SealError) -> Self {
        tracing::error!(code = error.code(), "a field could not be sealed");
        Self::new(ErrorCode::Unavailable)
    }
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        tracing::error!(code = error.code(), "sign-in failed");
        Self::new(ErrorCode::Unavailable)
    }
}

impl From<StepUpError> for ApiError {
    fn from(error: StepUpError) -> Self {
        match error {
            StepUpError::SessionEnded => Self::new(ErrorCode::Unauthorized),
            StepUpError::Store(error) => error.into(),
            StepUpError::Claims(_) | StepUpError::Random(_) => Self::new(ErrorCode::Unavailable),
        }
    }
}

impl From<VerifyError> for ApiError {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Rejected { .. } => Self::new(ErrorCode::InvalidCode),
            VerifyError::Locked { retry_after } => Self::new(ErrorCode::Locked).with_retry_after(retry_after),
            VerifyError::HardLocked => Self::new(ErrorCode::Locked),
            VerifyError::Store(error) => error.into(),
            VerifyError::Unsealed(_) | VerifyError::Random(_) => Self::new(ErrorCode::Internal),
        }
    }
}

impl From<EnrolError> for ApiError {
    fn from(error: EnrolError) -> Self {
        tracing::error!(code = error.code(), "enrolment failed");
        match error {
            EnrolError::Account(_) => Self::new(ErrorCode::Conflict),
            EnrolError::Store(error) => error.into(),
            _ => Self::new(ErrorCode::Internal),
        }
    }
}

impl From<RegenerateError> for ApiError {
    fn from(error: RegenerateError) -> Self {
        match error {
            RegenerateError::NotEnrolled => Self::new(ErrorCode::Conflict),
            RegenerateError::Store(error) => error.into(),
            _ => Self::new(ErrorCode::Internal),
        }
    }
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::CoolDown { retry_after } | SendError::BudgetSpent { retry_after } => {
                Self::new(ErrorCode::RateLimitExceeded).with_retry_after(retry_after)
            }
            SendError::Phone(_) | SendError::Country | SendError::NotEnrolled => Self::new(ErrorCode::Conflict),
            SendError::Store(error) => error.into(),
            error => {
                tracing::error!(code = error.code(), "no code was sent");
                Self::new(ErrorCode::Unavailable)
            }
        }
    }
}
