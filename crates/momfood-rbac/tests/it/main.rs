//! Integration tests, one file a behaviour.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod assignments;
mod attacks;
mod decide;
mod explain;
mod guard;
mod hostile;
mod load;
mod model;
mod preset;
mod properties;
