//! What a client is told when all went well: `{success: true, data: …}`, the other half of the plan's shape.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
struct Envelope<T> {
    success: bool,
    data: T,
}

/// 200 with `data`.
pub fn ok(data: impl Serialize) -> Response {
    answer(StatusCode::OK, data)
}

/// 201 with `data`.
pub fn created(data: impl Serialize) -> Response {
    answer(StatusCode::CREATED, data)
}

/// 204.
#[must_use]
pub fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

fn answer(status: StatusCode, data: impl Serialize) -> Response {
    (status, Json(Envelope { success: true, data })).into_response()
}
