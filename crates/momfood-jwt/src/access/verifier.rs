//! Verifies access tokens: issuer, audience, keys and leeway are fixed when it is made, and all of them are required.

use core::{fmt, num::NonZeroUsize, time::Duration};
use std::sync::Arc;

use momfood_audit::Timestamp;
use serde::de::DeserializeOwned;

use crate::{
    access::{
        MAX_NAME_BYTES, TokenError, Verified,
        cache::{TokenDigest, VerifiedCache},
        claims::Read,
    },
    authentication::Authentication,
    config::{ConfigError, bounded},
    jws,
    key_ring::{KeyRing, Keys},
};

/// Verifies access tokens whose application claims are `C`. A service that keeps no sessions can use it alone.
pub struct AccessVerifier<C> {
    issuer: Box<str>,
    audience: Box<str>,
    keys: KeyRing,
    leeway: Duration,
    cache: VerifiedCache<C>,
}

impl<C> AccessVerifier<C> {
    /// A verifier of what `issuer` issued for `audience` under `keys`. Both names compare byte by byte.
    ///
    /// # Errors
    /// [`ConfigError::Name`] for a name of other than 1 to 256 visible ASCII characters, or with a quote or backslash.
    pub fn new(issuer: &str, audience: &str, keys: KeyRing) -> Result<Self, ConfigError> {
        for (setting, name) in [("issuer", issuer), ("audience", audience)] {
            if !is_name(name) {
                return Err(ConfigError::Name { setting });
            }
        }
        Ok(Self {
            issuer: issuer.into(),
            audience: audience.into(),
            keys,
            leeway: DEFAULT_LEEWAY,
            cache: VerifiedCache::new(DEFAULT_CACHED_TOKENS),
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

    /// Remembers this many tokens between uses, [`DEFAULT_CACHED_TOKENS`] by default, about 400 bytes each once filled.
    #[must_use]
    pub fn with_cached_tokens(mut self, tokens: NonZeroUsize) -> Self {
        self.cache = VerifiedCache::new(tokens);
        self
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
    /// What `token` says, if it holds at `now`. A token that was seen before is not parsed again, and its signature is
    /// not computed again; its key and its times are.
    ///
    /// # Errors
    /// [`TokenError`], by the first check that failed. Tell a client no more than that its token is invalid.
    ///
    /// # Security
    /// A session that was ended since is not noticed: for that, ask
    /// [`TokenService::authenticate`](crate::TokenService::authenticate).
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Verified<C>>, TokenError> {
        let keys = self.keys.read();
        if token.len() > jws::MAX_TOKEN_BYTES {
            return Err(TokenError::TooLarge);
        }
        let digest = TokenDigest::of(token);
        if let Some((window, verified)) = self.cache.find(digest)
            && jws::is_accepted(token, &keys, now)
        {
            window.check(now, self.leeway)?;
            return Ok(verified);
        }
        let (window, verified) = self.read(token, &keys, now)?;
        let verified = Arc::new(verified);
        self.cache.enter(digest, window, &verified);
        Ok(verified)
    }

    /// Everything that has to hold, from the bytes up.
    fn read(&self, token: &str, keys: &Keys, now: Timestamp) -> Result<(Window, Verified<C>), TokenError> {
        let payload = jws::verify(token, keys, now)?;
        let claims = Read::<C>::parse(&payload).ok_or(TokenError::Claims)?;
        if claims.iss != *self.issuer {
            return Err(TokenError::Issuer);
        }
        if !claims.aud.contains(&self.audience) {
            return Err(TokenError::Audience);
        }
        let issued_at = claims.iat.time();
        let window = Window {
            from: claims.nbf.map_or(issued_at, |nbf| nbf.time().max(issued_at)),
            until: claims.exp.time(),
        };
        window.check(now, self.leeway)?;
        let verified = Verified {
            subject: claims.sub,
            session: claims.sid,
            token: claims.jti,
            issued_at,
            expires_at: window.until,
            authentication: Authentication::new(claims.aal, claims.amr, claims.auth_time.time()),
            app: claims.app,
        };
        Ok((window, verified))
    }
}

/// When a token holds.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// The later of `iat` and `nbf`.
    from: Timestamp,
    /// `exp`.
    until: Timestamp,
}

impl Window {
    fn check(self, now: Timestamp, leeway: Duration) -> Result<(), TokenError> {
        // "On or after" exp it must not be accepted: RFC 7519 §4.1.4.
        if now >= self.until.saturating_add(leeway) {
            return Err(TokenError::Expired);
        }
        if self.from > now.saturating_add(leeway) {
            return Err(TokenError::NotYetValid);
        }
        Ok(())
    }
}

/// URIs and words (`StringOrURI`, RFC 7519 §2) that JSON spells as they are, so that their length in a token is known.
fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
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

/// Tokens that are remembered between uses: those of as many clients as are busy within a quarter of an hour on one node.
pub const DEFAULT_CACHED_TOKENS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4_095);
/// Clocks kept by NTP differ by less.
pub const DEFAULT_LEEWAY: Duration = Duration::from_secs(5);
/// More would keep expired tokens alive rather than forgive clocks.
pub const MAX_LEEWAY: Duration = Duration::from_secs(60);
