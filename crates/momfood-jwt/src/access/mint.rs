//! Writes and signs an access token.

use core::time::Duration;

use momfood_audit::Timestamp;
use momfood_crypto::{RandomError, Secret};

use crate::{
    access::{AppClaims, claims::Written},
    authentication::Authentication,
    id::{SessionId, TokenId},
    jws,
    key::SigningKey,
    subject::Subject,
    token_pair::AccessToken,
};

/// What an access token says, besides what the application adds.
pub(crate) struct Mint<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) subject: &'a Subject,
    pub(crate) session: SessionId,
    pub(crate) authentication: Authentication,
    pub(crate) expires_at: Timestamp,
}

impl Mint<'_> {
    pub(crate) fn sign(&self, app: &AppClaims, key: &SigningKey, now: Timestamp) -> Result<AccessToken, RandomError> {
        let (iat, exp) = (now.as_secs(), self.expires_at.as_secs());
        let claims = Written {
            iss: self.issuer,
            aud: self.audience,
            sub: self.subject,
            iat,
            exp,
            jti: TokenId::generate()?,
            sid: self.session,
            aal: self.authentication.level(),
            amr: self.authentication.methods(),
            auth_time: self.authentication.at().as_secs(),
            app: app.json(),
        };
        // Strings, numbers and JSON that was written before: there is nothing in it that serializing could refuse.
        let payload = serde_json::to_vec(&claims).unwrap_or_default();
        Ok(AccessToken::new(
            Secret::new(jws::sign(key, &payload)),
            Duration::from_secs(exp.saturating_sub(iat)),
        ))
    }
}
