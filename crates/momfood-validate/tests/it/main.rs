//! Integration tests, one file a behaviour.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "tests"
)]

mod email;
mod forms;
#[cfg(feature = "html")]
mod html;
mod identity;
mod inspection;
mod json;
mod laws;
mod message;
mod name;
mod number;
mod password;
mod path;
mod phone;
mod text;
