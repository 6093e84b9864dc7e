//! Gives every refusal the plan's JSON shape, those of axum and tower-http too: an unknown path, a wrong method, a
//! timeout, a panic. What hyper refuses before there is a request (a malformed or endless header) has a status alone.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{ALLOW, CONTENT_TYPE};

use crate::error::{ApiError, ErrorCode};

/// Replaces the body of an error that is not JSON by one that is.
pub async fn answer_shape(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let shaped = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if shaped || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = ApiError::new(code_of(status));
    match response.headers().get(ALLOW) {
        Some(methods) => error.with_header(ALLOW, methods.clone()).into_response(),
        None => error.into_response(),
    }
}

const fn code_of(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ErrorCode::Timeout,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::PayloadTooLarge,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        status if status.as_u16() < 500 => ErrorCode::Validation,
        _ => ErrorCode::Internal,
    }
}
