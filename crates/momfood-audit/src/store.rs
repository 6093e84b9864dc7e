//! Where records are kept, and how they are asked for.

use core::fmt::Debug;

use async_trait::async_trait;

use crate::{Record, StoreError};

#[cfg(feature = "memory")]
pub(crate) mod memory;
pub(crate) mod page;
pub(crate) mod query;

use page::Page;
use query::EventQuery;

/// Keeps records. Held as `Arc<dyn EventStore>`; hold your own to the laws in [`crate::conformance`].
///
/// A store orders by [`Record::sequence`], which is its recorder's: two recorders must not number into one store at the same
/// time, and one that follows another begins where that one ended
/// ([`RecorderBuilder::resume`](crate::RecorderBuilder::resume)).
#[async_trait]
pub trait EventStore: Debug + Send + Sync {
    /// Keeps all of `records`, or none.
    ///
    /// A record whose id is kept already stays as it is: a recorder that could not know whether its last try arrived
    /// tries again with the same records. They need not be in order, neither within a batch nor from batch to batch. An empty
    /// batch does nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot keep them, or cannot tell whether it did.
    ///
    /// # Cancellation
    /// A dropped call may or may not have kept the batch, like a call that failed.
    async fn append(&self, records: &[Record]) -> Result<(), StoreError>;

    /// The records that [match](EventQuery::matches), in the order asked for, at most [`EventQuery::limit`] of them; and whether
    /// there are more.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer or holds a record that it cannot read.
    ///
    /// # Security
    /// The ids and kinds asked for may come from outside; they match literally or not at all.
    async fn query(&self, query: &EventQuery) -> Result<Page, StoreError>;
}
