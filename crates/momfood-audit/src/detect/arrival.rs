//! Time as the windows see it: never backwards, though wall clocks are.
//!
//! Threads that read the clock and then wait for each other come in the wrong order by microseconds; that is evened out. A clock
//! set back by more goes on from where it was, so that the windows stay ordered and keep forgetting at the right pace. What
//! passed between the last event before the step and the first one after it is taken as nothing: windows err on the
//! side of counting.

use core::time::Duration;

use crate::Timestamp;

#[derive(Debug, Default)]
pub(super) struct Arrival {
    latest: Timestamp,
    /// How far the clock has been set back in all.
    behind: Duration,
}

impl Arrival {
    /// The time of an event that came at `now`, at or after that of every event before it.
    pub(super) fn at(&mut self, now: Timestamp) -> Timestamp {
        let here = now.saturating_add(self.behind);
        let back = self.latest.since(here);
        if back >= STEP {
            self.behind = self.behind.saturating_add(back);
        }
        self.latest = self.latest.max(here);
        self.latest
    }
}

/// No two threads are that far apart; a clock that is was set.
const STEP: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_back_is_bridged_and_jitter_evened_out() {
        let mut arrival = Arrival::default();
        let mut at = |micros| arrival.at(Timestamp::from_micros(micros)).as_micros();
        assert_eq!(at(10_000_000_000), 10_000_000_000);
        assert_eq!(at(9_999_999_990), 10_000_000_000, "jitter");
        assert_eq!(at(10_000_000_005), 10_000_000_005, "jitter leaves no drift");
        assert_eq!(at(6_400_000_005), 10_000_000_005, "an hour back");
        assert_eq!(at(6_401_000_005), 10_001_000_005, "and a second on");
        assert_eq!(at(0), 10_001_000_005, "and back again");
        assert_eq!(at(7), 10_001_000_012);
    }
}
