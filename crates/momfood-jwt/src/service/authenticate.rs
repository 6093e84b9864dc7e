//! The door of every request: whose is this token, and does its session still live?

use std::sync::Arc;

use momfood_audit::StoreError;
use serde::de::DeserializeOwned;

use super::TokenService;
use crate::access::{TokenError, Verified};

impl<C: DeserializeOwned> TokenService<C> {
    /// What an access token says, if it holds now: computation alone, and no question to the store.
    ///
    /// No event is emitted, or a flood of garbage would flood the log: emit
    /// [`AuthnTokenInvalid`](momfood_audit::EventKind::AuthnTokenInvalid) yourself where you limit the rate.
    ///
    /// # Errors
    /// [`TokenError`], by the first check that failed. Answer all alike, with 401.
    ///
    /// # Security
    /// A session that was ended is noticed when its access token expires. For at once, see
    /// [`authenticate`](Self::authenticate).
    pub fn verify(&self, token: &str) -> Result<Arc<Verified<C>>, TokenError> {
        self.verifier.verify(token, self.clock.now())
    }

    /// What an access token says, if it holds now *and* its session lives: one read of the store, and no write.
    ///
    /// # Errors
    /// [`AuthenticateError::Token`] and [`AuthenticateError::SessionEnded`] are 401, [`AuthenticateError::Store`] is 503: without
    /// an answer nobody is let in.
    pub async fn authenticate(&self, token: &str) -> Result<Arc<Verified<C>>, AuthenticateError> {
        let now = self.clock.now();
        let verified = self.verifier.verify(token, now)?;
        if self
            .store
            .is_live(verified.subject(), verified.session_id(), now)
            .await?
        {
            Ok(verified)
        } else {
            Err(AuthenticateError::SessionEnded)
        }
    }
}

/// Why a request is nobody's.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum AuthenticateError {
    /// The token does not hold.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token holds, but its session was revoked or has expired.
    #[error("the session has ended")]
    SessionEnded,
    /// The store gave no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuthenticateError {
    /// The stable code, such as `session_ended`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Token(error) => error.code(),
            Self::SessionEnded => "session_ended",
            Self::Store(error) => error.code(),
        }
    }
}
