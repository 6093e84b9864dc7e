//! Caps every body, and makes sure that whoever sent too much hears so.
//!
//! A server that answers before it has read the body makes many clients see a broken connection instead of the answer.
//! So a body that is declared too large is read and thrown away first, up to a bound.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, Limited};

use crate::error::{ApiError, ErrorCode};

/// Lets bodies through up to [`MAX_BODY`] bytes. One that hides its length is cut off there, and its form refuses it.
pub async fn limit_body(request: Request, next: Next) -> Response {
    if declared_length(request.headers()) <= MAX_BODY {
        return next
            .run(request.map(|body| Body::new(Limited::new(body, MAX_BODY))))
            .await;
    }
    let refused = ApiError::new(ErrorCode::PayloadTooLarge);
    if discard(request.into_body()).await {
        refused.into_response()
    } else {
        refused
            .with_header(CONNECTION, HeaderValue::from_static("close"))
            .into_response()
    }
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

/// Reads `body` to its end; whether there was one within [`MAX_DISCARDED`] bytes.
async fn discard(mut body: Body) -> bool {
    let mut read = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        read = read.saturating_add(frame.data_ref().map_or(0, |data| data.len()));
        if read > MAX_DISCARDED {
            return false;
        }
    }
    true
}

/// Far above every form, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// What is read for the sake of an answer, in bytes.
const MAX_DISCARDED: usize = 2 * 1024 * 1024;
