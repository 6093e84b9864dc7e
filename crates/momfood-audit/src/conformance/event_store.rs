//! The laws of an [`EventStore`]. Each is a function that panics where the store breaks it.
#![allow(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a law that is broken panics"
)]

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::race;
use crate::{
    Actor, ClientAddr, Event, EventKind, EventQuery, EventStore, Order, Pii, Provenance, Public, Record, Severity,
    Target, Timestamp,
};

/// Makes one test of each law; the argument is the path of an `async fn() -> Arc<dyn EventStore>` that gives an empty store.
#[macro_export]
macro_rules! event_store_conformance {
    ($factory:path) => {
        $crate::event_store_conformance! { @laws $factory:
            an_empty_store_answers_with_an_empty_page
            an_empty_batch_changes_nothing
            records_read_back_as_they_were
            the_same_records_again_are_kept_once
            records_out_of_order_are_read_in_order
            each_condition_selects_what_matches
            conditions_match_literally
            pages_show_every_record_once
            a_page_is_never_longer_than_its_limit
            records_that_arrive_between_pages_shift_nothing
            concurrent_batches_are_all_kept
        }
    };
    (@laws $factory:path: $($law:ident)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $law() {
            $crate::conformance::event_store::$law($factory().await).await;
        })+
    };
}

/// Nothing asked of nothing is an answer, not an error.
pub async fn an_empty_store_answers_with_an_empty_page(store: Arc<dyn EventStore>) {
    let page = ask(&store, &EventQuery::new()).await;
    assert!(page.is_empty());
}

/// An append of no records is no error.
pub async fn an_empty_batch_changes_nothing(store: Arc<dyn EventStore>) {
    append(&store, &[]).await;
    append(&store, &samples(1..=3)).await;
    append(&store, &[]).await;
    assert_eq!(ask(&store, &all()).await, samples(1..=3));
}

/// Every part survives: hostile text, addresses of both families, ids, great numbers, the last microsecond.
pub async fn records_read_back_as_they_were(store: Arc<dyn EventStore>) {
    let hostile = "'); DROP TABLE events; --\u{0}\n\u{202e}{{7*7}}<script>%00\\u0000 \u{1f372} شارع";
    let event = Event::new(EventKind::MaliciousInput)
        .with_event_time(Timestamp::from_micros(1_767_225_600_123_457))
        .with_actor(Actor::user(hostile))
        .with_target(Target::new(hostile, hostile))
        .with_client(ClientAddr::new(ip("2001:db8::1"), Provenance::TrustedProxy))
        .with_session(hostile)
        .with_request_id(hostile)
        .with_field("text", Public(hostile))
        .with_field("looks_like_an_address", "192.0.2.1")
        .with_field("address", ip("192.0.2.1"))
        .with_field("looks_like_an_id", "67e55044-10b1-426f-9247-bb680e5fe0c8")
        .with_field("id", Uuid::from_u128(u128::MAX))
        .with_field("looks_like_a_flag", "true")
        .with_field("flag", true)
        .with_field("smallest", i64::MIN)
        .with_field("greatest", i64::MAX)
        .with_field("email", Pii("sara@example.com"));
    let records = [
        Record::new(
            Uuid::from_u128(1),
            1,
            Timestamp::from_micros(1_767_225_600_999_999),
            event,
        ),
        Record::new(
            Uuid::from_u128(2),
            2,
            Timestamp::EPOCH,
            Event::new(EventKind::SystemStartup),
        ),
    ];
    append(&store, &records).await;
    assert_eq!(ask(&store, &all()).await, records);
}

/// A recorder that does not know whether its batch arrived appends it again, alone or among others.
pub async fn the_same_records_again_are_kept_once(store: Arc<dyn EventStore>) {
    append(&store, &samples(1..=10)).await;
    append(&store, &samples(1..=10)).await;
    append(&store, &samples(5..=15)).await;
    append(&store, &[sample(20), sample(20)]).await;
    let kept: Vec<u64> = sequences(&ask(&store, &all()).await);
    assert_eq!(kept, (1..=15).chain([20]).collect::<Vec<_>>());
}

