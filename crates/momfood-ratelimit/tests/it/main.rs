//! Integration tests, one file a behaviour.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod blocks;
mod client_ip;
mod flood;
mod headers;
mod limiter;
mod models;
mod shield;
mod stores;
mod support;
