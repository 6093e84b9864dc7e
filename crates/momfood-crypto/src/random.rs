//! The only source of randomness: the operating system's generator, through ring.
//!
//! A failure is an error, never weaker bytes. Nothing is buffered, so a forked process cannot repeat its parent's bytes.

use ring::rand::{SecureRandom, SystemRandom};

/// Fills `buffer` with unpredictable bytes.
///
/// # Errors
/// [`RandomError`] when the operating system refuses; `buffer` must then not be used.
pub fn fill(buffer: &mut [u8]) -> Result<(), RandomError> {
    SystemRandom::new()
        .fill(buffer)
        .map_err(|ring::error::Unspecified| RandomError)
}

/// `N` unpredictable bytes.
///
/// # Errors
/// [`RandomError`] when the operating system refuses.
pub fn array<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// The operating system gave no randomness.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the operating system's random generator failed")]
pub struct RandomError;

impl RandomError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "random_unavailable"
    }
}
