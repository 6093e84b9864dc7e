//! What the service answers, a file for each kind of thing.

pub mod accounts;
pub mod admin;
pub mod dev;
pub mod factors;
pub mod login;
pub mod me;
pub mod menu;
pub mod meta;
pub mod orders;
pub mod password;
pub mod register;
pub mod restaurants;
pub mod reviews;
pub mod sessions;
pub mod tokens;
