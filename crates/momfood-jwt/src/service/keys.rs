//! The keys behind the doors: what other services verify with, and how a key is replaced.

use core::time::Duration;

use momfood_audit::{Actor, Event, EventKind, Public, Timestamp};
use momfood_crypto::RandomError;

use super::TokenService;
use crate::{
    access::{AppClaims, Mint},
    id::SessionId,
    key::SigningKey,
    key_ring::{Jwks, KeyRingError},
    session::Renewed,
    subject::Subject,
    token_pair::AccessToken,
};

impl<C> TokenService<C> {
    /// The public keys in force, for `/.well-known/jwks.json`.
    #[must_use]
    pub fn jwks(&self) -> Jwks {
        self.verifier.keys().jwks(self.clock.now())
    }

    /// Issues under `next` from now on. The key before it is accepted for as long as a token of it can live, so that nobody
    /// is signed out.
    ///
    /// Where several nodes issue, [`publish`](crate::KeyRing::publish) the new key on all of them before. If the old key
    /// leaked, use [`KeyRing::rotate`](crate::KeyRing::rotate) with no overlap instead.
    ///
    /// # Errors
    /// [`KeyRingError`]; nothing was changed.
    pub fn rotate_key(&self, next: SigningKey) -> Result<(), KeyRingError> {
        let now = self.clock.now();
        let kid = next.kid().clone();
        self.verifier.keys().rotate(next, now, self.overlap())?;
        let event = Event::new(EventKind::CryptKeyChanged)
            .with_event_time(now)
            .with_actor(Actor::System)
            .with_field("kid", Public(kid.as_str()));
        let _ = self.sink.emit(event);
        Ok(())
    }

    /// The longest time for which a token issued now is accepted, by the clock of any node.
    fn overlap(&self) -> Duration {
        self.access_ttl + 2 * self.verifier.leeway()
    }

    /// An access token of a session as it stands. It never outlives its session.
    pub(super) fn access_token(
        &self,
        subject: &Subject,
        session: SessionId,
        renewed: &Renewed,
        app: &AppClaims,
        now: Timestamp,
    ) -> Result<AccessToken, RandomError> {
        let mint = Mint {
            issuer: self.verifier.issuer(),
            audience: self.verifier.audience(),
            subject,
            session,
            authentication: renewed.authentication,
            expires_at: now.saturating_add(self.access_ttl).min(renewed.expires_at),
        };
        mint.sign(app, self.verifier.keys().read().active(), now)
    }
}
