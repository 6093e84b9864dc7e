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
use crate::challenge::{CHALLENGE_TTL, FirstFactor};
use crate::domain::Account;
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
    let passed = FirstFactor::of(&account);
    let status = app.mfa.status(&app.user(account.id)?).await?;
    let next = if status.is_enrolled() { "mfa" } else { "session" };
    let event = Event::new(EventKind::AuthnLoginSuccess)
        .with_actor(Actor::user(&account.id.to_string()))
        .with_client(client)
        .with_field("next", next);
    app.events.emit(event);
    if status.is_enrolled() {
        let challenge = app
            .challenges
            .open(passed, app.clock.now())
            .map_err(|_| ErrorCode::Unavailable)?;
        return Ok(answer::ok(json!({
            "status": "mfa_required",
            "challenge": challenge.expose(),
            "methods": factors::methods(&status),
            "expiresIn": CHALLENGE_TTL.as_secs(),
        })));
    }
    let proof = Authentication::new(Aal::One, AuthMethod::Password.into(), app.clock.now());
    sign_in(&app, &passed, proof, client, &headers).await
}

/// The account, if the password is its own. Every way to fail costs the same work.
async fn first_factor(app: &App, form: &Login) -> ApiResult<Option<Arc<Account>>> {
    let password = form.password.expose();
    let Some(account) = app.accounts.by_email(&form.email) else {
        app.passwords.verify_dummy(password).await?;
        return Ok(None);
    };
    let verification = app.passwords.verify_and_upgrade(password, &account.password).await?;
    if !verification.is_match() || account.disabled {
        return Ok(None);
    }
    let Verification::MatchWithUpgrade(hash) = verification else {
        return Ok(Some(account));
    };
    let mut upgraded = Account::clone(&account);
    upgraded.password = hash;
    // Whoever changed the account meanwhile wins; the upgrade comes with the next login.
    let Ok(upgraded) = app.accounts.replace(&account, upgraded) else {
        return Ok(Some(account));
    };
    let event = Event::new(EventKind::AuthnPasswordUpgraded).with_actor(Actor::user(&account.id.to_string()));
    app.events.emit(event);
    Ok(Some(upgraded))
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
    let passed = waiting(&app, form.challenge.expose())?;
    let sent = app.mfa.send_sms(&app.user(passed.account())?, Some(client)).await?;
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
    let passed = waiting(&app, form.challenge.expose())?;
    let methods = second_factor(&app, &app.user(passed.account())?, &form, client).await?;
    // The code is used up now; of two who brought two good codes for one challenge, one is signed in.
    if !app.challenges.close(form.challenge.expose()) {
        return Err(ErrorCode::InvalidChallenge.into());
    }
    let proof = Authentication::new(Aal::Two, methods, app.clock.now());
    sign_in(&app, &passed, proof, client, &headers).await
}

/// The first factor behind a challenge, while the account still has the password that was named.
fn waiting(app: &App, challenge: &str) -> ApiResult<FirstFactor> {
    let passed = app.challenges.find(challenge, app.clock.now());
    passed
        .filter(|passed| standing(app, passed).is_some())
        .ok_or_else(|| ErrorCode::InvalidChallenge.into())
}

/// The account, if the first factor still counts for it.
fn standing(app: &App, passed: &FirstFactor) -> Option<Arc<Account>> {
    app.accounts
        .find(passed.account())
        .filter(|account| passed.holds_for(account))
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

/// Opens the session, unless the password was changed or the account closed since it was named: asked before, and once
/// more after, since a change ends the sessions that it finds and this one may have come a moment later.
async fn sign_in(
    app: &App,
    passed: &FirstFactor,
    proof: Authentication,
    client: ClientAddr,
    headers: &HeaderMap,
) -> ApiResult<Response> {
    let refused = || ApiError::new(ErrorCode::InvalidCredentials);
    let account = standing(app, passed).ok_or_else(refused)?;
    let (subject, claims) = (app.subject(account.id)?, app.claims(account.id).await?);
    let device = tokens::device(headers, client);
    let pair = app.tokens.sign_in(&subject, &claims, &device, proof).await?;
    if standing(app, passed).is_none() {
        app.tokens.revoke(&subject, pair.session_id()).await?;
        return Err(refused());
    }
    app.edge.signed_in(client, &account.email.canonical()).await?;
    Ok(tokens::signed_in(&pair))
}
