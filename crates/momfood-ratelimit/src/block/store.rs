//! Where blocks are kept.

use core::fmt::Debug;
use std::net::IpAddr;

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use super::{Block, BlockReason, Escalation};
use crate::IpPrefix;

/// A bounded store of blocks. Hold every implementation to the laws behind feature `conformance`.
#[async_trait]
pub trait BlockStore: Debug + Send + Sync {
    /// Blocks `prefix` by [`Block::next`]. An [`Escalating`](Term::Escalating) block of a prefix that is blocked already
    /// changes nothing: of many who detect one flood at once, one places the block and it counts as one strike.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    async fn block(
        &self,
        prefix: IpPrefix,
        reason: BlockReason,
        term: Term,
        now: Timestamp,
    ) -> Result<Placed, StoreError>;

    /// Ends the block of exactly this prefix and forgives its strikes. The block, if it was active.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    async fn unblock(&self, prefix: IpPrefix, now: Timestamp) -> Result<Option<Block>, StoreError>;

    /// All active blocks.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    async fn list(&self, now: Timestamp) -> Result<Vec<Block>, StoreError>;

    /// The active block that `ip` lies in. Every request asks this, so it answers from memory, without waiting: a shared
    /// store keeps a snapshot here, and says how old it may be.
    fn find(&self, ip: IpAddr, now: Timestamp) -> Option<Block>;
}

/// How long a block is to last.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a store must know every way to block")]
pub enum Term {
    /// Until this time; it replaces a block that is active.
    Until(Timestamp),
    /// By the strikes that the prefix has.
    Escalating(Escalation),
}

/// What a store did about a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "implementers make it")]
pub struct Placed {
    /// The block that holds now.
    pub block: Block,
    /// Whether this call placed it.
    pub new: bool,
}
