//! What administrators do to accounts: close and open them, and lift a lock of their second factors.

use std::sync::Arc;

use axum::extract::State;
use momfood_audit::{Actor, Event, EventKind, Target};
use momfood_rbac::NoAttributes;
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::Account;
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{Ids, JsonBody, Language};
use crate::forms::AccountChange;

/// `PATCH /admin/accounts/{id}`: a closed account signs in nowhere, and its sessions end at once.
///
/// # Errors
/// As the permission and the form say; [`ErrorCode::NotFound`]; [`ErrorCode::Conflict`] for one's own account, or a lost
/// race.
pub async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    Ids([id]): Ids<1>,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let _proof = app.guard.require(
        &caller.principal,
        app.actions.update_account,
        &NoAttributes,
        Some(caller.client),
    )?;
    let form = AccountChange::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    if id == caller.account {
        return Err(ErrorCode::Conflict.into());
    }
    let account = app.accounts.find(id).ok_or(ErrorCode::NotFound)?;
    let mut next = Account::clone(&account);
    next.disabled = form.disabled;
    app.accounts.replace(&account, next).map_err(|_| ErrorCode::Conflict)?;
    if form.disabled {
        app.tokens.revoke_all(&app.subject(id)?, None).await?;
    }
    let event = Event::new(EventKind::AuthzAdmin)
        .with_actor(Actor::user(&caller.account.to_string()))
        .with_target(Target::new("account", &id.to_string()))
        .with_client(caller.client)
        .with_field("disabled", form.disabled);
    app.events.emit(event);
    Ok(answer::ok(json!({ "id": id, "disabled": form.disabled })))
}

/// `DELETE /admin/accounts/{id}/mfa-lock`: the way out after a hundred wrong codes.
///
/// # Errors
/// As the permission says; [`ErrorCode::NotFound`].
pub async fn unlock_factors(State(app): State<Arc<App>>, caller: Caller, Ids([id]): Ids<1>) -> ApiResult {
    let _proof = app.guard.require(
        &caller.principal,
        app.actions.update_account,
        &NoAttributes,
        Some(caller.client),
    )?;
    let account = app.accounts.find(id).ok_or(ErrorCode::NotFound)?;
    let operator = Actor::user(&caller.account.to_string());
    app.mfa
        .unlock(&app.user(account.id)?, operator, Some(caller.client))
        .await?;
    Ok(answer::done())
}