/// Order is the sequence's, not that of arrival.
pub async fn records_out_of_order_are_read_in_order(store: Arc<dyn EventStore>) {
    append(&store, &[sample(9), sample(3), sample(7)]).await;
    append(&store, &[sample(1), sample(8)]).await;
    assert_eq!(sequences(&ask(&store, &all()).await), [1, 3, 7, 8, 9]);
    let newest_first = EventQuery::new();
    assert_eq!(sequences(&ask(&store, &newest_first).await), [9, 8, 7, 3, 1]);
}

/// Each condition, and all together, select exactly what [`EventQuery::matches`] says.
pub async fn each_condition_selects_what_matches(store: Arc<dyn EventStore>) {
    let records = samples(1..=300);
    append(&store, &records).await;
    let example = &records[99];
    let actor = example.event().actor().cloned().expect("samples have actors");
    let target = example.event().target().cloned().expect("samples have targets");
    let client = example.event().client().expect("samples have clients").ip();
    let (since, until) = (records[49].recorded_at(), records[149].recorded_at());
    let queries = [
        all().with_kind(EventKind::AuthzFail),
        all()
            .with_kind(EventKind::AuthzFail)
            .with_kind(EventKind::AuthnTokenReuse),
        all().with_min_severity(Severity::Info),
        all().with_min_severity(Severity::High),
        all().with_min_severity(Severity::Critical),
        all().with_actor(actor.clone()),
        all().with_target(target.clone()),
        all().with_client(client),
        all().with_recorded(since, until),
        all().with_recorded(until, since),
        all().after(100),
        all().before(100),
        all().after(100).before(102),
        all().after(100).before(101),
        all().after(u64::MAX),
        all().before(0),
        all()
            .with_kind(example.event().kind())
            .with_min_severity(example.event().severity())
            .with_actor(actor)
            .with_target(target)
            .with_client(client)
            .with_recorded(since, until)
            .after(1)
            .before(300),
    ];
    for query in queries {
        let wanted: Vec<Record> = records.iter().filter(|record| query.matches(record)).cloned().collect();
        assert_eq!(ask(&store, &query).await, wanted, "{query:?}");
    }
}

/// What is asked for may come from an attacker: it is a name, never a pattern and never a statement.
pub async fn conditions_match_literally(store: Arc<dyn EventStore>) {
    append(&store, &samples(1..=50)).await;
    for hostile in [
        "%",
        "_",
        "*",
        "",
        "user-1' OR '1'='1",
        "USER-1",
        "user-1 ",
        "user-1\0",
        "\\",
        "$1",
        "{}",
    ] {
        for query in [
            all().with_actor(Actor::user(hostile)),
            all().with_target(Target::new("orders", hostile)),
            all().with_target(Target::new(hostile, "1")),
        ] {
            assert_eq!(ask(&store, &query).await, [], "{hostile:?}");
        }
    }
    assert_ne!(ask(&store, &all().with_actor(Actor::user("user-1"))).await, []);
    let namesake = all().with_actor(Actor::Service("user-1".into()));
    assert_eq!(
        ask(&store, &namesake).await,
        [],
        "a service is not the user of its name"
    );
}

/// Walking from page to page, either way, with a condition or without.
pub async fn pages_show_every_record_once(store: Arc<dyn EventStore>) {
    let records = samples(1..=300);
    append(&store, &records).await;
    for query in [EventQuery::new(), EventQuery::new().with_min_severity(Severity::Medium)] {
        for (order, limit) in [
            (Order::NewestFirst, 7),
            (Order::OldestFirst, 7),
            (Order::NewestFirst, 100),
            (Order::OldestFirst, 300),
        ] {
            let query = query.clone().with_order(order).with_limit(limit);
            let mut wanted: Vec<Record> = records.iter().filter(|record| query.matches(record)).cloned().collect();
            if order == Order::NewestFirst {
                wanted.reverse();
            }
            assert_eq!(walk(&store, query).await, wanted, "{order:?}, {limit} a page");
        }
    }
}

