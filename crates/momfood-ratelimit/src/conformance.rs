//! The laws of the stores, for your own backend's tests: one function a law, and a macro that makes one test of each.
//!
//! ```
//! use std::sync::Arc;
//!
//! use momfood_ratelimit::{MemoryLimitStore, limit_store_conformance};
//!
//! limit_store_conformance!(Arc::new(MemoryLimitStore::new()));
//! ```
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a law that is broken panics"
)]

pub mod block;
pub mod limit;
