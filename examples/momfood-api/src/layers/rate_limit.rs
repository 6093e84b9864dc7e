//! Charges the request to its address, tells the caller what is left, and learns from the answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue};
use momfood_audit::ClientAddr;
use momfood_ratelimit::rate_headers;

use crate::app::App;
use crate::edge::{self, DIALECT};
use crate::error::{ApiError, ErrorCode};

/// Serves within the quota of the address.
///
/// # Errors
/// [`ErrorCode::RateLimitExceeded`] with `Retry-After`.
pub async fn limit_rate(State(app): State<Arc<App>>, request: Request, next: Next) -> Result<Response, ApiError> {
    let client = *request.extensions().get::<ClientAddr>().ok_or(ErrorCode::Internal)?;
    let decision = app.edge.request(client).await;
    if !decision.is_allowed() {
        app.edge
            .answered(client, ErrorCode::RateLimitExceeded.status().as_u16());
        return Ok(edge::refused(&decision).into_response());
    }
    let mut response = next.run(request).await;
    app.edge.answered(client, response.status().as_u16());
    for (name, value) in rate_headers(&decision, DIALECT) {
        if let Ok(value) = HeaderValue::from_str(value.as_str()) {
            // A tighter quota that refused further in has said more.
            response
                .headers_mut()
                .entry(HeaderName::from_static(name))
                .or_insert(value);
        }
    }
    Ok(response)
}
