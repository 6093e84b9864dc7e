//! The service over real HTTP, as its clients see it. Nothing here reaches past the public interface, but for the clock.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "tests"
)]

mod accounts;
mod bad_input;
mod connections;
mod demo;
mod edge;
mod factors;
mod orders;
mod privacy;
mod sessions;
mod world;
