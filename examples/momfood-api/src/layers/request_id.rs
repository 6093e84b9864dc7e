//! Names the request, for logs and events. The name is ours: what a client sends under it is not read.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use momfood_crypto::random;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request: random for the process, counted within it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RequestId {
    process: u64,
    number: u64,
}

impl RequestId {
    fn next() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        // Without randomness the name is only less unique; nothing relies on it for security.
        static PROCESS: LazyLock<u64> = LazyLock::new(|| random::array().map_or(0, u64::from_be_bytes));
        Self {
            process: *PROCESS,
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}-{:x}", self.process, self.number)
    }
}

/// Puts a fresh [`RequestId`] into the request's extensions and into the answer's `x-request-id`.
pub async fn assign_request_id(mut request: Request, next: Next) -> Response {
    let id = RequestId::next();
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
