//! Accounts, by id and by canonical e-mail address; the address is claimed in the same step that creates the account.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use momfood_validate::Email;

use super::table::{Stale, Table, TableFull};
use crate::domain::{Account, Id};

/// Most accounts of one process.
const CAPACITY: usize = 100_000;

/// The accounts.
#[derive(Debug)]
pub struct Accounts {
    rows: Table<Account>,
    by_email: RwLock<HashMap<String, Id>>,
}

impl Accounts {
    /// No accounts.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rows: Table::new(CAPACITY),
            by_email: RwLock::default(),
        }
    }

    /// Creates the account; of two with one address, one succeeds.
    ///
    /// # Errors
    /// [`CreateError`]; nothing was created.
    pub fn create(&self, account: Account) -> Result<Arc<Account>, CreateError> {
        let mut by_email = self.by_email.write().unwrap_or_else(PoisonError::into_inner);
        let email = account.email.canonical();
        if by_email.contains_key(&email) {
            return Err(CreateError::EmailTaken);
        }
        let id = account.id;
        let row = self.rows.insert(id, account)?;
        by_email.insert(email, id);
        Ok(row)
    }

    /// The account with this id.
    #[must_use]
    pub fn find(&self, id: Id) -> Option<Arc<Account>> {
        self.rows.find(id)
    }

    /// The account with this address, in whatever spelling.
    #[must_use]
    pub fn by_email(&self, email: &Email) -> Option<Arc<Account>> {
        let id = self
            .by_email
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&email.canonical())
            .copied()?;
        self.rows.find(id)
    }

    /// Replaces the account, if it is still the version `seen`. The address and the id stay.
    ///
    /// # Errors
    /// [`Stale`]; nothing was changed.
    pub fn replace(&self, seen: &Arc<Account>, mut account: Account) -> Result<Arc<Account>, Stale> {
        account.id = seen.id;
        account.email = seen.email.clone();
        self.rows.replace(seen.id, seen, account)
    }
}

impl Default for Accounts {
    fn default() -> Self {
        Self::new()
    }
}

/// Why an account was not created.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CreateError {
    /// The address has an account.
    #[error("the address has an account already")]
    EmailTaken,
    /// There is no room.
    #[error(transparent)]
    Full(#[from] TableFull),
}
