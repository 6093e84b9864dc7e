//! Sign-up. The role is the customer's, whatever the body says.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use momfood_audit::{Actor, ClientAddr, Event, EventKind};
use momfood_crypto::Bind;
use momfood_validate::form::Register;
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::domain::{Account, Id};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::store::CreateError;

/// `POST /auth/register`.
///
/// An address that has an account is answered with [`ErrorCode::Conflict`]: without mail to prove the address by, a
/// person must be told, and so is an attacker, at the rate that the quota of the address leaves them.
///
/// # Errors
/// As the quota and the form say.
pub async fn register(
    State(app): State<Arc<App>>,
    Extension(client): Extension<ClientAddr>,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form =
        Register::parse(&body, &app.password_policy).map_err(|violations| app.invalid(&violations, locale, client))?;
    app.edge.registration(client).await?;
    let id = Id::random().map_err(|_| ErrorCode::Unavailable)?;
    let row = id.to_string();
    let bind = Bind::row(&row);
    let national_id = form
        .national_id
        .as_ref()
        .map(|number| app.national_ids.seal(number.expose().as_bytes(), &bind))
        .transpose()?;
    let bank_account = form
        .iban
        .as_ref()
        .map(|iban| app.bank_accounts.seal(iban.expose().as_bytes(), &bind))
        .transpose()?;
    let account = Account {
        id,
        email: form.email,
        first_name: form.first_name,
        last_name: form.last_name,
        phone: form.phone,
        password: app.passwords.hash(form.password.expose()).await?,
        national_id,
        bank_account,
        disabled: false,
    };
    app.accounts.create(account).map_err(|error| match error {
        CreateError::EmailTaken => ApiError::new(ErrorCode::Conflict),
        CreateError::Full(_) => ApiError::new(ErrorCode::Unavailable),
    })?;
    app.grant(id, CUSTOMER).await?;
    let event = Event::new(EventKind::UserCreated)
        .with_actor(Actor::user(&row))
        .with_client(client);
    app.events.emit(event);
    Ok(answer::created(json!({ "id": id })))
}

/// The role of everybody who signs up.
const CUSTOMER: &str = "customer";
