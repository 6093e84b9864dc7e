//! Assignments of one process: for tests, for trying it out, and as the model of the other backends.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use momfood_audit::{StoreError, Timestamp};

use crate::store::{Assigned, AssignmentStore, MAX_ASSIGNMENTS, Revoked};
use crate::{AccountId, Assignment, Held};

/// Keeps assignments in memory, of at most a given number of accounts; gone with the process.
#[derive(Debug)]
pub struct MemoryAssignmentStore {
    accounts: Mutex<Accounts>,
    max_accounts: usize,
}

/// Only accounts that hold something: taking the last role forgets the account.
#[derive(Debug, Default)]
struct Accounts(HashMap<AccountId, BTreeMap<Assignment, Timestamp>>);

impl MemoryAssignmentStore {
    /// Accounts that a store of [`new`](Self::new) holds at most.
    pub const DEFAULT_MAX_ACCOUNTS: usize = 100_000;

    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self {
            accounts: Mutex::default(),
            max_accounts: Self::DEFAULT_MAX_ACCOUNTS,
        }
    }

    /// Holds at most `max_accounts` accounts; for one more it is unavailable.
    #[must_use]
    pub const fn with_max_accounts(mut self, max_accounts: usize) -> Self {
        self.max_accounts = max_accounts;
        self
    }

    /// No method can leave the map half changed, so a panic elsewhere does not spoil it.
    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryAssignmentStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl AssignmentStore for MemoryAssignmentStore {
    async fn assign(
        &self,
        account: &AccountId,
        assignment: &Assignment,
        now: Timestamp,
    ) -> Result<Assigned, StoreError> {
        let Accounts(accounts) = &mut *self.accounts();
        if !accounts.contains_key(account) && accounts.len() >= self.max_accounts {
            return Err(StoreError::unavailable("the store holds as many accounts as it may"));
        }
        let held = accounts.entry(account.clone()).or_default();
        if held.contains_key(assignment) {
            return Ok(Assigned::AlreadyHeld);
        }
        if held.len() >= MAX_ASSIGNMENTS {
            return Ok(Assigned::Full);
        }
        held.insert(assignment.clone(), now);
        Ok(Assigned::Given)
    }

    async fn revoke(&self, account: &AccountId, assignment: &Assignment) -> Result<Revoked, StoreError> {
        let Accounts(accounts) = &mut *self.accounts();
        let Some(held) = accounts.get_mut(account) else {
            return Ok(Revoked::NotHeld);
        };
        let taken = held.remove(assignment).is_some();
        if held.is_empty() {
            accounts.remove(account);
        }
        Ok(if taken { Revoked::Taken } else { Revoked::NotHeld })
    }

    async fn list(&self, account: &AccountId) -> Result<Vec<Held>, StoreError> {
        let Accounts(accounts) = &*self.accounts();
        let held = accounts.get(account).into_iter().flatten();
        Ok(held
            .map(|(assignment, since)| Held::new(assignment.clone(), *since))
            .collect())
    }
}
