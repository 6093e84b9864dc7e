//! One's own second factors: added with a first code, removed from a fresh session.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use momfood_jwt::{Aal, AccessToken, AuthMethod, Authentication};
use momfood_mfa::{BackupCodes, ChallengeId, SmsChallenge, Status};
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::forms::{ConfirmCode, PhoneNumber};

/// `GET /mfa`.
///
/// # Errors
/// [`ErrorCode::Unavailable`].
pub async fn status(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    let status = app.mfa.status(&app.user(caller.account)?).await?;
    Ok(answer::ok(
        json!({ "methods": methods(&status), "backupCodesLeft": status.backup_codes }),
    ))
}

/// The methods that `status` allows, as clients name them.
#[must_use]
pub fn methods(status: &Status) -> Vec<&'static str> {
    [
        (status.totp, "totp"),
        (status.backup_codes > 0, "backup"),
        (status.phone, "sms"),
    ]
    .into_iter()
    .filter_map(|(there, name)| there.then_some(name))
    .collect()
}

/// `POST /mfa/totp`: a secret to scan. Nothing changes until a code confirms it.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`] from a session that is not fresh.
pub async fn enrol_totp(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    fresh(&app, &caller).await?;
    let account = app.accounts.find(caller.account).ok_or(ErrorCode::Unauthorized)?;
    let enrolment = app
        .mfa
        .enrol_totp(&app.user(account.id)?, account.email.as_str(), Some(caller.client))
        .await?;
    Ok(answer::ok(json!({
        "secret": enrolment.secret(),
        "uri": enrolment.uri(),
        "svg": *enrolment.svg(),
    })))
}

/// `POST /mfa/totp/confirm`: activates the factor, shows the backup codes once, and ends every other session.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`]; [`ErrorCode::InvalidCode`], a bounded number of times for each enrolment.
pub async fn confirm_totp(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = ConfirmCode::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    fresh(&app, &caller).await?;
    let codes = app
        .mfa
        .confirm_totp(&app.user(caller.account)?, form.code.expose(), Some(caller.client))
        .await?;
    let token = stepped_up(&app, &caller, AuthMethod::Otp).await?;
    Ok(answer::ok(
        json!({ "backupCodes": shown(&codes), "accessToken": token.expose() }),
    ))
}

/// `POST /mfa/backup-codes`: a fresh set, shown once.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`]; [`ErrorCode::Conflict`] without an authenticator.
pub async fn replace_backup_codes(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    fresh(&app, &caller).await?;
    let codes = app
        .mfa
        .regenerate_backup_codes(&app.user(caller.account)?, Some(caller.client))
        .await?;
    Ok(answer::ok(json!({ "backupCodes": shown(&codes) })))
}

/// `POST /mfa/sms`: a code to the phone that the caller claims.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`]; [`ErrorCode::RateLimitExceeded`] while the cool-down or the budget lasts.
pub async fn enrol_phone(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = PhoneNumber::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    fresh(&app, &caller).await?;
    let sent = app
        .mfa
        .enrol_phone(&app.user(caller.account)?, form.phone.as_str(), Some(caller.client))
        .await?;
    Ok(sms_sent(&sent))
}

/// `POST /mfa/sms/confirm`: the phone is the caller's.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`]; [`ErrorCode::InvalidCode`], a bounded number of times for each enrolment.
pub async fn confirm_phone(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = ConfirmCode::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    fresh(&app, &caller).await?;
    let challenge = challenge(form.sms_challenge.as_deref())?;
    let user = app.user(caller.account)?;
    app.mfa
        .confirm_phone(&user, challenge, form.code.expose(), Some(caller.client))
        .await?;
    let token = stepped_up(&app, &caller, AuthMethod::Sms).await?;
    let status = app.mfa.status(&user).await?;
    Ok(answer::ok(
        json!({ "methods": methods(&status), "accessToken": token.expose() }),
    ))
}

/// `DELETE /mfa/totp`, with its backup codes.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`]; [`ErrorCode::NotFound`].
pub async fn remove_totp(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    fresh(&app, &caller).await?;
    removed(
        app.mfa
            .remove_totp(&app.user(caller.account)?, Some(caller.client))
            .await?,
    )
}

/// `DELETE /mfa/sms`.
///
/// # Errors
/// [`ErrorCode::StepUpRequired`]; [`ErrorCode::NotFound`].
pub async fn remove_phone(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    fresh(&app, &caller).await?;
    removed(
        app.mfa
            .remove_phone(&app.user(caller.account)?, Some(caller.client))
            .await?,
    )
}

/// The codes as a person copies them, this once.
fn shown(codes: &BackupCodes) -> Vec<String> {
    codes.iter().map(|code| code.to_string()).collect()
}

/// The challenge that a code answers; one that was never given is answered like a wrong code.
///
/// # Errors
/// [`ErrorCode::InvalidCode`].
pub fn challenge(id: Option<&str>) -> ApiResult<ChallengeId> {
    ChallengeId::parse(id.unwrap_or_default()).map_err(|_| ErrorCode::InvalidCode.into())
}

fn removed(was_there: bool) -> ApiResult {
    if was_there {
        Ok(answer::done())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

/// Credentials change only from a fresh proof, with the second factor of whoever has one: a stolen session adds none.
async fn fresh(app: &App, caller: &Caller) -> ApiResult<()> {
    let status = app.mfa.status(&app.user(caller.account)?).await?;
    caller.require_fresh(status.is_enrolled(), app.clock.now())
}

/// This session has passed the new factor, and gets a token that says so; the others have not, and end.
async fn stepped_up(app: &App, caller: &Caller, method: AuthMethod) -> ApiResult<AccessToken> {
    let proof = Authentication::new(Aal::Two, method.into(), app.clock.now());
    let claims = app.claims(caller.account).await?;
    let token = app
        .tokens
        .step_up(caller.subject(), caller.session(), &claims, proof)
        .await?;
    app.tokens.revoke_all(caller.subject(), Some(caller.session())).await?;
    Ok(token)
}

/// The answer to a code that was sent.
#[must_use]
pub fn sms_sent(sent: &SmsChallenge) -> Response {
    answer::ok(json!({
        "smsChallenge": sent.id.to_string(),
        "expiresIn": sent.expires_in.as_secs(),
        "resendAfter": sent.resend_after.as_secs(),
    }))
}
