//! What a client gets: an access token for each request, and the refresh token for the next pair.

use core::{fmt, time::Duration};

use momfood_crypto::Secret;

use crate::id::SessionId;

/// An access token alone, as a step-up gives it.
pub struct AccessToken {
    token: Secret<String>,
    expires_in: Duration,
}

impl AccessToken {
    pub(crate) const fn new(token: Secret<String>, expires_in: Duration) -> Self {
        Self { token, expires_in }
    }

    /// The JWT, for `Authorization: Bearer`.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.token.expose()
    }

    /// How long it lives, in whole seconds: `expires_in` of RFC 6749 §5.1.
    #[must_use]
    pub const fn expires_in(&self) -> Duration {
        self.expires_in
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessToken")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// A session's pair of tokens. Both are wiped on drop; `Debug` shows neither.
pub struct TokenPair {
    access: AccessToken,
    refresh: Secret<String>,
    session: SessionId,
}

impl TokenPair {
    pub(crate) const fn new(access: AccessToken, refresh: Secret<String>, session: SessionId) -> Self {
        Self {
            access,
            refresh,
            session,
        }
    }

    /// The access token, for `Authorization: Bearer`. Keep it in the client's memory only.
    #[must_use]
    pub fn access_token(&self) -> &str {
        self.access.expose()
    }

    /// The refresh token: for a browser, in a cookie with `HttpOnly`, `Secure`, `SameSite=Strict` and the refresh route's path.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        self.refresh.expose()
    }

    /// The session: the same from sign-in to its end.
    #[must_use]
    pub const fn session_id(&self) -> &SessionId {
        &self.session
    }

    /// How long the access token lives, in whole seconds: `expires_in` of RFC 6749 §5.1.
    #[must_use]
    pub const fn expires_in(&self) -> Duration {
        self.access.expires_in
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenPair")
            .field("session", &self.session)
            .field("expires_in", &self.expires_in())
            .finish_non_exhaustive()
    }
}
