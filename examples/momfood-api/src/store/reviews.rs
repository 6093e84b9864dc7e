//! Reviews: one for each order and author.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{PoisonError, RwLock};

use momfood_rbac::Authorized;

use super::table::TableFull;
use crate::access::CreateReview;
use crate::domain::{Id, Review};

/// Most reviews of one process.
const CAPACITY: usize = 200_000;

/// The reviews, by order.
#[derive(Debug, Default)]
pub struct Reviews(RwLock<HashMap<Id, Review>>);

impl Reviews {
    /// Adds a review; of two for one order, one is added.
    ///
    /// # Errors
    /// [`ReviewError`]; nothing was added.
    pub fn insert(&self, _: Authorized<CreateReview>, review: Review) -> Result<(), ReviewError> {
        let mut reviews = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if reviews.len() >= CAPACITY {
            return Err(TableFull.into());
        }
        match reviews.entry(review.order_id) {
            Entry::Occupied(_) => Err(ReviewError::Exists),
            Entry::Vacant(place) => {
                place.insert(review);
                Ok(())
            }
        }
    }
}

/// Why a review was not added.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the caller answers each with its own status")]
pub enum ReviewError {
    /// The order has one.
    #[error("the order is reviewed already")]
    Exists,
    /// There is no room.
    #[error(transparent)]
    Full(#[from] TableFull),
}
