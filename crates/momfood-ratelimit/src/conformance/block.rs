//! The laws of a [`BlockStore`].

use core::time::Duration;
use std::{net::IpAddr, sync::Arc};

use momfood_audit::{Timestamp, conformance::race};

use crate::{Block, BlockReason, BlockStore, Escalation, IpPrefix, Placed, Term};

type Store = Arc<dyn BlockStore>;

/// A block holds until its end, and at its end no longer.
pub async fn a_block_ends_when_it_says(store: Store) {
    let block = place(&store, "192.0.2.1/32", Term::Until(at(100)), at(0)).await.block;
    assert_eq!(store.find(ip("192.0.2.1"), at(99)), Some(block));
    assert_eq!(store.find(ip("192.0.2.1"), at(100)), None);
    assert_eq!(list(&store, at(99)).await, [block]);
    assert_eq!(list(&store, at(100)).await, []);
}

/// A block is of its network: of every address in it in every spelling, and of none beside it.
pub async fn a_block_is_of_its_network_only(store: Store) {
    for network in ["198.51.100.0/24", "2001:db8:1:2::/64"] {
        place(&store, network, Term::Until(at(100)), at(0)).await;
    }
    for inside in [
        "198.51.100.0",
        "198.51.100.255",
        "::ffff:198.51.100.7",
        "64:ff9b::198.51.100.7",
        "2001:db8:1:2:3::4",
    ] {
        assert!(store.find(ip(inside), at(1)).is_some(), "{inside}");
    }
    for outside in [
        "198.51.99.255",
        "198.51.101.0",
        "2001:db8:1:3::",
        "2001:db8:1:1:ffff::",
        "::",
        "0.0.0.0",
    ] {
        assert_eq!(store.find(ip(outside), at(1)), None, "{outside}");
    }
}

/// Of two blocks that an address lies in, the narrower one answers, and the wider one when that has ended.
pub async fn the_narrower_block_answers_first(store: Store) {
    let wide = place(&store, "198.51.100.0/24", Term::Until(at(100)), at(0))
        .await
        .block;
    let narrow = place(&store, "198.51.100.7/32", Term::Until(at(50)), at(0)).await.block;
    assert_eq!(store.find(ip("198.51.100.7"), at(1)), Some(narrow));
    assert_eq!(store.find(ip("198.51.100.7"), at(50)), Some(wide));
    assert_eq!(store.find(ip("198.51.100.8"), at(1)), Some(wide));
}

/// Many who detect one flood at once place one block, and it is one strike.
pub async fn racers_place_one_block(store: Store) {
    let placed = race(50, |_| {
        let store = Arc::clone(&store);
        async move { place(&store, "192.0.2.1/32", ESCALATING, at(0)).await }
    })
    .await;
    assert_eq!(placed.iter().filter(|placed| placed.new).count(), 1);
    assert!(
        placed
            .iter()
            .all(|placed| placed.block.strikes == 1 && placed.block.until == at(60))
    );
}

/// Who is blocked again is blocked for longer.
pub async fn blocks_escalate(store: Store) {
    let mut now = at(0);
    for minutes in [1, 4, 16, 64] {
        let block = place(&store, "192.0.2.1/32", ESCALATING, now).await.block;
        assert_eq!(block.until.since(now), Duration::from_secs(60 * minutes));
        now = block.until;
    }
    let other = place(&store, "192.0.2.2/32", ESCALATING, now).await.block;
    assert_eq!(other.strikes, 1, "strikes are of one network");
}

/// An operator's block replaces what is there.
pub async fn an_operator_replaces_a_block(store: Store) {
    place(&store, "192.0.2.1/32", ESCALATING, at(0)).await;
    let placed = place(&store, "192.0.2.1/32", Term::Until(at(10)), at(1)).await;
    assert!(placed.new);
    assert_eq!(store.find(ip("192.0.2.1"), at(11)), None);
    assert_eq!(list(&store, at(2)).await, [placed.block]);
}

/// An unblock ends a block, forgives its strikes, and is idempotent.
pub async fn an_unblock_ends_and_forgives(store: Store) {
    let network: IpPrefix = "192.0.2.1/32".parse().expect("a network");
    let block = place(&store, "192.0.2.1/32", ESCALATING, at(0)).await.block;
    assert_eq!(
        store.unblock(network, at(1)).await.expect("the store answers"),
        Some(block)
    );
    assert_eq!(store.unblock(network, at(1)).await.expect("the store answers"), None);
    assert_eq!(store.find(ip("192.0.2.1"), at(1)), None);
    assert_eq!(place(&store, "192.0.2.1/32", ESCALATING, at(2)).await.block.strikes, 1);
}

/// An unblock of one network leaves every other one, wider and narrower.
pub async fn an_unblock_is_of_exactly_its_network(store: Store) {
    for network in ["198.51.100.0/24", "198.51.100.7/32"] {
        place(&store, network, Term::Until(at(100)), at(0)).await;
    }
    let other: IpPrefix = "198.51.100.0/25".parse().expect("a network");
    assert_eq!(store.unblock(other, at(1)).await.expect("the store answers"), None);
    assert_eq!(list(&store, at(1)).await.len(), 2);

    let neighbour = place(&store, "198.51.100.8/32", Term::Until(at(100)), at(0))
        .await
        .block;
    let host: IpPrefix = "198.51.100.7/32".parse().expect("a network");
    assert!(store.unblock(host, at(1)).await.expect("the store answers").is_some());
    assert_eq!(store.find(ip("198.51.100.8"), at(1)), Some(neighbour));
}

/// A block that ended before it began, or never ends, is kept as it is.
pub async fn the_ends_of_time_are_kept(store: Store) {
    place(&store, "192.0.2.1/32", Term::Until(Timestamp::EPOCH), at(0)).await;
    assert_eq!(store.find(ip("192.0.2.1"), at(0)), None);
    place(&store, "192.0.2.2/32", Term::Until(Timestamp::MAX), at(0)).await;
    assert!(store.find(ip("192.0.2.2"), at(u64::from(u32::MAX))).is_some());
}

const ESCALATING: Term = Term::Escalating(Escalation::growing(
    Duration::from_secs(60),
    4,
    Duration::from_secs(24 * 60 * 60),
));

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_secs(1_800_000_000).saturating_add(Duration::from_secs(seconds))
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

async fn place(store: &Store, network: &str, term: Term, now: Timestamp) -> Placed {
    let network = network.parse().expect("a network");
    store
        .block(network, BlockReason::Flood, term, now)
        .await
        .expect("the store answers")
}

async fn list(store: &Store, now: Timestamp) -> Vec<Block> {
    store.list(now).await.expect("the store answers")
}

/// Makes one test of every law. The expression gives a fresh `Arc<dyn BlockStore>`, and may `.await`.
#[macro_export]
macro_rules! block_store_conformance {
    ($store:expr) => {
        $crate::block_store_conformance! { @laws $store;
            a_block_ends_when_it_says
            a_block_is_of_its_network_only
            the_narrower_block_answers_first
            racers_place_one_block
            blocks_escalate
            an_operator_replaces_a_block
            an_unblock_ends_and_forgives
            an_unblock_is_of_exactly_its_network
            the_ends_of_time_are_kept
        }
    };
    (@laws $store:expr; $($law:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $law() {
                $crate::conformance::block::$law($store).await;
            }
        )+
    };
}
