//! How the crates' errors reach a client: refusals by their code, everything else as "try again" or "it broke".

use momfood_crypto::{PasswordPoolError, SealError};
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
