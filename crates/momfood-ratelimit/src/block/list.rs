//! The service: what may be blocked at all, who is refused, and the record of both.

use std::{net::IpAddr, sync::Arc};

use momfood_audit::{Actor, ClientAddr, Clock, Event, EventKind, EventSink, Provenance, StoreError, Timestamp};

use super::{Block, BlockReason, BlockStore, Escalation, Placed, Term};
use crate::{IpPrefix, bucket_prefix};

/// Blocks networks, and says who is blocked.
///
/// # Security
/// An address that a client merely claims is never blocked, or anybody could have anybody blocked. The allow list wins
/// over every block, before and after it was placed: put the proxies ([`ProxyTrust::trusted`](crate::ProxyTrust::trusted)),
/// health checks and partners there. Every block and unblock is recorded; the refusals themselves are not, for a flood of
/// blocked requests must not become a flood of events.
#[derive(Debug)]
pub struct BlockList {
    store: Arc<dyn BlockStore>,
    sink: Arc<dyn EventSink>,
    clock: Clock,
    allowed: Box<[IpPrefix]>,
    escalation: Escalation,
}

impl BlockList {
    /// A list on the system clock, with the default [`Escalation`] and nobody on the allow list.
    #[must_use]
    pub fn new(store: Arc<dyn BlockStore>, sink: Arc<dyn EventSink>) -> Self {
        Self {
            store,
            sink,
            clock: Clock::system(),
            allowed: Box::default(),
            escalation: Escalation::default(),
        }
    }

    /// Uses this clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Never refuses these networks.
    #[must_use]
    pub fn with_allowed(mut self, networks: impl IntoIterator<Item = IpPrefix>) -> Self {
        self.allowed = networks.into_iter().collect();
        self
    }

    /// How long blocks of clients last.
    #[must_use]
    pub const fn with_escalation(mut self, escalation: Escalation) -> Self {
        self.escalation = escalation;
        self
    }

    /// The block that `ip` lies in, unless it is on the allow list. Every request may ask: it does not wait.
    #[must_use]
    pub fn find(&self, ip: IpAddr) -> Option<Block> {
        self.find_at(ip, self.clock.now())
    }

    /// Whether `ip` is refused.
    #[must_use]
    pub fn is_blocked(&self, ip: IpAddr) -> bool {
        self.find(ip).is_some()
    }

    /// Whether `ip` is on the allow list.
    #[must_use]
    pub fn is_allowed(&self, ip: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(ip))
    }

    /// Blocks what a client is counted as ([`bucket_prefix`]), for longer each time. If it is blocked already, nothing
    /// changes.
    ///
    /// # Errors
    /// [`BlockError::Claimed`], [`BlockError::Allowed`], or [`BlockError::Store`].
    pub async fn block_client(&self, client: ClientAddr, reason: BlockReason) -> Result<Block, BlockError> {
        if client.provenance() == Provenance::Claimed {
            return Err(BlockError::Claimed);
        }
        let term = Term::Escalating(self.escalation);
        self.place(bucket_prefix(client.ip()), reason, term, Actor::System)
            .await
    }

    /// Blocks a network until a time, by an operator's decision.
    ///
    /// # Errors
    /// [`BlockError::TooWide`] for more than an IPv4 /16 or an IPv6 /32; [`BlockError::Allowed`] if all of it is on the
    /// allow list; [`BlockError::Store`].
    pub async fn block(
        &self,
        network: IpPrefix,
        until: Timestamp,
        reason: BlockReason,
        by: Actor,
    ) -> Result<Block, BlockError> {
        if network.prefix_len() < if network.is_v4() { 16 } else { 32 } {
            return Err(BlockError::TooWide);
        }
        self.place(network, reason, Term::Until(until), by).await
    }

    /// Ends the block of exactly this network and forgives it; whether it was blocked. A client's network is
    /// [`bucket_prefix`] of its address.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    pub async fn unblock(&self, network: IpPrefix, by: Actor) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let Some(block) = self.store.unblock(network, now).await? else {
            return Ok(false);
        };
        self.record(EventKind::AddressUnblocked, &block, by, now);
        Ok(true)
    }

    /// All active blocks, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    pub async fn list(&self) -> Result<Vec<Block>, StoreError> {
        let mut blocks = self.store.list(self.clock.now()).await?;
        blocks.sort_unstable_by_key(|block| (core::cmp::Reverse(block.since), block.prefix));
        Ok(blocks)
    }

    pub(crate) fn find_at(&self, ip: IpAddr, now: Timestamp) -> Option<Block> {
        self.store.find(ip, now).filter(|_| !self.is_allowed(ip))
    }

    async fn place(&self, network: IpPrefix, reason: BlockReason, term: Term, by: Actor) -> Result<Block, BlockError> {
        if self.allowed.iter().any(|allowed| allowed.covers(&network)) {
            return Err(BlockError::Allowed);
        }
        let now = self.clock.now();
        let Placed { block, new } = self.store.block(network, reason, term, now).await?;
        if new {
            self.record(EventKind::AddressBlocked, &block, by, now);
        }
        Ok(block)
    }

    fn record(&self, kind: EventKind, block: &Block, by: Actor, now: Timestamp) {
        let event = Event::new(kind)
            .with_event_time(now)
            .with_actor(by)
            .with_field("network", block.prefix.network())
            .with_field("prefix_len", u32::from(block.prefix.prefix_len()))
            .with_field("until", block.until.as_secs())
            .with_field("strikes", block.strikes)
            .with_field("reason", block.reason.as_str());
        self.sink.emit(event);
    }
}

/// The network was not blocked.
#[derive(Debug, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller must see every reason why somebody was not blocked"
)]
pub enum BlockError {
    /// The address is only the client's own word.
    #[error("a claimed address is never blocked")]
    Claimed,
    /// It is on the allow list.
    #[error("the network is on the allow list")]
    Allowed,
    /// The network holds too many people.
    #[error("the network is too wide to block")]
    TooWide,
    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BlockError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Claimed => "block_claimed_address",
            Self::Allowed => "block_allowed_network",
            Self::TooWide => "block_too_wide",
            Self::Store(error) => error.code(),
        }
    }
}
