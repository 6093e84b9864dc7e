//! The claims of an access token (RFC 9068 §2.2 and RFC 7519 §4.1), as they are written and as they are read.
//!
//! ```json
//! {"iss":"https://id.momfood.sa","aud":"momfood-api","sub":"user-17","iat":1767225600,"exp":1767226500,
//!  "jti":"…","sid":"…","aal":2,"amr":["otp","pwd"],"auth_time":1767225590,"app":{…}}
//! ```
//!
//! The application's claims stand under one name of their own, `app`, so that none can take the place of ours. RFC 9068's
//! `client_id` is left out, for there is no OAuth client: the audience's own users sign in.

use core::error::Error;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    authentication::{Aal, AuthMethods},
    id::{SessionId, TokenId},
    subject::Subject,
};

mod read;

pub(super) use read::Read;

/// The claims as they are written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    pub(super) iss: &'a str,
    pub(super) aud: &'a str,
    pub(super) sub: &'a Subject,
    pub(super) iat: u64,
    pub(super) exp: u64,
    pub(super) jti: TokenId,
    pub(super) sid: SessionId,
    pub(super) aal: Aal,
    pub(super) amr: AuthMethods,
    pub(super) auth_time: u64,
    pub(super) app: &'a RawValue,
}

/// The application's claims in their final form. Encoded before a session is touched: claims that cannot be carried then
/// change nothing.
pub(crate) struct AppClaims(Box<RawValue>);

impl AppClaims {
    pub(crate) fn encode(claims: &impl Serialize) -> Result<Self, ClaimsError> {
        let json = to_raw_value(claims).map_err(|error| ClaimsError::Serialize(error.into()))?;
        if json.get().len() > MAX_APP_CLAIMS_BYTES {
            return Err(ClaimsError::TooLarge);
        }
        Ok(Self(json))
    }

    pub(super) fn json(&self) -> &RawValue {
        &self.0
    }
}

/// The application's claims cannot be carried in a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// They have no JSON form.
    #[error("the application's claims have no json form")]
    Serialize(#[source] Box<dyn Error + Send + Sync>),
    /// Their JSON is longer than [`MAX_APP_CLAIMS_BYTES`].
    #[error("the application's claims are longer than {MAX_APP_CLAIMS_BYTES} bytes")]
    TooLarge,
}

impl ClaimsError {
    /// The stable code: `claims_serialize` or `claims_too_large`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Serialize(_) => "claims_serialize",
            Self::TooLarge => "claims_too_large",
        }
    }
}

/// Longest JSON of the application's claims, in bytes. With the longest of our own around it, a token still has no more than
/// [`MAX_TOKEN_BYTES`](crate::MAX_TOKEN_BYTES).
pub const MAX_APP_CLAIMS_BYTES: usize = 4_096;

/// Longest issuer or audience, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 256;
