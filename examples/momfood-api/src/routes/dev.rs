//! The development outbox: text messages that this service would have sent. Only in a service with the demo's data, and
//! only for a browser or a program on this machine, so that somebody who tries it out has a phone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Extension;
use axum::extract::{ConnectInfo, State};
use http::{HeaderMap, header};
use momfood_audit::ClientAddr;
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::error::{ApiResult, ErrorCode};

/// `GET /dev/sms`.
///
/// # Errors
/// [`ErrorCode::NotFound`] for everybody else: whoever comes through a proxy, and a page of another site that a resolver
/// was made to point here (DNS rebinding), which names its own host.
pub async fn messages(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Extension(client): Extension<ClientAddr>,
    headers: HeaderMap,
) -> ApiResult {
    let here = peer.ip().is_loopback() && client.ip().is_loopback() && names_this_machine(&headers);
    let outbox = app.outbox.as_ref().filter(|_| here).ok_or(ErrorCode::NotFound)?;
    let messages: Vec<_> = outbox
        .messages()
        .iter()
        .map(|message| json!({ "to": message.to.expose(), "text": message.text }))
        .collect();
    Ok(answer::ok(json!({ "messages": messages })))
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    match host.parse::<SocketAddr>() {
        Ok(address) => address.ip().is_loopback(),
        Err(_) => {
            let name = host.split(':').next().unwrap_or_default();
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_loopback_host_is_this_machine() {
        let named = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, http::HeaderValue::from_static(host));
            names_this_machine(&headers)
        };
        for host in [
            "127.0.0.1:8080",
            "localhost:8080",
            "localhost",
            "[::1]:8080",
            "127.0.0.1",
        ] {
            assert!(named(host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "192.0.2.1:8080",
            "",
        ] {
            assert!(!named(host), "{host}");
        }
        assert!(!names_this_machine(&HeaderMap::new()));
    }
}
