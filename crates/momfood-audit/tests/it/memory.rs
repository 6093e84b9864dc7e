//! The bounds of the memory store.

use momfood_audit::{Event, EventKind, EventQuery, EventStore, MemoryEventStore, Record, Severity, Timestamp, Uuid};

fn record(sequence: u64, kind: EventKind) -> Record {
    let id = Uuid::from_u128(sequence.into());
    Record::new(id, sequence, Timestamp::from_secs(sequence), Event::new(kind))
}

#[tokio::test]
async fn a_flood_of_low_events_does_not_displace_critical_ones() {
    let store = MemoryEventStore::new();
    let breach = record(1, EventKind::DataBreachAttempt);
    store.append(std::slice::from_ref(&breach)).await.unwrap();
    let flood: Vec<Record> = (2..=100_000)
        .map(|sequence| record(sequence, EventKind::AuthnLoginFail))
        .collect();
    store.append(&flood).await.unwrap();

    let critical = EventQuery::new().with_min_severity(Severity::Critical);
    assert_eq!(store.query(&critical).await.unwrap().records(), [breach]);
    assert_eq!(store.len(), MemoryEventStore::DEFAULT_CAPACITY + 1);
    assert_eq!(store.displaced(), 99_999 - 4_096);
    let newest = store.query(&EventQuery::new().with_limit(1)).await.unwrap();
    assert_eq!(newest.records()[0].sequence(), 100_000);
}

#[tokio::test]
async fn what_a_full_level_has_displaced_does_not_come_back() {
    let store = MemoryEventStore::with_capacity(3);
    let records: Vec<Record> = (1..=5).map(|sequence| record(sequence, EventKind::AuthzFail)).collect();
    store.append(&records).await.unwrap();
    store.append(&records).await.unwrap();
    let kept = store.query(&EventQuery::new()).await.unwrap();
    assert_eq!(
        kept.records().iter().map(Record::sequence).collect::<Vec<_>>(),
        [5, 4, 3]
    );
}

#[tokio::test]
async fn debug_shows_counts_and_no_record() {
    let store = MemoryEventStore::with_capacity(3);
    store.append(&[record(1, EventKind::AuthzFail)]).await.unwrap();
    assert_eq!(
        format!("{store:?}"),
        "MemoryEventStore { records: 1, capacity: 3, displaced: 0 }"
    );
}
