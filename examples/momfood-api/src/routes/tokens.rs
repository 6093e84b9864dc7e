//! Tokens: refreshed, given back, and how a device is recognised.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use momfood_audit::ClientAddr;
use momfood_jwt::{Device, RefreshError, TokenPair};
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::Id;
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::forms::Refresh;

/// `POST /auth/refresh`.
///
/// # Errors
/// [`ErrorCode::InvalidRefreshToken`], whatever the reason; the reason is in the events.
pub async fn refresh(
    State(app): State<Arc<App>>,
    Extension(client): Extension<ClientAddr>,
    Language(locale): Language,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = Refresh::parse(&body).map_err(|violations| app.invalid(&violations, locale, client))?;
    let accounts = Arc::clone(&app);
    let reload = |subject: momfood_jwt::Subject| async move {
        let account = Id::parse(subject.as_str()).and_then(|id| accounts.accounts.find(id));
        match account.filter(|account| !account.disabled) {
            Some(account) => accounts.claims(account.id).await.map(Some),
            None => Ok(None),
        }
    };
    match app
        .tokens
        .refresh(form.token.expose(), &device(&headers, client), reload)
        .await
    {
        Ok(pair) => Ok(signed_in(&pair)),
        Err(RefreshError::Store(error) | RefreshError::Accounts(error)) => Err(error.into()),
        Err(RefreshError::Claims(_) | RefreshError::Random(_)) => Err(ErrorCode::Unavailable.into()),
        Err(_) => Err(ErrorCode::InvalidRefreshToken.into()),
    }
}

/// `POST /auth/logout`: ends the session of the token.
///
/// # Errors
/// [`ErrorCode::Unavailable`].
pub async fn logout(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    app.tokens.revoke(caller.subject(), caller.session()).await?;
    Ok(answer::done())
}

/// The answer with a fresh pair.
#[must_use]
pub fn signed_in(pair: &TokenPair) -> Response {
    answer::ok(json!({
        "status": "signed_in",
        "tokenType": "Bearer",
        "accessToken": pair.access_token(),
        "expiresIn": pair.expires_in().as_secs(),
        "refreshToken": pair.refresh_token(),
        "sessionId": pair.session_id().to_string(),
    }))
}

/// What a session is bound to: an `x-device-id` if the application has one, else the products that the user agent names,
/// without their versions, which change with every update. Enough to notice a refresh token that moved to another kind of
/// client, and no proof of possession.
#[must_use]
pub fn device(headers: &HeaderMap, client: ClientAddr) -> Device {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let (agent, id) = (text("user-agent"), text("x-device-id"));
    let products: String = agent
        .chars()
        .filter(|character| !character.is_ascii_digit() && *character != '.')
        .collect();
    Device::new()
        .with_user_agent(agent)
        .with_address(client)
        .with_fingerprint(&[if id.is_empty() { &products } else { id }])
}
