//! Who asks: what the token and its live session say, ready for the permission check. Made by the authentication layer.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use http::request::Parts;
use momfood_audit::{ClientAddr, Timestamp};
use momfood_jwt::{Aal, SessionId, Subject, Verified};
use momfood_rbac::Principal;
use serde::{Deserialize, Serialize};

use crate::domain::Id;
use crate::error::{ApiError, ErrorCode};

/// What this service writes into its tokens beside the standard claims.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AppClaims {
    /// The account's roles when the token was issued; a change reaches the token with the next refresh.
    pub roles: Vec<String>,
}

/// An authenticated caller.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account: Id,
    /// The account, as the permission check knows it.
    pub principal: Principal,
    /// Where the request comes from.
    pub client: ClientAddr,
    verified: Arc<Verified<AppClaims>>,
}

impl Caller {
    /// The caller behind a verified token; `None` if its subject is no account of ours, or its roles are not the policy's.
    #[must_use]
    pub fn new(
        verified: Arc<Verified<AppClaims>>,
        client: ClientAddr,
        principal: impl FnOnce(Id, &AppClaims) -> Option<Principal>,
    ) -> Option<Self> {
        let account = Id::parse(verified.subject().as_str())?;
        Some(Self {
            account,
            principal: principal(account, verified.app())?,
            client,
            verified,
        })
    }

    /// The subject of the token.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        self.verified.subject()
    }

    /// The session of the token.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        self.verified.session_id()
    }

    /// Refuses, unless the caller proved itself within [`FRESH`], with a second factor if it has one.
    ///
    /// # Errors
    /// [`ErrorCode::StepUpRequired`].
    pub fn require_fresh(&self, has_second_factor: bool, now: Timestamp) -> Result<(), ApiError> {
        let proof = self.verified.authentication();
        let strong = !has_second_factor || proof.level() >= Aal::Two;
        if strong && now.since(proof.at()) <= FRESH {
            Ok(())
        } else {
            Err(ErrorCode::StepUpRequired.into())
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        // Without the layer in front there is no caller: a route that forgot it refuses everybody.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| ErrorCode::Unauthorized.into())
    }
}

/// How old a proof may be for changes of credentials (ASVS 5.0 7.5.1 asks for a full re-authentication).
pub const FRESH: Duration = Duration::from_secs(10 * 60);
