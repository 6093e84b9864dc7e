//! A starting gate: what must have one winner is tried by many at once.

use core::future::Future;
use std::{panic::resume_unwind, sync::Arc};

use tokio::sync::Barrier;

/// Runs `entrants` futures as tasks of their own that all start from one barrier; gives their results in the order of
/// their numbers, `0..entrants`.
///
/// Call it on a multi-threaded runtime, or the entrants take turns instead of racing.
///
/// # Panics
/// When an entrant panics, with its panic.
pub async fn race<T, F>(entrants: usize, enter: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let gate = Arc::new(Barrier::new(entrants));
    let tasks: Vec<_> = (0..entrants)
        .map(|number| {
            let gate = Arc::clone(&gate);
            let run = enter(number);
            tokio::spawn(async move {
                gate.wait().await;
                run.await
            })
        })
        .collect();
    let mut results = Vec::with_capacity(entrants);
    for task in tasks {
        match task.await {
            Ok(result) => results.push(result),
            // Nobody cancels these tasks, so the only other end is a panic.
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_starts_before_everybody_is_there_and_results_keep_their_order() {
        let entered = Arc::new(AtomicUsize::new(0));
        let results = race(16, |number| {
            entered.fetch_add(1, Ordering::SeqCst);
            let entered = Arc::clone(&entered);
            async move { (number, entered.load(Ordering::SeqCst)) }
        })
        .await;
        let expected: Vec<_> = (0..16).map(|number| (number, 16)).collect();
        assert_eq!(results, expected);
    }

    #[tokio::test(flavor = "multi_thread")]
    #[should_panic(expected = "entrant 3 fell")]
    async fn an_entrants_panic_is_the_races_panic() {
        race(8, |number| async move { assert_ne!(number, 3, "entrant 3 fell") }).await;
    }
}
