//! Where use is kept. One call is one atomic decision over all its charges; there is no "read" and no "write" to race.

#[cfg(feature = "memory")]
mod memory;

use core::fmt::Debug;

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

#[cfg(feature = "memory")]
pub use memory::MemoryLimitStore;

use crate::{Charges, Decision, Quota, Subject};

/// A store of buckets. "Refused" is a [`Decision`] and never an error, so that a caller who used up a quota can never
/// reach what is done when a store fails.
///
/// Hold every implementation to the laws behind feature `conformance`.
#[async_trait]
pub trait LimitStore: Debug + Send + Sync {
    /// Decides over all charges at one time and, if `mode` says so and every quota admits, makes all of them; otherwise
    /// none. `now` is the caller's time; a store that is shared by several processes uses its own instead, and puts it
    /// into the decision.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    ///
    /// # Cancellation
    /// If the future is dropped, the charges were made or not, and all of them alike.
    async fn check<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Result<Decision<'a>, StoreError>;

    /// [`check`](Self::check) by a store that need not wait for anything: it saves the boxed future. `None` from all
    /// others.
    fn check_now<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Option<Decision<'a>> {
        let _ = (charges, mode, now);
        None
    }

    /// Gives the units of earlier charges back, never beyond a full bucket: for what was charged and then not done.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    async fn refund(&self, charges: &Charges<'_>, now: Timestamp) -> Result<(), StoreError>;

    /// Makes one bucket full; whether anything was known of it.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    async fn reset(&self, quota: &Quota, subject: &Subject<'_>) -> Result<bool, StoreError>;
}

/// Whether a check counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a store that overlooked a mode would miscount")]
pub enum Mode {
    /// Charge if it is admitted.
    Charge,
    /// Say whether it would be admitted, and change nothing.
    Peek,
}
