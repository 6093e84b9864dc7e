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

mod backup;
mod code;
mod conformance;
mod lockout;
mod secrecy;
mod sms;
mod sms_budget;
mod totp;
mod world;
