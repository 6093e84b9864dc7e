//! The one place where time is read. Cores take `now` as an argument; services hold a [`Clock`].
//!
//! It lives here because every crate that keeps time already depends on this one: a second home, or an eighth crate,
//! would be a second concept.

use core::{fmt, time::Duration};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use crate::Timestamp;

/// A source of the current time, cheap to clone and shared between services.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<AtomicU64>),
    Custom(Arc<dyn Fn() -> Timestamp + Send + Sync>),
}

impl Clock {
    /// The operating system's wall clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock of the caller's own, for example one disciplined by the store's time.
    pub fn new(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Source::Custom(Arc::new(read)))
    }

    /// A clock that stands at `start` until its hand is moved. For tests and simulations.
    #[must_use]
    pub fn manual(start: Timestamp) -> (Self, ManualHand) {
        let micros = Arc::new(AtomicU64::new(start.as_micros()));
        (Self(Source::Manual(Arc::clone(&micros))), ManualHand(micros))
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the clock that the rest of the workspace asks"
            )]
            Source::System => Timestamp::from(SystemTime::now()),
            Source::Manual(micros) => Timestamp::from_micros(micros.load(Ordering::SeqCst)),
            Source::Custom(read) => read(),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Clock").field(&self.now()).finish()
    }
}

/// Moves a [`Clock::manual`]; all clones of that clock follow.
#[derive(Clone, Debug)]
pub struct ManualHand(Arc<AtomicU64>);

impl ManualHand {
    /// Moves the clock forward by `by`.
    pub fn advance(&self, by: Duration) {
        let now = Timestamp::from_micros(self.0.load(Ordering::SeqCst));
        self.set(now.saturating_add(by));
    }

    /// Sets the clock to `to`, which may lie in the past: clocks are set back in production too.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.as_micros(), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_manual_clock_follow_its_hand() {
        let (clock, hand) = Clock::manual(Timestamp::from_secs(100));
        let clone = clock.clone();
        hand.advance(Duration::from_secs(5));
        assert_eq!(clone.now(), Timestamp::from_secs(105));
        hand.set(Timestamp::from_secs(1));
        assert_eq!(clock.now(), Timestamp::from_secs(1));
    }

    #[test]
    fn the_system_clock_is_past_the_year_2026() {
        assert!(Clock::system().now() > Timestamp::from_secs(1_767_225_600));
    }
}
