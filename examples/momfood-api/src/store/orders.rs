//! Orders, by id and by each account that is a party to them, so that a list costs what it returns.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use momfood_rbac::Authorized;

use super::table::{Stale, Table, TableFull};
use crate::access::{ChangesOrder, CreateOrder};
use crate::domain::{Id, Order};

/// Most orders of one process.
const CAPACITY: usize = 200_000;

/// The orders.
#[derive(Debug)]
pub struct Orders {
    rows: Table<Order>,
    /// Every account that ever was a party, with its orders, the newest last. Whether it still may see one is decided
    /// by the permission check, row by row.
    by_party: RwLock<HashMap<Id, Vec<Id>>>,
}

impl Orders {
    /// No orders.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rows: Table::new(CAPACITY),
            by_party: RwLock::default(),
        }
    }

    /// Adds an order that concerns its customer and `owner`, who owns the restaurant.
    ///
    /// # Errors
    /// [`TableFull`]; nothing was added.
    pub fn insert(&self, _: Authorized<CreateOrder>, order: Order, owner: Id) -> Result<Arc<Order>, TableFull> {
        let row = self.rows.insert(order.id, order)?;
        self.list(row.id, [Some(row.customer_id), Some(owner), row.driver_id]);
        Ok(row)
    }

    /// The order with this id.
    #[must_use]
    pub fn find(&self, id: Id) -> Option<Arc<Order>> {
        self.rows.find(id)
    }

    /// Replaces the order, if it is still the version `seen` that the permission was decided on.
    ///
    /// # Errors
    /// [`Stale`]; nothing was changed.
    pub fn replace<P: ChangesOrder>(
        &self,
        _: Authorized<P>,
        seen: &Arc<Order>,
        order: Order,
    ) -> Result<Arc<Order>, Stale> {
        let row = self.rows.replace(seen.id, seen, order)?;
        if let Some(driver) = row.driver_id.filter(|_| row.driver_id != seen.driver_id) {
            self.list_again(row.id, driver);
        }
        Ok(row)
    }

    /// Up to `limit` orders that `account` is or was a party to, the newest first, past the first `skip`.
    #[must_use]
    pub fn of(&self, account: Id, skip: usize, limit: usize) -> Vec<Arc<Order>> {
        let ids: Vec<Id> = self
            .by_party
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&account)
            .map(|ids| ids.iter().rev().skip(skip).take(limit).copied().collect())
            .unwrap_or_default();
        ids.into_iter().filter_map(|id| self.find(id)).collect()
    }

    /// Adds a new order to the list of each of its parties, who may be one person.
    fn list(&self, id: Id, parties: [Option<Id>; 3]) {
        let mut by_party = self.by_party.write().unwrap_or_else(PoisonError::into_inner);
        for party in parties.into_iter().flatten() {
            let ids = by_party.entry(party).or_default();
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
    }

    /// Adds an order to the list of whoever became its driver, if it is not there from an earlier time.
    fn list_again(&self, id: Id, driver: Id) {
        let mut by_party = self.by_party.write().unwrap_or_else(PoisonError::into_inner);
        let ids = by_party.entry(driver).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
}

impl Default for Orders {
    fn default() -> Self {
        Self::new()
    }
}
