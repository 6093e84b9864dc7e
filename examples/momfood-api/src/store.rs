//! Where the service keeps its rows: bounded tables in memory, with the two guarantees that a database would give.
//! A row is created once, and it changes only from the version that was read. Changes take the proof of a permission by
//! value: it proves that this action was allowed on some row, and the caller hands in the version that it asked about.

mod accounts;
mod orders;
mod restaurants;
mod reviews;
mod table;

pub use accounts::{Accounts, CreateError};
pub use orders::Orders;
pub use restaurants::Restaurants;
pub use reviews::{ReviewError, Reviews};
pub use table::{Stale, Table, TableFull};
