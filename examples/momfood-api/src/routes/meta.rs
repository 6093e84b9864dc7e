//! What machines ask: health, metrics, and the keys that access tokens are verified with.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::json;

use crate::answer;
use crate::app::App;

/// `GET /healthz`.
pub async fn healthz(State(app): State<Arc<App>>) -> Response {
    let report = app.recorder.report();
    answer::ok(json!({ "status": "ok", "eventsLost": report.lost() }))
}

/// `GET /metrics`, in the text format of Prometheus. Labels are closed sets; put it behind your proxy all the same.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.render()).into_response()
}

/// `GET /.well-known/jwks.json` (RFC 7517 §5).
pub async fn jwks(State(app): State<Arc<App>>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, app.tokens.jwks().to_json()).into_response()
}
