//! Which request goes where, and through what: the order of the layers is the security of the service.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::layers::{
    RequestId, answer_shape, assign_request_id, authenticate, browser_rules, limit_body, limit_rate, measure,
    refuse_large_body, resolve_client, shield,
};
use crate::routes::{
    accounts, admin, dev, factors, login, me, menu, meta, orders, password, register, restaurants, reviews, sessions,
    tokens,
};

/// The service's routes behind its layers.
///
/// Outermost first, which is the reverse of the order below: request id → trace → metrics → headers and shape of every
/// answer → panic → timeout → body limit → client address → shield → rate limit → refusal of large bodies → authentication
/// (protected routes) → permission (in the handler, on the loaded row).
///
/// What is cheap and refuses much stands before what is dear; nothing that an attacker can trigger stands before the name
/// that the log gives to the request. A request whose headers never complete does not come this far: see
/// [`server`](crate::server).
pub fn build(app: Arc<App>) -> Router {
    let protected = protected().route_layer(from_fn_with_state(Arc::clone(&app), authenticate));
    public()
        .merge(protected)
        .layer(from_fn(refuse_large_body))
        .layer(from_fn_with_state(Arc::clone(&app), limit_rate))
        .layer(from_fn_with_state(Arc::clone(&app), shield))
        .layer(from_fn_with_state(Arc::clone(&app), resolve_client))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(limit_body))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(from_fn(answer_shape))
        .layer(from_fn(browser_rules))
        .layer(from_fn(measure))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(from_fn(assign_request_id))
        .with_state(app)
}

fn public() -> Router<Arc<App>> {
    Router::new()
        .route("/healthz", get(meta::healthz))
        .route("/metrics", get(meta::metrics))
        .route("/.well-known/jwks.json", get(meta::jwks))
        .route("/dev/sms", get(dev::messages))
        .route("/auth/register", post(register::register))
        .route("/auth/login", post(login::login))
        .route("/auth/mfa/sms", post(login::send_sms))
        .route("/auth/mfa/verify", post(login::verify_factor))
        .route("/auth/refresh", post(tokens::refresh))
}

fn protected() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/logout", post(tokens::logout))
        .route("/auth/password", post(password::change))
        .route("/sessions", get(sessions::list).delete(sessions::revoke_others))
        .route("/sessions/{id}", delete(sessions::revoke))
        .route("/mfa", get(factors::status))
        .route("/mfa/totp", post(factors::enrol_totp).delete(factors::remove_totp))
        .route("/mfa/totp/confirm", post(factors::confirm_totp))
        .route("/mfa/backup-codes", post(factors::replace_backup_codes))
        .route("/mfa/sms", post(factors::enrol_phone).delete(factors::remove_phone))
        .route("/mfa/sms/confirm", post(factors::confirm_phone))
        .route("/me", get(me::read).patch(me::update))
        .route("/orders", get(orders::list).post(orders::create))
        .route("/orders/{id}", get(orders::read).patch(orders::update))
        .route("/restaurants", get(restaurants::list).post(restaurants::create))
        .route("/restaurants/{id}", get(restaurants::read))
        .route("/restaurants/{id}/menu", post(menu::create))
        .route(
            "/restaurants/{id}/menu/{item}",
            patch(menu::update).delete(menu::delete),
        )
        .route("/reviews", post(reviews::create))
        .route("/admin/events", get(admin::events))
        .route("/admin/blocks", get(admin::blocks))
        .route("/admin/blocks/{address}", delete(admin::lift))
        .route("/admin/accounts/{id}", patch(accounts::change))
        .route("/admin/accounts/{id}/mfa-lock", delete(accounts::unlock_factors))
}

/// The span of a request: its name, method and path. No query and no header, which may hold what must not be logged.
fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>();
    tracing::info_span!(
        "request",
        id = id.map(tracing::field::display),
        method = %request.method(),
        path = request.uri().path(),
    )
}

/// The panic's message is in the log of the runtime, and nobody else's business.
fn panicked() -> Response {
    tracing::error!("a handler panicked");
    ApiError::new(ErrorCode::Internal).into_response()
}

/// How long a request may take, the wait for a password hash included.
const TIMEOUT: Duration = Duration::from_secs(10);
