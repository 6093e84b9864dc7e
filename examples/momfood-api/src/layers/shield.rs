//! Refuses floods, blocked addresses, senseless headers and, if so configured, programs: before anything dear is done.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Version, header};
use momfood_audit::ClientAddr;
use momfood_ratelimit::{Refusal, ShieldRequest, Verdict};

use crate::app::App;
use crate::error::{ApiError, ErrorCode};

/// Lets a request through that the shield has nothing against.
///
/// # Errors
/// The plan's codes: [`ErrorCode::DdosProtection`], [`ErrorCode::InvalidRequest`], [`ErrorCode::BotDetected`], and
/// [`ErrorCode::AddressBlocked`].
pub async fn shield(State(app): State<Arc<App>>, request: Request, next: Next) -> Result<Response, ApiError> {
    let client = *request.extensions().get::<ClientAddr>().ok_or(ErrorCode::Internal)?;
    let facts = facts(&request, client, app.edge.proxies.header());
    match app.edge.shield.inspect(&facts).await {
        Verdict::Pass { .. } => Ok(next.run(request).await),
        Verdict::Refuse(refusal) => Err(refused(&refusal)),
    }
}

/// hyper has settled how long the body is (a `Content-Length` beside a `Transfer-Encoding` is dropped, and the connection
/// with it), so there is nothing left to say of two lengths.
fn facts<'r>(request: &'r Request, client: ClientAddr, forwarded: &str) -> ShieldRequest<'r> {
    let headers = request.headers();
    let value = |name| headers.get(name).map(http::HeaderValue::as_bytes);
    let count = |name| headers.get_all(name).iter().count();
    // `Host` came with HTTP/1.1; health checkers still speak 1.0.
    let hosts = if request.version() < Version::HTTP_11 {
        1
    } else {
        count(header::HOST)
    };
    ShieldRequest::new(client)
        .with_user_agent(value(header::USER_AGENT))
        .with_accept(value(header::ACCEPT))
        .with_hosts(hosts)
        .with_content_types(count(header::CONTENT_TYPE))
        .with_forwarded(headers.get_all(forwarded))
}

fn refused(refusal: &Refusal) -> ApiError {
    let error = ApiError::new(match refusal {
        Refusal::Blocked { .. } => ErrorCode::AddressBlocked,
        Refusal::Flood { .. } => ErrorCode::DdosProtection,
        Refusal::InvalidHeaders => ErrorCode::InvalidRequest,
        Refusal::Bot => ErrorCode::BotDetected,
    });
    match refusal.retry_after() {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}
