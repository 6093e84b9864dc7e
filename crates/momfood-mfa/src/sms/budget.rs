//! How many messages one user gets and one number takes: decided, and paid for, before anything is sent.
//!
//! Pure. The budget is a number of messages in the 24 hours that begin with the first of them; between two of them lies a
//! cool-down that doubles. What was paid for a message that the gateway refused is not given back: an error does not prove
//! that nothing was sent or billed, and a caller who can provoke errors must not send without end.

use std::time::Duration;

use momfood_audit::Timestamp;

/// Messages in 24 hours, and the cool-down between them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SendLimit {
    daily: u32,
    first_cool_down: Duration,
    longest_cool_down: Duration,
}

impl SendLimit {
    /// `daily` messages (0 sends none), at first `first_cool_down` apart, doubling up to `longest_cool_down`.
    #[must_use]
    pub const fn new(daily: u32, first_cool_down: Duration, longest_cool_down: Duration) -> Self {
        Self {
            daily,
            first_cool_down,
            longest_cool_down,
        }
    }

    /// How long after the `sent`-th message the next one must wait.
    fn cool_down(&self, sent: u32) -> Duration {
        let factor = sent
            .checked_sub(1)
            .map_or(0, |doublings| 1_u32.checked_shl(doublings).unwrap_or(u32::MAX));
        self.first_cool_down.saturating_mul(factor).min(self.longest_cool_down)
    }
}

impl Default for SendLimit {
    fn default() -> Self {
        Self::new(10, Duration::from_secs(30), Duration::from_secs(15 * 60))
    }
}

/// What was sent lately, as a store keeps it. It may be forgotten [`SEND_WINDOW`] after `since`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a store must write all of it")]
pub struct SendState {
    /// Messages in this window.
    pub sent: u32,
    /// When its first one was paid for.
    pub since: Timestamp,
    /// When its last one was paid for.
    pub last: Timestamp,
}

impl SendState {
    /// The state without one message that was paid for and certainly not sent.
    #[must_use]
    pub const fn refunded(mut self) -> Self {
        self.sent = self.sent.saturating_sub(1);
        self
    }

    /// Whether the window is over, and the state says nothing any more.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now.since(self.since) >= SEND_WINDOW
    }
}

/// Whether a message may be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum SendDecision {
    /// It may, and is paid for.
    Granted {
        /// How long until the next one may be.
        resend_after: Duration,
    },
    /// Too soon after the last one.
    CoolDown {
        /// How long until one may be sent.
        retry_after: Duration,
    },
    /// None is left in this window.
    Spent {
        /// How long until the next window.
        retry_after: Duration,
    },
}

/// Decides on one message at `now`, and gives the state to keep.
#[must_use]
pub fn decide_send(state: SendState, limit: &SendLimit, now: Timestamp) -> (SendDecision, SendState) {
    let state = if state.is_over(now) {
        SendState::default()
    } else {
        state
    };
    if state.sent >= limit.daily {
        let end = if state.sent == 0 { now } else { state.since }.saturating_add(SEND_WINDOW);
        let retry_after = end.since(now);
        return (SendDecision::Spent { retry_after }, state);
    }
    let open_at = state.last.saturating_add(limit.cool_down(state.sent));
    if state.sent > 0 && now < open_at {
        let retry_after = open_at.since(now);
        return (SendDecision::CoolDown { retry_after }, state);
    }
    let sent = state.sent.saturating_add(1);
    let next = SendState {
        sent,
        since: if state.sent == 0 { now } else { state.since },
        last: now,
    };
    let resend_after = limit.cool_down(sent);
    (SendDecision::Granted { resend_after }, next)
}

/// The length of a budget's window.
pub const SEND_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
