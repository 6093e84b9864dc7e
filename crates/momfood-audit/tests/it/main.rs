//! Integration tests, one file a behaviour.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod conformance;
mod detecting;
mod detection;
mod faulty;
mod memory;
mod outage;
mod recording;
mod round_trip;
mod shutdown;
mod windows;
