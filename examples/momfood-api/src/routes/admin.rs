//! What administrators see and undo: the event log, and the blocks of addresses. Looking is an event itself.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use momfood_audit::{Actor, Event, EventKind, EventQuery, EventStore as _, Order, Record, Severity};
use momfood_rbac::NoAttributes;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{ApiResult, ErrorCode};

/// Which events are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    kind: Option<String>,
    severity: Option<Severity>,
    actor: Option<String>,
    client: Option<IpAddr>,
    after: Option<u64>,
    before: Option<u64>,
    limit: Option<usize>,
}

/// `GET /admin/events`, oldest first after `after`, else newest first. `kind` takes the plan's names too.
///
/// # Errors
/// As the permission says; [`ErrorCode::Validation`].
pub async fn events(
    State(app): State<Arc<App>>,
    caller: Caller,
    query: Result<Query<EventsQuery>, QueryRejection>,
) -> ApiResult {
    let _proof = app.guard.require(
        &caller.principal,
        app.actions.read_events,
        &NoAttributes,
        Some(caller.client),
    )?;
    let Query(wanted) = query.map_err(|_| ErrorCode::Validation)?;
    let query = read(wanted)?;
    // What was emitted before this request is in its answer.
    app.recorder.flush().await;
    let page = app.log.query(&query).await?;
    looked(&app, &caller, "events");
    let events: Vec<Value> = page.records().iter().map(shown).collect();
    Ok(answer::ok(json!({ "events": events })))
}

fn read(wanted: EventsQuery) -> ApiResult<EventQuery> {
    let limit = wanted.limit.unwrap_or(EventQuery::DEFAULT_LIMIT);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(ErrorCode::Validation.into());
    }
    let mut query = EventQuery::new().with_limit(limit);
    if let Some(kind) = wanted.kind {
        query = query.with_kind(EventKind::from_name(&kind).ok_or(ErrorCode::Validation)?);
    }
    if let Some(severity) = wanted.severity {
        query = query.with_min_severity(severity);
    }
    if let Some(actor) = wanted.actor {
        query = query.with_actor(Actor::user(&actor));
    }
    if let Some(client) = wanted.client {
        query = query.with_client(client);
    }
    if let Some(after) = wanted.after {
        query = query.after(after).with_order(Order::OldestFirst);
    }
    if let Some(before) = wanted.before {
        query = query.before(before);
    }
    Ok(query)
}

/// A record as JSON: the event's own form, with what the recorder added before it.
fn shown(record: &Record) -> Value {
    let mut value = serde_json::to_value(record.event()).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("id".into(), json!(record.id()));
        object.insert("sequence".into(), json!(record.sequence()));
        object.insert("recordedAt".into(), json!(record.recorded_at().to_string()));
    }
    value
}

/// `GET /admin/blocks`.
///
/// # Errors
/// As the permission says.
pub async fn blocks(State(app): State<Arc<App>>, caller: Caller) -> ApiResult {
    let _proof = app.guard.require(
        &caller.principal,
        app.actions.read_blocks,
        &NoAttributes,
        Some(caller.client),
    )?;
    let blocks: Vec<Value> = app.edge.blocks().await?;
    looked(&app, &caller, "blocks");
    Ok(answer::ok(json!({ "blocks": blocks })))
}

/// `DELETE /admin/blocks/{address}`.
///
/// # Errors
/// As the permission says; [`ErrorCode::NotFound`] for an address that is not blocked.
pub async fn lift(
    State(app): State<Arc<App>>,
    caller: Caller,
    address: Result<Path<String>, PathRejection>,
) -> ApiResult {
    let _proof = app.guard.require(
        &caller.principal,
        app.actions.delete_block,
        &NoAttributes,
        Some(caller.client),
    )?;
    let Path(address) = address.map_err(|_| ErrorCode::NotFound)?;
    let address: IpAddr = address.parse().map_err(|_| ErrorCode::NotFound)?;
    if app.edge.lift(address, Actor::user(&caller.account.to_string())).await? {
        Ok(answer::done())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

/// Who looked at what.
fn looked(app: &App, caller: &Caller, at: &'static str) {
    let event = Event::new(EventKind::AuthzAdmin)
        .with_actor(Actor::user(&caller.account.to_string()))
        .with_client(caller.client)
        .with_field("read", at);
    app.events.emit(event);
}

/// Most events of one answer.
const MAX_PAGE: usize = 200;
