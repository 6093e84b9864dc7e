//! Forms: typed structs out of JSON bodies, with everything that is wrong reported at once.
//!
//! Written by hand on [`ObjectReader`] and not on a derive of `garde` or `validator`, for three reasons. Their structs hold
//! the raw strings, so that "validated" is not in the type; `validator` puts the refused value into its error, which sends
//! passwords into logs; and neither sees unknown fields, doubled fields and wrong types together with the values: serde
//! stops at the first.

mod json;
mod object;
mod order;
mod register;
mod restaurant;
mod scalar;

pub use json::{Json, Limits};
pub use object::{Field, Fields, ObjectReader, all};
pub use order::{MAX_ORDER_ITEMS, Order, OrderItem};
pub use register::Register;
pub use restaurant::{Address, Restaurant};
pub use scalar::Scalar;
