//! One's own profile. Sealed fields are opened for their owner and shown masked.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use momfood_audit::{Actor, Event, EventKind};
use momfood_crypto::{Bind, FieldCipher, FieldContext, Sealed};
use zeroize::Zeroizing;

use crate::access::ProfileRow;
use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::{Account, Profile};
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::forms::ProfileChange;

/// `GET /me`.
///
/// # Errors
/// As the permission says; [`ErrorCode::Internal`], with an event, for a field that does not open.
pub async fn read(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    let account = app.accounts.find(caller.account).ok_or(ErrorCode::Unauthorized)?;
    let row = ProfileRow(&account);
    let _proof = app
        .guard
        .require(&caller.principal, app.actions.read_profile, &row, Some(caller.client))?;
    shown(&app, &account)
}

/// `PATCH /me`: what is absent stays.
///
/// # Errors
/// As the permission and the form say; [`ErrorCode::Conflict`] for a lost race.
pub async fn update(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = ProfileChange::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    let account = app.accounts.find(caller.account).ok_or(ErrorCode::Unauthorized)?;
    let row = ProfileRow(&account);
    let _proof = app
        .guard
        .require(&caller.principal, app.actions.update_profile, &row, Some(caller.client))?;

    let (id, mut next) = (account.id.to_string(), Account::clone(&account));
    let bind = Bind::row(&id);
    if let Some(name) = form.first_name {
        next.first_name = name;
    }
    if let Some(name) = form.last_name {
        next.last_name = name;
    }
    if let Some(phone) = form.phone {
        next.phone = Some(phone);
    }
    if let Some(number) = form.national_id {
        next.national_id = Some(app.national_ids.seal(number.expose().as_bytes(), &bind)?);
    }
    if let Some(iban) = form.iban {
        next.bank_account = Some(app.bank_accounts.seal(iban.expose().as_bytes(), &bind)?);
    }
    let account = app.accounts.replace(&account, next).map_err(|_| ErrorCode::Conflict)?;
    let event = Event::new(EventKind::UserUpdated)
        .with_actor(Actor::user(&id))
        .with_client(caller.client)
        .with_field("changed", "profile");
    app.events.emit(event);
    shown(&app, &account)
}

fn shown(app: &App, account: &Account) -> ApiResult<Response> {
    let national_id = opened(app, &app.national_ids, account, account.national_id.as_ref())?;
    let bank_account = opened(app, &app.bank_accounts, account, account.bank_account.as_ref())?;
    let text = |field: &Option<Zeroizing<Vec<u8>>>| {
        field
            .as_ref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok().map(str::to_owned).map(Zeroizing::new))
    };
    let (national_id, bank_account) = (text(&national_id), text(&bank_account));
    Ok(answer::ok(Profile::new(
        account,
        national_id.as_ref().map(|text| text.as_str()),
        bank_account.as_ref().map(|text| text.as_str()),
    )))
}

/// The sealed field, if the account has it.
fn opened<C: FieldContext>(
    app: &App,
    cipher: &FieldCipher<C>,
    account: &Account,
    sealed: Option<&Sealed<C>>,
) -> ApiResult<Option<Zeroizing<Vec<u8>>>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let id = account.id.to_string();
    cipher.open(sealed, &Bind::row(&id)).map(Some).map_err(|error| {
        let event = Event::new(EventKind::CryptDecryptFail)
            .with_field("context", C::CONTEXT.as_str())
            .with_field("code", error.code());
        app.events.emit(event);
        ErrorCode::Internal.into()
    })
}
