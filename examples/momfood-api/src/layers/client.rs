//! Finds out where the request comes from: the peer, or whom a trusted proxy speaks for.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// Puts the [`ClientAddr`](momfood_audit::ClientAddr) into the request's extensions.
pub async fn resolve_client(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let proxies = &app.edge.proxies;
    let lines = request.headers().get_all(proxies.header());
    let client = proxies.resolve(peer.ip(), lines).client;
    request.extensions_mut().insert(client);
    next.run(request).await
}
