//! Caps every body, and makes sure that whoever sent too much hears so.
//!
//! The cap is outermost and costs nothing. The refusal of a declared length comes after the shield and the quota: a server
//! that answers before it has read the body makes many clients see a broken connection instead of the answer, so such a
//! body is read and thrown away first, up to a bound, and that is work that only an admitted request may ask for.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, CONTENT_LENGTH, EXPECT};
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, Limited};

use crate::error::{ApiError, ErrorCode};

/// Cuts every body off after [`MAX_BODY`] bytes, whatever length it declares; one that is cut off is refused by its form.
pub async fn limit_body(request: Request, next: Next) -> Response {
    if declared_length(request.headers()) > MAX_BODY {
        // Left whole for `refuse_large_body`, which no request passes.
        return next.run(request).await;
    }
    next.run(request.map(|body| Body::new(Limited::new(body, MAX_BODY))))
        .await
}

/// Refuses a body that declares more than [`MAX_BODY`] bytes.
pub async fn refuse_large_body(request: Request, next: Next) -> Response {
    let length = declared_length(request.headers());
    if length <= MAX_BODY {
        return next.run(request).await;
    }
    let refused = ApiError::new(ErrorCode::PayloadTooLarge);
    // A client that asks first has sent nothing yet.
    let asks_first = request.headers().contains_key(EXPECT);
    if !asks_first && length <= MAX_DISCARDED && discard(request.into_body()).await {
        return refused.into_response();
    }
    refused
        .with_header(CONNECTION, HeaderValue::from_static("close"))
        .into_response()
}

fn declared_length(headers: &HeaderMap) -> usize {
    // hyper has checked that it is one number; what does not fit is too large in any case.
    headers.get(CONTENT_LENGTH).map_or(0, |value| {
        value
            .to_str()
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(usize::MAX)
    })
}

/// Reads `body` to its end, which was declared to come; whether it came.
async fn discard(mut body: Body) -> bool {
    while let Some(frame) = body.frame().await {
        if frame.is_err() {
            return false;
        }
    }
    true
}

/// Far above every form, in bytes.
pub const MAX_BODY: usize = 64 * 1024;
/// What is read for the sake of an answer, in bytes.
const MAX_DISCARDED: usize = 2 * 1024 * 1024;
