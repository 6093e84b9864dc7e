//! The door in: a user proved who they are, and gets a session.

use momfood_audit::{Event, EventKind, Public, StoreError};
use momfood_crypto::RandomError;
use serde::Serialize;

use super::TokenService;
use crate::{
    access::{AppClaims, ClaimsError},
    authentication::Authentication,
    device::Device,
    refresh_token::RefreshToken,
    session::Session,
    store::Creation,
    subject::Subject,
    token_pair::TokenPair,
};

impl<C: Serialize> TokenService<C> {
    /// Opens a session of `subject` on `device` and gives its first pair of tokens. If the user has too many sessions, the
    /// least recently used end.
    ///
    /// Call it when all factors that you ask for are proven; `authentication` says which those were.
    ///
    /// # Errors
    /// [`SignInError`]; no session was opened then, but for [`StoreError::Unavailable`], after which one may be there unused.
    pub async fn sign_in(
        &self,
        subject: &Subject,
        app: &C,
        device: &Device,
        authentication: Authentication,
    ) -> Result<TokenPair, SignInError> {
        let app = AppClaims::encode(app)?;
        let token = RefreshToken::start(subject.clone())?;
        let now = self.clock.now();
        let expires_at = now.saturating_add(self.absolute_ttl);
        let session = Session {
            id: token.session_id(),
            generation: token.generation(),
            rotated_at: None,
            created_at: now,
            last_used_at: now,
            idle_expires_at: now.saturating_add(self.rotation.idle).min(expires_at),
            expires_at,
            authentication,
            device: token.device_tag(device),
            user_agent: device.user_agent().clone(),
            address: device.address(),
        };
        let renewed = session.renewed();
        let pair = self.pair(token, &renewed, &app, now)?;
        let id = session.id;
        match self.store.create(subject, session, self.session_cap, now).await? {
            Creation::Created { evicted } => {
                for id in evicted {
                    self.session_revoked(subject, &id, "evicted", device.address());
                }
            }
            Creation::IdTaken => return Err(SignInError::SessionIdTaken),
        }
        let event = Event::new(EventKind::SessionCreated)
            .with_field("aal", i32::from(authentication.level().level()))
            .with_field("user_agent", Public(device.user_agent().as_str()));
        self.emit(event, subject, Some(&id), device.address());
        Ok(pair)
    }
}

/// Why nobody was signed in. None of it is the user's fault.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must break whoever handles each")]
pub enum SignInError {
    /// The application's claims cannot be carried.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// No randomness for a session.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A fresh id of 128 random bits was there already: the generator is broken, or the store is.
    #[error("the session id is taken")]
    SessionIdTaken,
    /// The store did not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SignInError {
    /// The stable code, such as `store_unavailable`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Claims(error) => error.code(),
            Self::Random(error) => error.code(),
            Self::SessionIdTaken => "session_id_taken",
            Self::Store(error) => error.code(),
        }
    }
}
