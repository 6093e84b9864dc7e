//! What every backend must satisfy, exported so that your own backend can be held to it; and the starting gate that the
//! conformance suites of all crates use to make a race.
//!
//! ```
//! use std::sync::Arc;
//! use momfood_audit::{EventStore, MemoryEventStore};
//!
//! async fn store() -> Arc<dyn EventStore> {
//!     Arc::new(MemoryEventStore::new())
//! }
//! momfood_audit::event_store_conformance!(store);
//! # fn main() {}
//! ```
//! makes one test of each law; your crate needs `tokio` with `macros` and `rt-multi-thread`. Each call of the factory must give
//! an empty store with room for 2,000 records, 400 of one severity.

use core::future::Future;
use std::sync::Arc;

use tokio::{sync::Barrier, task::JoinSet};

pub mod event_store;

/// Runs `contestants` tasks that all start at one barrier, and gives their results in no particular order.
///
/// Call it on a multi-threaded runtime, or there is no race. It lives here because the exported suites of the other
/// crates need it and all of them depend on this one.
///
/// # Panics
/// When a contestant panics: a law was broken inside it.
pub async fn race<T, F>(contestants: usize, attempt: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let gate = Arc::new(Barrier::new(contestants));
    let mut tasks = JoinSet::new();
    for number in 0..contestants {
        let gate = Arc::clone(&gate);
        let attempt = attempt(number);
        tasks.spawn(async move {
            gate.wait().await;
            attempt.await
        });
    }
    tasks.join_all().await
}
