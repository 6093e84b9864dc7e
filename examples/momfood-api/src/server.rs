//! Connections: accepted within bounds, given little time to say what they want, and ended in order.
//!
//! Everything else in this service begins when a request's headers are complete. A client that never completes them is
//! met here: by a deadline for the headers, and by bounds on how many connections there are, together and an address.

mod admission;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tower::ServiceExt as _;

use admission::{Admission, Place};

/// Serves `router` on `listener` until `stop`, then answers what has begun, for at most [`DRAIN`].
///
/// `shared` tells of a peer whether many clients speak through it: a trusted proxy may have as many connections as there
/// are.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shared: impl Fn(SocketAddr) -> bool,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let admission = Admission::new(MAX_CONNECTIONS, MAX_CONNECTIONS_OF_A_PEER);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let place = admission.enter(peer.ip(), shared(peer));
                // Whoever finds no place is hung up on: an answer would be work for the same attacker.
                if let Some(place) = place {
                    connection(stream, peer, router.clone(), place, &graceful);
                }
            }
            // Out of file descriptors, most likely: connections that end will free some.
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open after the time to drain");
    }
}

fn connection(stream: TcpStream, peer: SocketAddr, router: Router, place: Place, graceful: &GracefulShutdown) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    // Small answers should not wait for an acknowledgement of the last one.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        let _held = place;
        if let Err(error) = connection.await {
            tracing::debug!(%error, "connection ended");
        }
    });
}

/// How long a client may take for the headers of a request, and be silent between two.
const HEADERS: Duration = Duration::from_secs(10);
/// How long open requests may take once the service is asked to stop.
pub const DRAIN: Duration = Duration::from_secs(10);
/// Pause after a failed accept.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Most connections at a time: about 20 KiB each.
const MAX_CONNECTIONS: usize = 4_096;
/// Most connections of one address at a time.
const MAX_CONNECTIONS_OF_A_PEER: usize = 256;
