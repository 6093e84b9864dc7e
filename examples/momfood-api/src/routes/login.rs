//! Sign-in: the password first, then the second factor of whoever has one. No token leaves before both.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use momfood_audit::{Actor, ClientAddr, Event, EventKind};
use momfood_crypto::Verification;
use momfood_jwt::{Aal, AuthMethod, AuthMethods, Authentication};
use momfood_mfa::UserId;
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::challenge::CHALLENGE_TTL;
use crate::domain::{Account, Id};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::forms::{Login, Method, SmsChallenge, VerifyFactor};
use crate::routes::{factors, tokens};

/// `POST /auth/login`: tokens, or `mfa_required` with a challenge and the methods that answer it.
///
/// # Errors
/// As the quotas of the address and of the account say; [`ErrorCode::InvalidCredentials`], which does not tell an
/// unknown address from a wrong password, not even by its time.
pub async fn login(
    State(app): State<Arc<App>>,
    Extension(client): Extension<ClientAddr>,
    Language(locale): Language,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = Login::parse(&body).map_err(|violations| app.invalid(&violations, locale, client))?;
    app.edge.login(client, &form.email.canonical()).await?;
    let Some(account) = first_factor(&app, &form).await? else {
        app.edge.failed_login(client);
        let event = Event::new(EventKind::AuthnLoginFail).with_client(client);
        app.events.emit(match app.accounts.by_email(&form.email) {
            Some(account) => event.with_actor(Actor::user(&account.id.to_string())),
            None => event,
        });
        return Err(ErrorCode::InvalidCredentials.into());
    };
    let event = Event::new(EventKind::AuthnLoginSuccess)
        .with_actor(Actor::user(&account.id.to_string()))
        .with_client(client);
    app.events.emit(event);

    let status = app.mfa.status(&app.user(account.id)?).await?;
    if status.is_enrolled() {
        let challenge = app
            .challenges
            .open(account.id, app.clock.now())
            .map_err(|_| ErrorCode::Unavailable)?;
        return Ok(answer::ok(json!({
            "status": "mfa_required",
            "challenge": challenge.expose(),
            "methods": factors::methods(&status),
            "expiresIn": CHALLENGE_TTL.as_secs(),
        })));
    }
    let proof = Authentication::new(Aal::One, AuthMethod::Password.into(), app.clock.now());
    sign_in(&app, account.id, proof, client, &headers).await
}

/// The account, if the password is its own. Every way to fail costs the same work.
async fn first_factor(app: &App, form: &Login) -> ApiResult<Option<Arc<Account>>> {
    let password = form.password.expose();
    let Some(account) = app.accounts.by_email(&form.email) else {
        app.passwords.verify_dummy(password).await?;
        return Ok(None);
    };
    let verification = app.passwords.verify_and_upgrade(password, &account.password).await?;
    if let Verification::MatchWithUpgrade(hash) = &verification {
        let mut upgraded = Account::clone(&account);
        upgraded.password = hash.clone();
        // Whoever changed the account meanwhile wins; the upgrade comes with the next login.
        if app.accounts.replace(&account, upgraded).is_ok() {
            let event = Event::new(EventKind::AuthnPasswordUpgraded).with_actor(Actor::user(&account.id.to_string()));
            app.events.emit(event);
        }
    }
    Ok(Some(account).filter(|account| verification.is_match() && !account.disabled))
}

/// `POST /auth/mfa/sms`: a code to the proven phone of whoever passed the first factor.
///
/// # Errors
/// [`ErrorCode::InvalidChallenge`]; [`ErrorCode::RateLimitExceeded`] while the cool-down or the budget lasts.
pub async fn send_sms(
    State(app): State<Arc<App>>,
    Extension(client): Extension<ClientAddr>,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = SmsChallenge::parse(&body).map_err(|violations| app.invalid(&violations, locale, client))?;
    let account = waiting(&app, form.challenge.expose())?;
    let sent = app.mfa.send_sms(&app.user(account)?, Some(client)).await?;
    Ok(factors::sms_sent(&sent))
}

/// `POST /auth/mfa/verify`: tokens for the right code of the method.
///
/// # Errors
/// [`ErrorCode::InvalidChallenge`], [`ErrorCode::InvalidCode`], [`ErrorCode::Locked`].
pub async fn verify_factor(
    State(app): State<Arc<App>>,
    Extension(client): Extension<ClientAddr>,
    Language(locale): Language,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = VerifyFactor::parse(&body).map_err(|violations| app.invalid(&violations, locale, client))?;
    let account = waiting(&app, form.challenge.expose())?;
    let methods = second_factor(&app, &app.user(account)?, &form, client).await?;
    // The code is used up now; of two who brought two good codes for one challenge, one is signed in.
    if !app.challenges.close(form.challenge.expose()) {
        return Err(ErrorCode::InvalidChallenge.into());
    }
    let proof = Authentication::new(Aal::Two, methods, app.clock.now());
    sign_in(&app, account, proof, client, &headers).await
}

fn waiting(app: &App, challenge: &str) -> ApiResult<Id> {
    app.challenges
        .account(challenge, app.clock.now())
        .ok_or_else(|| ErrorCode::InvalidChallenge.into())
}

async fn second_factor(app: &App, user: &UserId, form: &VerifyFactor, client: ClientAddr) -> ApiResult<AuthMethods> {
    let (code, client) = (form.code.expose(), Some(client));
    let _accepted = match form.method {
        Method::Totp => app.mfa.verify_totp(user, code, client).await?,
        Method::Backup => app.mfa.verify_backup(user, code, client).await?,
        Method::Sms => {
            let challenge = factors::challenge(form.sms_challenge.as_deref())?;
            app.mfa.verify_sms(user, challenge, code, client).await?
        }
    };
    let password = AuthMethods::from(AuthMethod::Password);
    Ok(password.union(match form.method {
        Method::Totp | Method::Backup => AuthMethod::Otp.into(),
        Method::Sms => AuthMethod::Sms.into(),
    }))
}

/// Opens the session.
async fn sign_in(
    app: &App,
    account: Id,
    proof: Authentication,
    client: ClientAddr,
    headers: &HeaderMap,
) -> ApiResult<Response> {
    let row = app.accounts.find(account).filter(|account| !account.disabled);
    let row = row.ok_or_else(|| ApiError::new(ErrorCode::InvalidCredentials))?;
    let claims = app.claims(row.id).await?;
    let device = tokens::device(headers, client);
    let pair = app
        .tokens
        .sign_in(&app.subject(row.id)?, &claims, &device, proof)
        .await?;
    Ok(tokens::signed_in(&pair))
}
