//! What a verified access token says: only a verifier can make one.

use momfood_audit::Timestamp;

use crate::{
    authentication::Authentication,
    id::{SessionId, TokenId},
    subject::Subject,
};

/// The claims of a token whose signature, issuer, audience and times were checked.
#[derive(Clone, Debug)]
pub struct Verified<C> {
    pub(super) subject: Subject,
    pub(super) session: SessionId,
    pub(super) token: TokenId,
    pub(super) issued_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) authentication: Authentication,
    pub(super) app: C,
}

impl<C> Verified<C> {
    /// Whose token it is: `sub`.
    #[must_use]
    pub const fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The session it was issued in: `sid`.
    #[must_use]
    pub const fn session_id(&self) -> &SessionId {
        &self.session
    }

    /// The token's own name: `jti`.
    #[must_use]
    pub const fn token_id(&self) -> &TokenId {
        &self.token
    }

    /// When it was issued: `iat`.
    #[must_use]
    pub const fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// From when on it is refused: `exp`.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// How the user proved who they are: `aal`, `amr` and `auth_time`.
    #[must_use]
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// The application's claims, as they were when the token was issued.
    #[must_use]
    pub const fn app(&self) -> &C {
        &self.app
    }
}
