//! Integration tests, one file a behaviour: that the servers are real, obey and end, and that the workspace has its shape.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod cluster;
mod end;
mod files;
mod graph;
mod postgres;
mod redis;
