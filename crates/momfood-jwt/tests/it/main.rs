//! Integration tests, one file a behaviour.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::needless_pass_by_value,
    reason = "tests"
)]

mod cache;
mod claims;
mod conformance;
mod header;
mod keys;
mod model;
mod refresh;
mod sessions;
mod support;
mod tamper;
