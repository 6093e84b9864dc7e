//! The doors out, and the list beside them: sessions are shown, stepped up, ended one by one or all at once.
//!
//! Every door takes the subject: a session id alone opens none, so nobody ends the session of somebody else.

use momfood_audit::{Event, EventKind, StoreError};
use momfood_crypto::RandomError;
use serde::Serialize;

use super::TokenService;
use crate::{
    access::{AppClaims, ClaimsError},
    authentication::Authentication,
    id::SessionId,
    session::Session,
    subject::Subject,
    token_pair::AccessToken,
};

impl<C> TokenService<C> {
    /// The live sessions of `subject`, the most recently used first. Mark the user's own by its id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sessions(&self, subject: &Subject) -> Result<Vec<Session>, StoreError> {
        self.store.list(subject, self.clock.now()).await
    }

    /// Ends one session: sign-out, or another device from the list. Whether it was live; ending it twice is no error.
    ///
    /// # Errors
    /// [`StoreError`]; the session may then live on.
    pub async fn revoke(&self, subject: &Subject, id: &SessionId) -> Result<bool, StoreError> {
        let ended = self.store.revoke(subject, id, self.clock.now()).await?;
        if ended {
            self.session_revoked(subject, id, "revoked", None);
        }
        Ok(ended)
    }

    /// Ends all sessions of `subject`, or all but `keep`, and gives their number. Call it, with the user's own session to
    /// keep, when a password or a factor changes (ASVS 5.0 7.4.3), and without when an account is disabled.
    ///
    /// # Errors
    /// [`StoreError`]; some sessions may then live on.
    pub async fn revoke_all(&self, subject: &Subject, keep: Option<&SessionId>) -> Result<usize, StoreError> {
        let ended = self.store.revoke_all(subject, keep, self.clock.now()).await?;
        let event = Event::new(EventKind::SessionsRevokedAll).with_field("sessions", ended);
        self.emit(event, subject, keep, None);
        Ok(ended)
    }
}

impl<C: Serialize> TokenService<C> {
    /// Raises a session after a further proof of identity and gives an access token that says so. Tokens of later refreshes say so
    /// too; a proof weaker than what the session knows changes nothing (see [`Authentication::stepped_up`]).
    ///
    /// # Errors
    /// [`StepUpError`].
    ///
    /// # Security
    /// The refresh token stays: whoever copied it before has a stronger session now, until the copy shows itself. Before what
    /// cannot be undone, ask for a fresh [`Authentication::at`] and not only for a level.
    pub async fn step_up(
        &self,
        subject: &Subject,
        id: &SessionId,
        app: &C,
        to: Authentication,
    ) -> Result<AccessToken, StepUpError> {
        let app = AppClaims::encode(app)?;
        let now = self.clock.now();
        let raised = self
            .store
            .step_up(subject, id, to, now)
            .await?
            .ok_or(StepUpError::SessionEnded)?;
        let event =
            Event::new(EventKind::SessionElevated).with_field("aal", i32::from(raised.authentication.level().level()));
        self.emit(event, subject, Some(id), None);
        Ok(self.access_token(subject, *id, &raised, &app, now)?)
    }
}

/// Why a session was not raised.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum StepUpError {
    /// The session was revoked or has expired.
    #[error("the session has ended")]
    SessionEnded,
    /// The application's claims cannot be carried. Nothing was changed.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// No randomness for a token.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store did not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StepUpError {
    /// The stable code, such as `session_ended`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SessionEnded => "session_ended",
            Self::Claims(error) => error.code(),
            Self::Random(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
