//! How any store of the workspace fails. Its crates' store traits return this error, so that an outage has one type and
//! one policy, and an exhausted quota or a refused token can never be mistaken for one.

use std::error::Error;

/// A store could not do its work. It never means "refused".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The store did not answer, or not in time. The operation may or may not have happened.
    #[error("the store is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),

    /// The store answered with a record that this version cannot read. Nothing was changed.
    #[error("the store holds a corrupt record")]
    Corrupt(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// Wraps the cause of an outage.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }

    /// Wraps what is wrong with a record. The cause must not quote the record.
    pub fn corrupt(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Corrupt(cause.into())
    }

    /// The stable code: `store_unavailable` or `store_corrupt`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "store_unavailable",
            Self::Corrupt(_) => "store_corrupt",
        }
    }
}
