//! The service that a backend holds: it joins tokens, sessions, time and events. Each of its doors has a file.

use core::{fmt, num::NonZeroU16, time::Duration};
use std::sync::Arc;

use momfood_audit::{Clock, EventSink, Timestamp};
use momfood_crypto::RandomError;

use crate::{
    access::{AccessVerifier, AppClaims},
    config::{ConfigError, bounded},
    key_ring::KeyRing,
    refresh_token::{RefreshKeys, RefreshToken},
    session::{Renewed, RotationPolicy},
    store::SessionStore,
    token_pair::TokenPair,
};

mod authenticate;
mod event;
mod keys;
mod refresh;
mod sessions;
mod sign_in;

pub use authenticate::AuthenticateError;
pub use refresh::RefreshError;
pub use sessions::StepUpError;
pub use sign_in::SignInError;

/// Signs users in, verifies their requests, renews and ends their sessions. `C` are the application's claims: whatever
/// serializes, and `()` for none. Make one at start and share it in an [`Arc`].
pub struct TokenService<C> {
    verifier: AccessVerifier<C>,
    refresh_keys: RefreshKeys,
    store: Arc<dyn SessionStore>,
    sink: Arc<dyn EventSink>,
    clock: Clock,
    access_ttl: Duration,
    absolute_ttl: Duration,
    rotation: RotationPolicy,
    session_cap: NonZeroU16,
}

impl<C> TokenService<C> {
    /// A service that issues as `issuer` for `audience`, with the default lifetimes.
    ///
    /// The keys of access and refresh tokens must be different ones; both outlive a restart only if they are kept.
    ///
    /// # Errors
    /// [`ConfigError::Name`] for an issuer or audience of other than 1 to 256 visible ASCII characters, or with a quote or
    /// backslash.
    pub fn new(
        issuer: &str,
        audience: &str,
        keys: KeyRing,
        refresh_keys: RefreshKeys,
        store: Arc<dyn SessionStore>,
        sink: Arc<dyn EventSink>,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            verifier: AccessVerifier::new(issuer, audience, keys)?,
            refresh_keys,
            store,
            sink,
            clock: Clock::system(),
            access_ttl: DEFAULT_ACCESS_TTL,
            absolute_ttl: DEFAULT_ABSOLUTE_TTL,
            rotation: RotationPolicy {
                grace: DEFAULT_GRACE,
                idle: DEFAULT_IDLE_TTL,
            },
            session_cap: DEFAULT_SESSION_CAP,
        })
    }

    /// Another clock than the system's.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How long an access token lives: 1 s to 24 h, 15 min by default. It is cut where its session ends.
    ///
    /// # Errors
    /// [`ConfigError::Range`].
    pub fn with_access_ttl(mut self, ttl: Duration) -> Result<Self, ConfigError> {
        self.access_ttl = bounded("access_ttl", ttl, Duration::from_secs(1)..=DAY)?;
        Ok(self)
    }

    /// How long a session lives at most, however much it is used: 1 min to 400 days, 30 days by default.
    ///
    /// # Errors
    /// [`ConfigError::Range`].
    pub fn with_absolute_ttl(mut self, ttl: Duration) -> Result<Self, ConfigError> {
        self.absolute_ttl = bounded("absolute_ttl", ttl, MIN_SESSION_TTL..=MAX_SESSION_TTL)?;
        Ok(self)
    }

    /// How long a session lives without a refresh: 1 min to 400 days, 7 days by default.
    ///
    /// # Errors
    /// [`ConfigError::Range`].
    pub fn with_idle_ttl(mut self, ttl: Duration) -> Result<Self, ConfigError> {
        self.rotation.idle = bounded("idle_ttl", ttl, MIN_SESSION_TTL..=MAX_SESSION_TTL)?;
        Ok(self)
    }

    /// How long after a refresh its token is answered again, with the same successor: 0 to 5 min, 30 s by default.
    ///
    /// # Errors
    /// [`ConfigError::Range`].
    pub fn with_grace(mut self, grace: Duration) -> Result<Self, ConfigError> {
        self.rotation.grace = bounded("grace", grace, Duration::ZERO..=MAX_GRACE)?;
        Ok(self)
    }

    /// How far the clocks of this service's nodes may differ: 0 to 60 s, 5 s by default.
    ///
    /// # Errors
    /// [`ConfigError::Range`].
    pub fn with_leeway(mut self, leeway: Duration) -> Result<Self, ConfigError> {
        self.verifier = self.verifier.with_leeway(leeway)?;
        Ok(self)
    }

    /// How many sessions a user has at most, 10 by default; the least recently used makes room.
    #[must_use]
    pub fn with_session_cap(mut self, cap: NonZeroU16) -> Self {
        self.session_cap = cap;
        self
    }

    /// The verifier alone, for what needs no session.
    #[must_use]
    pub const fn verifier(&self) -> &AccessVerifier<C> {
        &self.verifier
    }

    /// The pair of tokens of a session as it stands.
    fn pair(
        &self,
        token: RefreshToken,
        renewed: &Renewed,
        app: &AppClaims,
        now: Timestamp,
    ) -> Result<TokenPair, RandomError> {
        let token = token.at(renewed.generation);
        let id = token.session_id();
        let access = self.access_token(token.subject(), id, renewed, app, now)?;
        Ok(TokenPair::new(access, self.refresh_keys.write(&token), id))
    }
}

impl<C> fmt::Debug for TokenService<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenService")
            .field("verifier", &self.verifier)
            .field("store", &self.store)
            .field("access_ttl", &self.access_ttl)
            .field("absolute_ttl", &self.absolute_ttl)
            .field("rotation", &self.rotation)
            .field("session_cap", &self.session_cap)
            .finish_non_exhaustive()
    }
}

/// The plan's 15 minutes: how long a verifier without a store is behind at most.
pub const DEFAULT_ACCESS_TTL: Duration = Duration::from_secs(15 * 60);
/// NIST SP 800-63B-4 §2.1.3: at AAL1 a user proves who they are again after 30 days at the latest.
pub const DEFAULT_ABSOLUTE_TTL: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The plan's 7 days, which there began anew with each refresh and never ended.
pub const DEFAULT_IDLE_TTL: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Long enough for parallel requests and one retry of a lost answer, too short for a copied token to be of use.
pub const DEFAULT_GRACE: Duration = Duration::from_secs(30);
/// Sessions of one user: phone, tablet and some browsers.
pub const DEFAULT_SESSION_CAP: NonZeroU16 = NonZeroU16::MIN.saturating_add(9);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MAX_GRACE: Duration = Duration::from_secs(5 * 60);
const MIN_SESSION_TTL: Duration = Duration::from_secs(60);
const MAX_SESSION_TTL: Duration = Duration::from_secs(400 * 24 * 60 * 60);
