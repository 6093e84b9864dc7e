//! Verifies access tokens: issuer, audience, keys and leeway are fixed when it is made, and all of them are required.

use core::{fmt, marker::PhantomData, time::Duration};

use momfood_audit::Timestamp;
use serde::de::DeserializeOwned;

use crate::{
    access::{MAX_NAME_BYTES, Verified, claims::Read},
    authentication::Authentication,
    config::{ConfigError, bounded},
    jws,
    key_ring::KeyRing,
};

/// Verifies access tokens whose application claims are `C`. A service that keeps no sessions can use it alone.
pub struct AccessVerifier<C> {
    issuer: Box<str>,
    audience: Box<str>,
    keys: KeyRing,
    leeway: Duration,
    claims: PhantomData<fn() -> C>,
}

impl<C> AccessVerifier<C> {
    /// A verifier of what `issuer` issued for `audience` under `keys`. Both names compare byte by byte.
    ///
    /// # Errors
    /// [`ConfigError`] for a name that is empty or longer than 256 bytes.
    pub fn new(issuer: &str, audience: &str, keys: KeyRing) -> Result<Self, ConfigError> {
        for (setting, name) in [("issuer", issuer), ("audience", audience)] {
            if !(1..=MAX_NAME_BYTES).contains(&name.len()) {
                return Err(ConfigError::Name { setting });
            }
        }
        Ok(Self {
            issuer: issuer.into(),
            audience: audience.into(),
            keys,
            leeway: DEFAULT_LEEWAY,
            claims: PhantomData,
        })
    }

    /// How far the clocks of issuer and verifier may differ: up to 60 s, 5 s by default.
    ///
    /// # Errors
    /// [`ConfigError::Range`] above [`MAX_LEEWAY`].
    pub fn with_leeway(mut self, leeway: Duration) -> Result<Self, ConfigError> {
        self.leeway = bounded("leeway", leeway, Duration::ZERO..=MAX_LEEWAY)?;
        Ok(self)
    }

    /// The expected `iss`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The expected `aud`.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The keys.
    #[must_use]
    pub const fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// How far clocks may differ.
    #[must_use]
    pub const fn leeway(&self) -> Duration {
        self.leeway
    }
}

impl<C: DeserializeOwned> AccessVerifier<C> {
    /// What `token` says, if it holds at `now`.
    ///
    /// # Errors
    /// [`TokenError`], by the first check that failed. Tell a client no more than that its token is invalid.
    ///
    /// # Security
    /// A session that was ended since is not noticed: for that, ask
    /// [`TokenService::authenticate`](crate::TokenService::authenticate).
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Verified<C>, TokenError> {
        let payload = jws::verify(token, &self.keys.read(), now)?;
        let claims = Read::<C>::parse(&payload).ok_or(TokenError::Claims)?;
        if claims.iss != *self.issuer {
            return Err(TokenError::Issuer);
        }
        if !claims.aud.contains(&self.audience) {
            return Err(TokenError::Audience);
        }
        // "On or after" exp it must not be accepted: RFC 7519 §4.1.4.
        if now >= claims.exp.time().saturating_add(self.leeway) {
            return Err(TokenError::Expired);
        }
        let latest = now.saturating_add(self.leeway);
        if claims.iat.time() > latest || claims.nbf.is_some_and(|nbf| nbf.time() > latest) {
            return Err(TokenError::NotYetValid);
        }
        Ok(Verified {
            subject: claims.sub,
            session: claims.sid,
            token: claims.jti,
            issued_at: claims.iat.time(),
            expires_at: claims.exp.time(),
            authentication: Authentication::new(claims.aal, claims.amr, claims.auth_time.time()),
            app: claims.app,
        })
    }
}

impl<C> fmt::Debug for AccessVerifier<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessVerifier")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}

/// Why an access token was refused. For logs and metrics: to a client, they are all the same.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new reason to refuse must break whoever handles each"
)]
pub enum TokenError {
    /// Longer than [`MAX_TOKEN_BYTES`](crate::MAX_TOKEN_BYTES); nothing else was looked at.
    #[error("the token is too large")]
    TooLarge,
    /// Not three parts of strict base64url, the first of them a JSON object.
    #[error("the token is malformed")]
    Malformed,
    /// The header has a parameter that is unknown, forbidden, missing, there twice or of a wrong type.
    #[error("the token's header is refused")]
    Header,
    /// Not an access token: an id token, for example.
    #[error("the token is of another type")]
    Type,
    /// No key of this name.
    #[error("the token's key is unknown")]
    UnknownKey,
    /// The key was retired and its time has run out.
    #[error("the token's key is retired")]
    RetiredKey,
    /// The header names another algorithm than the key's.
    #[error("the token's algorithm is not its key's")]
    Algorithm,
    /// The signature is not the key's.
    #[error("the token's signature is wrong")]
    Signature,
    /// A claim is missing, there twice or of a wrong type.
    #[error("the token's claims are refused")]
    Claims,
    /// Issued by another.
    #[error("the token has another issuer")]
    Issuer,
    /// Issued for others.
    #[error("the token is for another audience")]
    Audience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come: `iat` or `nbf` lie in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
}

impl TokenError {
    /// The stable code, such as `token_expired`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "token_too_large",
            Self::Malformed => "token_malformed",
            Self::Header => "token_header",
            Self::Type => "token_type",
            Self::UnknownKey => "token_key_unknown",
            Self::RetiredKey => "token_key_retired",
            Self::Algorithm => "token_algorithm",
            Self::Signature => "token_signature",
            Self::Claims => "token_claims",
            Self::Issuer => "token_issuer",
            Self::Audience => "token_audience",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
        }
    }
}

/// Clocks kept by NTP differ by less.
pub const DEFAULT_LEEWAY: Duration = Duration::from_secs(5);
/// More would keep expired tokens alive rather than forgive clocks.
pub const MAX_LEEWAY: Duration = Duration::from_secs(60);
