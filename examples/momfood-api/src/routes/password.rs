//! A new password, for whoever knows the old one; every other session ends with it.

use std::sync::Arc;

use axum::extract::State;
use momfood_audit::{Actor, Event, EventKind};

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::Account;
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::forms::ChangePassword;

/// `POST /auth/password`.
///
/// # Errors
/// As the form and the quota of logins say; [`ErrorCode::InvalidCredentials`] for a wrong old password.
pub async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let account = app.accounts.find(caller.account).ok_or(ErrorCode::Unauthorized)?;
    let context = [
        account.email.local(),
        account.first_name.as_str(),
        account.last_name.as_str(),
        "momfood",
    ];
    let form = ChangePassword::parse(&body, &app.password_policy, &context)
        .map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    app.edge.login(caller.client, &account.email.canonical()).await?;
    let verdict = app.passwords.verify(form.current.expose(), &account.password).await?;
    let event = |kind| {
        Event::new(kind)
            .with_actor(Actor::user(&account.id.to_string()))
            .with_client(caller.client)
    };
    if !verdict.is_match() {
        app.edge.failed_login(caller.client);
        app.events.emit(event(EventKind::AuthnPasswordChangeFail));
        return Err(ErrorCode::InvalidCredentials.into());
    }
    let mut next = Account::clone(&account);
    next.password = app.passwords.hash(form.new.expose()).await?;
    app.accounts.replace(&account, next).map_err(|_| ErrorCode::Conflict)?;
    app.tokens.revoke_all(caller.subject(), Some(caller.session())).await?;
    app.events.emit(event(EventKind::AuthnPasswordChange));
    Ok(answer::done())
}
