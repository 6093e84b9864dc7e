//! The stories of the tour, in the order in which they are told.

mod attacks;
mod factors;
mod identity;
mod ordering;
mod tokens;

use super::DemoError;
use super::tour::Tour;

/// Tells all of them.
pub(super) async fn all(tour: &mut Tour) -> Result<(), DemoError> {
    let customer = identity::joins(tour).await?;
    factors::second_factor(tour, &customer).await?;
    factors::text_message(tour).await?;
    ordering::from_kitchen_to_door(tour).await?;
    tokens::stolen_refresh_token(tour).await?;
    tokens::forged_access_token(tour).await?;
    attacks::guessing_codes(tour).await?;
    attacks::injection(tour).await?;
    attacks::burst(tour).await?;
    attacks::flood(tour).await
}
