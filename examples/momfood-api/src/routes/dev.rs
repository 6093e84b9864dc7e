//! The development outbox: text messages that this service would have sent. Only for requests from this machine, only in
//! a service with the demo's data, so that somebody who tries it out has a phone.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use serde_json::json;

use crate::answer;
use crate::app::App;
use crate::error::{ApiResult, ErrorCode};

/// `GET /dev/sms`.
///
/// # Errors
/// [`ErrorCode::NotFound`] for everybody else.
pub async fn messages(State(app): State<Arc<App>>, ConnectInfo(peer): ConnectInfo<SocketAddr>) -> ApiResult {
    let outbox = app.outbox.as_ref().filter(|_| app.seeded && peer.ip().is_loopback());
    let outbox = outbox.ok_or(ErrorCode::NotFound)?;
    let messages: Vec<_> = outbox
        .messages()
        .iter()
        .map(|message| json!({ "to": message.to.expose(), "text": message.text }))
        .collect();
    Ok(answer::ok(json!({ "messages": messages })))
}
