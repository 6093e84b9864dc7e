//! The block list: who is refused, who never is, and what is recorded.

use core::time::Duration;
use std::sync::Arc;

use momfood_audit::{Actor, ClientAddr, Clock, EventKind, Provenance, Timestamp, VecSink};
use momfood_ratelimit::{BlockError, BlockList, BlockReason, BlockStore, Escalation, IpPrefix, MemoryBlockStore, Term};

use crate::support::{MINUTE, NOW, client};

fn ip(text: &str) -> std::net::IpAddr {
    text.parse().unwrap()
}

fn network(text: &str) -> IpPrefix {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_block_is_recorded_once_and_ends_by_itself() {
    let (clock, hand) = Clock::manual(NOW);
    let sink = Arc::new(VecSink::new());
    let list = BlockList::new(Arc::new(MemoryBlockStore::new()), sink.clone()).with_clock(clock);
    for _ in 0..3 {
        list.block_client(client("2001:db8::7"), BlockReason::Flood)
            .await
            .unwrap();
    }
    let events = sink.take();
    assert_eq!(
        events.iter().map(momfood_audit::Event::kind).collect::<Vec<_>>(),
        [EventKind::AddressBlocked]
    );
    assert_eq!(events[0].actor(), Some(&Actor::System));
    assert!(
        list.is_blocked(ip("2001:db8::ffff")),
        "the subscriber is blocked, not one of its addresses"
    );
    assert!(!list.is_blocked(ip("2001:db8:0:1::7")));
    hand.advance(MINUTE);
    assert!(!list.is_blocked(ip("2001:db8::7")));
}

#[tokio::test]
async fn an_operator_blocks_and_unblocks_and_both_are_recorded() {
    let sink = Arc::new(VecSink::new());
    let list = BlockList::new(Arc::new(MemoryBlockStore::new()), sink.clone());
    let (net, operator) = (network("198.51.100.0/24"), Actor::user("op-1"));
    list.block(net, Timestamp::MAX, BlockReason::Operator, operator.clone())
        .await
        .unwrap();
    assert_eq!(
        list.find(ip("198.51.100.9")).map(|block| block.reason),
        Some(BlockReason::Operator)
    );
    assert_eq!(list.list().await.unwrap().len(), 1);
    assert!(list.unblock(net, operator.clone()).await.unwrap());
    assert!(
        !list.unblock(net, operator.clone()).await.unwrap(),
        "there was nothing left to end, or to record"
    );
    assert!(!list.is_blocked(ip("198.51.100.9")));
    let events = sink.take();
    let kinds: Vec<_> = events.iter().map(momfood_audit::Event::kind).collect();
    assert_eq!(kinds, [EventKind::AddressBlocked, EventKind::AddressUnblocked]);
    assert!(events.iter().all(|event| event.actor() == Some(&operator)));
}

#[tokio::test]
async fn a_claimed_address_is_never_blocked() {
    let list = BlockList::new(Arc::new(MemoryBlockStore::new()), Arc::new(VecSink::new()));
    let claimed = ClientAddr::new(ip("203.0.113.9"), Provenance::Claimed);
    let refused = list.block_client(claimed, BlockReason::Attack).await.unwrap_err();
    assert_eq!(refused.code(), "block_claimed_address");
    assert!(!list.is_blocked(ip("203.0.113.9")));
    let vouched = ClientAddr::new(ip("203.0.113.9"), Provenance::TrustedProxy);
    assert!(list.block_client(vouched, BlockReason::Attack).await.is_ok());
}

#[tokio::test]
async fn the_allow_list_wins_over_blocks_before_and_after() {
    let store = Arc::new(MemoryBlockStore::new());
    let sink = Arc::new(VecSink::new());
    let strict = BlockList::new(store.clone(), sink.clone());
    strict
        .block(
            network("10.0.0.0/16"),
            Timestamp::MAX,
            BlockReason::Operator,
            Actor::System,
        )
        .await
        .unwrap();
    let list = BlockList::new(store, sink).with_allowed([network("10.0.0.0/24")]);
    assert!(!list.is_blocked(ip("10.0.0.7")) && !list.is_blocked(ip("::ffff:10.0.0.7")));
    assert!(list.is_blocked(ip("10.0.1.7")), "only the allowed part is spared");
    let refused = list
        .block_client(client("10.0.0.7"), BlockReason::Flood)
        .await
        .unwrap_err();
    assert!(matches!(refused, BlockError::Allowed));
}

#[tokio::test]
async fn a_slip_of_the_pen_does_not_block_a_country() {
    let list = BlockList::new(Arc::new(MemoryBlockStore::new()), Arc::new(VecSink::new()));
    for wide in ["0.0.0.0/0", "10.0.0.0/15", "::/0", "2001::/31"] {
        let refused = list
            .block(network(wide), Timestamp::MAX, BlockReason::Operator, Actor::System)
            .await;
        assert!(matches!(refused, Err(BlockError::TooWide)), "{wide}");
    }
    assert!(!list.is_blocked(ip("192.0.2.1")));
}

#[tokio::test]
async fn the_plans_hour_is_one_call_away() {
    let (clock, hand) = Clock::manual(NOW);
    let list = BlockList::new(Arc::new(MemoryBlockStore::new()), Arc::new(VecSink::new()))
        .with_clock(clock)
        .with_escalation(Escalation::fixed(60 * MINUTE));
    let block = list
        .block_client(client("192.0.2.1"), BlockReason::Flood)
        .await
        .unwrap();
    assert_eq!(block.until.since(NOW), 60 * MINUTE);
    hand.advance(60 * MINUTE - Duration::from_micros(1));
    assert!(list.is_blocked(ip("192.0.2.1")));
}

#[tokio::test]
async fn a_full_store_forgets_what_it_would_forget_first() {
    let store = MemoryBlockStore::with_capacity(100);
    let block = async |number: u32, until: Timestamp| {
        let host = IpPrefix::host(number.to_be_bytes().into());
        store
            .block(host, BlockReason::Flood, Term::Until(until), NOW)
            .await
            .unwrap();
    };
    block(u32::MAX, NOW.saturating_add(60 * MINUTE)).await;
    for number in 0..1_000 {
        block(number, NOW.saturating_add(MINUTE)).await;
    }
    assert_eq!(store.list(NOW).await.unwrap().len(), 100);
    assert!(
        store.find([255, 255, 255, 255].into(), NOW).is_some(),
        "the longest block stayed"
    );
    assert!(
        store.find(999_u32.to_be_bytes().into(), NOW).is_some(),
        "the newest block is there"
    );
}