/// However great a limit is asked for.
pub async fn a_page_is_never_longer_than_its_limit(store: Arc<dyn EventStore>) {
    let records = samples(1..=1_500);
    append(&store, &records).await;
    for (limit, wanted) in [(0, 1), (1, 1), (10, 10), (usize::MAX, EventQuery::MAX_LIMIT)] {
        let page = query(&store, &EventQuery::new().with_limit(limit)).await;
        assert_eq!(page.records().len(), wanted);
        assert!(page.has_more());
    }
    let last = query(&store, &EventQuery::new().before(11).with_limit(10)).await;
    assert_eq!(last.records().len(), 10);
    assert!(!last.has_more(), "a page that is just full is the last one");
}

/// A reader who pages back through history sees none twice and misses none, while the present goes on.
pub async fn records_that_arrive_between_pages_shift_nothing(store: Arc<dyn EventStore>) {
    append(&store, &samples(1..=20)).await;
    let first = EventQuery::new().with_limit(10);
    let page = query(&store, &first).await;
    append(&store, &samples(21..=40)).await;
    let second = first.following(&page).expect("ten more");
    assert_eq!(
        sequences(&ask(&store, &second).await),
        (1..=10).rev().collect::<Vec<_>>()
    );
}

/// Batches of many writers, the same among them.
pub async fn concurrent_batches_are_all_kept(store: Arc<dyn EventStore>) {
    let shared = Arc::clone(&store);
    race(16, move |writer| {
        let store = Arc::clone(&shared);
        // Each batch is written by two of the racers.
        let batch = u64::try_from(writer / 2).expect("there are 16");
        async move { append(&store, &samples(batch * 100 + 1..=batch * 100 + 100)).await }
    })
    .await;
    assert_eq!(walk(&store, all()).await, samples(1..=800));
}

/// The records of these sequences, of many kinds, severities and parties.
fn samples(sequences: impl Iterator<Item = u64>) -> Vec<Record> {
    sequences.map(sample).collect()
}

fn sample(sequence: u64) -> Record {
    const KINDS: [EventKind; 5] = [
        EventKind::AuthnLoginSuccess,
        EventKind::AuthnLoginFail,
        EventKind::AuthzFail,
        EventKind::AuthnTokenReuse,
        EventKind::DataBreachAttempt,
    ];
    let kind = KINDS[usize::try_from(sequence % 5).expect("below five")];
    let client = match sequence % 3 {
        0 => ip("192.0.2.1"),
        1 => ip("192.0.2.11"),
        _ => ip("2001:db8::1"),
    };
    let event = Event::new(kind)
        .with_actor(Actor::user(&format!("user-{}", sequence % 7)))
        .with_target(Target::new("orders", &(sequence % 4).to_string()))
        .with_client(ClientAddr::new(client, Provenance::Peer))
        .with_field("sequence", sequence);
    let recorded_at = Timestamp::from_secs(1_767_225_600 + sequence);
    Record::new(
        Uuid::from_u128(u128::from(sequence) << 64),
        sequence,
        recorded_at,
        event,
    )
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn all() -> EventQuery {
    EventQuery::new()
        .with_order(Order::OldestFirst)
        .with_limit(EventQuery::MAX_LIMIT)
}

fn sequences(records: &[Record]) -> Vec<u64> {
    records.iter().map(Record::sequence).collect()
}

async fn append(store: &Arc<dyn EventStore>, records: &[Record]) {
    store.append(records).await.expect("a store that works takes records");
}

async fn query(store: &Arc<dyn EventStore>, query: &EventQuery) -> crate::Page {
    store.query(query).await.expect("a store that works answers")
}

/// The records of one page, which must hold all that match.
async fn ask(store: &Arc<dyn EventStore>, wanted: &EventQuery) -> Vec<Record> {
    let page = query(store, wanted).await;
    assert!(!page.has_more(), "these laws ask for less than a page");
    page.into_records()
}

async fn walk(store: &Arc<dyn EventStore>, first: EventQuery) -> Vec<Record> {
    let mut seen = Vec::new();
    let mut next = Some(first);
    while let Some(wanted) = next {
        let page = query(store, &wanted).await;
        next = wanted.following(&page);
        seen.extend(page.into_records());
    }
    seen
}
