//! A store that fails as it is told, and how tests look at what was recorded.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use momfood_audit::{
    Event, EventKind, EventQuery, EventStore, MemoryEventStore, Order, Page, Record, StoreError, Timestamp, Value,
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Takes nothing and says so.
    Fails,
    /// Takes the records and then fails: the caller cannot know.
    KeepsAndFails,
    /// Never answers.
    Hangs,
    /// A bug in the store.
    Panics,
}

#[derive(Debug)]
pub(crate) struct FaultyStore {
    kept: MemoryEventStore,
    fault: Mutex<Option<Fault>>,
    /// How many appends the fault is still for.
    left: AtomicU32,
}

impl FaultyStore {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            kept: MemoryEventStore::with_capacity(1 << 20),
            fault: Mutex::new(None),
            left: AtomicU32::new(0),
        })
    }

    /// The next `times` appends meet this fault.
    pub(crate) fn fail(&self, fault: Fault, times: u32) {
        *self.fault.lock().unwrap() = Some(fault);
        self.left.store(times, Ordering::SeqCst);
    }

    pub(crate) fn recover(&self) {
        self.left.store(0, Ordering::SeqCst);
    }

    pub(crate) async fn records(&self) -> Vec<Record> {
        let mut records = Vec::new();
        let mut next = Some(EventQuery::new().with_order(Order::OldestFirst).with_limit(1_000));
        while let Some(query) = next {
            let page = self.kept.query(&query).await.unwrap();
            next = query.following(&page);
            records.extend(page.into_records());
        }
        records
    }

    pub(crate) async fn sequences(&self) -> Vec<u64> {
        self.records().await.iter().map(Record::sequence).collect()
    }

    pub(crate) async fn gaps(&self) -> Vec<Gap> {
        let records = self.records().await;
        records.iter().filter_map(Gap::of).collect()
    }
}

#[async_trait]
impl EventStore for FaultyStore {
    async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let hit = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        let fault = hit.ok().and_then(|_| *self.fault.lock().unwrap());
        match fault {
            None => self.kept.append(records).await,
            Some(Fault::Fails) => Err(StoreError::unavailable("down")),
            Some(Fault::KeepsAndFails) => {
                self.kept.append(records).await?;
                Err(StoreError::unavailable("the answer was lost"))
            }
            Some(Fault::Hangs) => std::future::pending().await,
            Some(Fault::Panics) => panic!("a bug in the store"),
        }
    }

    async fn query(&self, query: &EventQuery) -> Result<Page, StoreError> {
        self.kept.query(query).await
    }
}

/// What an `audit_gap` event says.
#[derive(Debug, PartialEq)]
pub(crate) struct Gap {
    pub(crate) reason: String,
    pub(crate) count: u64,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

impl Gap {
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let event = record.event();
        let number = |name| match event.fields().value(name) {
            Some(Value::Integer(number)) => u64::try_from(*number).unwrap(),
            other => panic!("{name} is {other:?}"),
        };
        (event.kind() == EventKind::AuditGap).then(|| Self {
            reason: match event.fields().value("reason") {
                Some(Value::Text(reason)) => reason.to_string(),
                other => panic!("the reason is {other:?}"),
            },
            count: number("count"),
            from: number("from"),
            to: number("to"),
        })
    }
}

pub(crate) fn low() -> Event {
    Event::new(EventKind::AuthnLoginFail)
}

pub(crate) fn noon() -> Timestamp {
    Timestamp::from_secs(1_767_268_800)
}
