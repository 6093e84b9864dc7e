//! Where assignments are kept. Each method is the decision itself: a store that reads first and writes later lets two
//! racers both win.

#[cfg(feature = "memory")]
mod memory;

use core::fmt::Debug;

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use crate::{AccountId, Assignment, Held};

#[cfg(feature = "memory")]
pub use memory::MemoryAssignmentStore;

/// Most assignments of one account. A store refuses more, or one account could fill it.
pub const MAX_ASSIGNMENTS: usize = 64;

/// Keeps which account holds which roles. Your own backend is held to [`conformance`](crate::conformance).
///
/// Losing an assignment is safe, for it only takes away; bringing back a revoked one is not.
#[async_trait]
pub trait AssignmentStore: Debug + Send + Sync {
    /// Gives `assignment` to `account` as of `now`, in one atomic step: of any number of racers that give the same,
    /// exactly one is told [`Assigned::Given`], and never are more than [`MAX_ASSIGNMENTS`] held.
    ///
    /// # Errors
    /// [`StoreError`]; then it may or may not have been given.
    async fn assign(
        &self,
        account: &AccountId,
        assignment: &Assignment,
        now: Timestamp,
    ) -> Result<Assigned, StoreError>;

    /// Takes `assignment` from `account`, in one atomic step: exactly one of any number of racers is told
    /// [`Revoked::Taken`]. Once it returns, [`list`](Self::list) does not show it any more, on whatever node.
    ///
    /// # Errors
    /// [`StoreError`]; then it may or may not have been taken.
    async fn revoke(&self, account: &AccountId, assignment: &Assignment) -> Result<Revoked, StoreError>;

    /// All that `account` holds at one moment, in order of role and tenant; nothing for an account that is not known.
    ///
    /// # Errors
    /// [`StoreError`]; never a part of the list.
    async fn list(&self, account: &AccountId) -> Result<Vec<Held>, StoreError>;
}

/// What came of giving.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever gives a role must know whether it is held now"
)]
pub enum Assigned {
    /// It was not held and is now.
    Given,
    /// It was held already; nothing changed, not even since when.
    AlreadyHeld,
    /// The account holds [`MAX_ASSIGNMENTS`] others; nothing changed.
    Full,
}

/// What came of taking.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever takes a role must know whether it was held"
)]
pub enum Revoked {
    /// It was held and is not any more.
    Taken,
    /// It was not held; nothing changed.
    NotHeld,
}
