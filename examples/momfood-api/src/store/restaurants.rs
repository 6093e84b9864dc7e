//! Restaurants with their menus.

use std::sync::Arc;

use momfood_rbac::Authorized;

use super::table::{Stale, Table, TableFull};
use crate::access::{ChangesMenu, CreateRestaurant};
use crate::domain::{Id, Restaurant};

/// Most restaurants of one process.
const CAPACITY: usize = 10_000;

/// The restaurants.
#[derive(Debug)]
pub struct Restaurants(Table<Restaurant>);

impl Restaurants {
    /// No restaurants.
    #[must_use]
    pub fn new() -> Self {
        Self(Table::new(CAPACITY))
    }

    /// Adds a restaurant.
    ///
    /// # Errors
    /// [`TableFull`]; nothing was added.
    pub fn open(&self, _: Authorized<CreateRestaurant>, restaurant: Restaurant) -> Result<Arc<Restaurant>, TableFull> {
        self.0.insert(restaurant.id, restaurant)
    }

    /// The restaurant with this id.
    #[must_use]
    pub fn find(&self, id: Id) -> Option<Arc<Restaurant>> {
        self.0.find(id)
    }

    /// All restaurants, in no order.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Restaurant>> {
        self.0.all()
    }

    /// Gives the restaurant another menu, if it is still the version `seen` that the permission was decided on.
    ///
    /// # Errors
    /// [`Stale`]; nothing was changed.
    pub fn change_menu<P: ChangesMenu>(
        &self,
        _: Authorized<P>,
        seen: &Arc<Restaurant>,
        change: impl FnOnce(&mut Restaurant),
    ) -> Result<Arc<Restaurant>, Stale> {
        let mut next = Restaurant::clone(seen);
        change(&mut next);
        self.0.replace(seen.id, seen, next)
    }
}

impl Default for Restaurants {
    fn default() -> Self {
        Self::new()
    }
}
