//! One's own sessions: listed, ended one by one, or all but the one in use.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use momfood_jwt::SessionId;
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{ApiResult, ErrorCode};

/// `GET /sessions`.
///
/// # Errors
/// [`ErrorCode::Unavailable`].
pub async fn list(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    let sessions = app.tokens.sessions(caller.subject()).await?;
    let sessions: Vec<_> = sessions
        .iter()
        .map(|session| {
            json!({
                "id": session.id.to_string(),
                "current": session.id == *caller.session(),
                "device": session.user_agent.as_str(),
                "address": session.address.map(|address| address.ip()),
                "createdAt": session.created_at.to_string(),
                "lastUsedAt": session.last_used_at.to_string(),
                "expiresAt": session.expires_at.to_string(),
                "aal": session.authentication.level().level(),
            })
        })
        .collect();
    Ok(answer::ok(json!({ "sessions": sessions })))
}

/// `DELETE /sessions/{id}`.
///
/// # Errors
/// [`ErrorCode::NotFound`] for what is no live session of the caller.
pub async fn revoke(State(app): State<Arc<App>>, caller: Caller, id: Result<Path<String>, PathRejection>) -> ApiResult {
    let Path(id) = id.map_err(|_| ErrorCode::NotFound)?;
    let id: SessionId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    if app.tokens.revoke(caller.subject(), &id).await? {
        Ok(answer::done())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

/// `DELETE /sessions`: all but this one.
///
/// # Errors
/// [`ErrorCode::Unavailable`].
pub async fn revoke_others(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    let revoked = app.tokens.revoke_all(caller.subject(), Some(caller.session())).await?;
    Ok(answer::ok(json!({ "revoked": revoked })))
}
