//! Password hashing off the async workers: as many hashes at a time as there are cores, a bounded queue before them.
//!
//! Invariants: the permit belongs to the hash and not to the caller, so whoever hangs up frees neither the core nor the
//! memory early, and a flood of hung-up logins cannot start more work than the permits allow; a full queue is answered at
//! once. Peak memory is the permits times the memory of one hash.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::{PasswordError, PasswordHash, PasswordHasher, Verdict, Verification, check_length, cores};
use crate::secret::Secret;

/// A [`PasswordHasher`] for async services. Cheap to clone; clones share the permits and the queue.
///
/// # Cancellation
/// Dropping a future that waits in the queue leaves the queue. Dropping one whose hash has begun lets it run to its end
/// and discards the result.
#[derive(Clone)]
pub struct PasswordPool {
    hasher: Arc<PasswordHasher>,
    /// One permit for each hash that may run.
    running: Arc<Semaphore>,
    /// One permit for each hash that may run or wait.
    places: Arc<Semaphore>,
    concurrency: NonZeroUsize,
    queue: usize,
}

impl PasswordPool {
    /// A pool with one task for each core that this process may use, and [`DEFAULT_QUEUE_PER_TASK`] places for each.
    #[must_use]
    pub fn new(hasher: PasswordHasher) -> Self {
        let concurrency = cores();
        Self::with_limits(
            hasher,
            concurrency,
            concurrency.get().saturating_mul(DEFAULT_QUEUE_PER_TASK),
        )
    }

    /// A pool that runs at most `concurrency` hashes at a time and lets at most `queue` more wait.
    #[must_use]
    pub fn with_limits(hasher: PasswordHasher, concurrency: NonZeroUsize, queue: usize) -> Self {
        // The semaphore's own bound is far beyond any useful queue.
        let concurrency = concurrency.min(NonZeroUsize::MIN.saturating_add(MAX_LIMIT - 1));
        let queue = queue.min(MAX_LIMIT);
        Self {
            hasher: Arc::new(hasher.keeping_memory_for(concurrency)),
            running: Arc::new(Semaphore::new(concurrency.get())),
            places: Arc::new(Semaphore::new(concurrency.get() + queue)),
            concurrency,
            queue,
        }
    }

    /// [`PasswordHasher::hash`].
    ///
    /// # Errors
    /// [`PasswordPoolError`].
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, PasswordPoolError> {
        self.run(password, PasswordHasher::hash).await
    }

    /// [`PasswordHasher::verify`].
    ///
    /// # Errors
    /// [`PasswordPoolError`].
    pub async fn verify(&self, password: &str, stored: &PasswordHash) -> Result<Verdict, PasswordPoolError> {
        let stored = stored.clone();
        self.run(password, move |hasher, password| hasher.verify(password, &stored))
            .await
    }

    /// [`PasswordHasher::verify_and_upgrade`], in one turn of the queue.
    ///
    /// # Errors
    /// [`PasswordPoolError`].
    pub async fn verify_and_upgrade(
        &self,
        password: &str,
        stored: &PasswordHash,
    ) -> Result<Verification, PasswordPoolError> {
        let stored = stored.clone();
        self.run(password, move |hasher, password| {
            hasher.verify_and_upgrade(password, &stored)
        })
        .await
    }

    /// [`PasswordHasher::verify_dummy`]: it waits in the same queue as the others, as it must.
    ///
    /// # Errors
    /// [`PasswordPoolError`].
    pub async fn verify_dummy(&self, password: &str) -> Result<(), PasswordPoolError> {
        self.run(password, PasswordHasher::verify_dummy).await
    }

    /// The hasher, for work that is not a request's.
    #[must_use]
    pub fn hasher(&self) -> &PasswordHasher {
        &self.hasher
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &str,
        work: impl FnOnce(&PasswordHasher, &str) -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordPoolError> {
        check_length(password)?;
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| PasswordPoolError::Overloaded)?;
        let permit = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| PasswordPoolError::Interrupted)?;
        let hasher = Arc::clone(&self.hasher);
        let password = Secret::new(password.to_owned());
        let task = spawn_blocking(move || {
            // The task owns them: see the module.
            let _held = (place, permit);
            work(&hasher, password.expose())
        });
        let result = task.await.map_err(|_| PasswordPoolError::Interrupted)?;
        Ok(result?)
    }
}

impl fmt::Debug for PasswordPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordPool")
            .field("hasher", &self.hasher)
            .field("concurrency", &self.concurrency)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

/// Why the pool gave no result.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new reason must break whoever answers a login by it"
)]
pub enum PasswordPoolError {
    /// As many hashes are waiting as may wait. Nothing was done: answer 503 with `Retry-After`.
    #[error("too many passwords are being hashed")]
    Overloaded,
    /// The runtime is shutting down, or the hash panicked.
    #[error("password hashing was interrupted")]
    Interrupted,
    /// The hasher's own error.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

impl PasswordPoolError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Overloaded => "password_overloaded",
            Self::Interrupted => "password_interrupted",
            Self::Password(error) => error.code(),
        }
    }
}

/// Hashes that may wait for each that runs: at 25 ms a hash the last one waits 0.8 s, however many cores there are.
pub const DEFAULT_QUEUE_PER_TASK: usize = 32;

/// More tasks or places than this are cut to it.
const MAX_LIMIT: usize = 1 << 20;
