//! Counts and times requests by route and status class. Labels are the router's own patterns, never a path or an address.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// Records `http_requests_total` and `http_request_seconds`.
pub async fn measure(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.map_or_else(|| "unmatched".to_owned(), |route| route.as_str().to_owned());
    let class = match response.status().as_u16() {
        ..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("http_requests_total", "route" => route.clone(), "status" => class).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(started.elapsed());
    response
}
