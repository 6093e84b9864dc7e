//! What the service is about: accounts, restaurants, orders and reviews. Plain data and pure rules.

mod account;
mod id;
mod order;
mod restaurant;
mod review;

pub use account::{Account, BankAccountField, NationalIdField, Profile};
pub use id::Id;
pub use order::{Order, OrderLine, Party, Status};
pub use restaurant::{MAX_MENU_ITEMS, MenuItem, Restaurant};
pub use review::Review;
