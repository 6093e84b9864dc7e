//! The leave to compare one code, which only the store's counter gives.

use std::time::Duration;

/// Proof that an attempt was counted before anything is compared.
pub(crate) struct Grant {
    pub(crate) left: u32,
    pub(crate) then_locked: Duration,
}
