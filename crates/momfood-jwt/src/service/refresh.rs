//! The door on: a refresh token against the next pair. Here theft shows itself.

use core::future::Future;

use momfood_audit::{ClientAddr, Event, EventKind, StoreError};
use momfood_crypto::RandomError;
use serde::Serialize;

use super::TokenService;
use crate::{
    access::{AppClaims, ClaimsError},
    device::Device,
    id::SessionId,
    refresh_token::{RefreshToken, RefreshTokenError},
    session::{Presented, Reuse, Rotation},
    subject::Subject,
    token_pair::TokenPair,
};

impl<C: Serialize> TokenService<C> {
    /// Exchanges a refresh token for the next pair of tokens.
    ///
    /// `reload` gives the claims of the subject as they are now, or `None` if the account may not go on: then the session
    /// ends. It runs before the exchange, so that its failure costs nobody their session, and never for a token that is not
    /// ours.
    ///
    /// All who present one token within the grace get the same refresh token, whoever came first: a client that loses a race or an
    /// answer just uses what it gets.
    ///
    /// # Errors
    /// [`RefreshError`]. [`Claims`](RefreshError::Claims), [`Random`](RefreshError::Random), [`Accounts`](RefreshError::Accounts) and
    /// [`Store`](RefreshError::Store) are ours: keep the token and try again. All others mean: sign in again.
    ///
    /// # Cancellation
    /// If the future is dropped, the exchange was made or not; the token that was presented still works within the grace.
    pub async fn refresh<F, R>(&self, token: &str, device: &Device, reload: F) -> Result<TokenPair, RefreshError>
    where
        F: FnOnce(Subject) -> R,
        R: Future<Output = Result<Option<C>, StoreError>>,
    {
        let token = self.refresh_keys.parse(token)?;
        let id = token.session_id();
        let Some(app) = reload(token.subject().clone()).await.map_err(RefreshError::Accounts)? else {
            if self.store.revoke(token.subject(), &id, self.clock.now()).await? {
                self.session_revoked(token.subject(), &id, "account_disabled", device.address());
            }
            return Err(RefreshError::AccountDisabled);
        };
        let app = AppClaims::encode(&app)?;
        let presented = Presented {
            generation: token.generation(),
            device: token.device_tag(device),
        };
        let now = self.clock.now();
        let rotation = self
            .store
            .rotate(token.subject(), &id, &presented, &self.rotation, now)
            .await?;
        match rotation {
            Rotation::Rotated(renewed) => {
                let event = Event::new(EventKind::SessionRenewed);
                self.emit(event, token.subject(), Some(&id), device.address());
                Ok(self.pair(token, &renewed, &app, now)?)
            }
            Rotation::Replayed(renewed) => Ok(self.pair(token, &renewed, &app, now)?),
            Rotation::Reused(reuse) => {
                let event = Event::new(EventKind::AuthnTokenReuse).with_field("reuse", reuse.as_str());
                Err(self.ended(
                    event,
                    "token_reuse",
                    &token,
                    &id,
                    device.address(),
                    RefreshError::Reused(reuse),
                ))
            }
            Rotation::DeviceMismatch => {
                let event = Event::new(EventKind::AuthnDeviceMismatch);
                Err(self.ended(
                    event,
                    "device_mismatch",
                    &token,
                    &id,
                    device.address(),
                    RefreshError::DeviceMismatch,
                ))
            }
            Rotation::Future => {
                let event = Event::new(EventKind::SessionStoreRegressed);
                Err(self.ended(
                    event,
                    "store_regressed",
                    &token,
                    &id,
                    device.address(),
                    RefreshError::StoreRegressed,
                ))
            }
            Rotation::Missing => Err(RefreshError::SessionEnded),
        }
    }

    /// Reads a refresh token without using it, to end its session on sign-out: no question to the store.
    ///
    /// # Errors
    /// [`RefreshTokenError`] for whatever we did not write.
    pub fn inspect_refresh(&self, token: &str) -> Result<RefreshToken, RefreshTokenError> {
        self.refresh_keys.parse(token)
    }

    /// Tells why a rotation ended its session, and that it did.
    fn ended(
        &self,
        event: Event,
        reason: &'static str,
        token: &RefreshToken,
        id: &SessionId,
        address: Option<ClientAddr>,
        error: RefreshError,
    ) -> RefreshError {
        let event = event.with_field("generation", token.generation());
        self.emit(event, token.subject(), Some(id), address);
        self.session_revoked(token.subject(), id, reason, address);
        error
    }
}

/// Why a refresh token was not exchanged. To the client, all that mean "sign in again" are the same.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum RefreshError {
    /// Not a refresh token of ours; nothing was asked or changed.
    #[error(transparent)]
    Invalid(#[from] RefreshTokenError),
    /// The session was revoked or has expired.
    #[error("the session has ended")]
    SessionEnded,
    /// The token had been used up: it was copied. The session was ended.
    #[error("the refresh token was used before")]
    Reused(Reuse),
    /// The session is bound to another device. It was ended.
    #[error("the session is bound to another device")]
    DeviceMismatch,
    /// The store lost newer state. The session was ended; nothing was stolen.
    #[error("the session store went back")]
    StoreRegressed,
    /// The application said that the account may not go on. The session was ended.
    #[error("the account is disabled")]
    AccountDisabled,
    /// The application's claims cannot be carried. Nothing was changed.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// No randomness for a token.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The application could not reload the account. Nothing was changed.
    #[error("the account could not be reloaded")]
    Accounts(#[source] StoreError),
    /// The session store did not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RefreshError {
    /// The stable code, such as `refresh_token_reused`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(error) => error.code(),
            Self::SessionEnded => "session_ended",
            Self::Reused(_) => "refresh_token_reused",
            Self::DeviceMismatch => "device_mismatch",
            Self::StoreRegressed => "session_store_regressed",
            Self::AccountDisabled => "account_disabled",
            Self::Claims(error) => error.code(),
            Self::Random(error) => error.code(),
            Self::Accounts(error) | Self::Store(error) => error.code(),
        }
    }

    /// Whether the fault is ours, so that the client should keep its token and try again: 503 and not 401.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        match self {
            Self::Claims(_) | Self::Random(_) | Self::Accounts(_) | Self::Store(_) => true,
            Self::Invalid(_)
            | Self::SessionEnded
            | Self::Reused(_)
            | Self::DeviceMismatch
            | Self::StoreRegressed
            | Self::AccountDisabled => false,
        }
    }
}
