//! What the shield says, and how a service answers it.

use core::time::Duration;

use super::BotVerdict;

/// Whether a request may go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whether a request is served depends on it")]
#[must_use = "a verdict that nobody reads shields nothing"]
pub enum Verdict {
    /// It may.
    Pass {
        /// Points that its headers and its user agent have: 0 for a browser's. One of several signals, for a risk score.
        score: u32,
        /// What its user agent says it is.
        bot: BotVerdict,
    },
    /// It may not.
    Refuse(Refusal),
}

/// Why a request may not go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the answer depends on it: matches must be total")]
pub enum Refusal {
    /// Its address is blocked.
    Blocked {
        /// Until the block ends.
        retry_after: Duration,
    },
    /// Its address floods.
    Flood {
        /// Until it would be admitted.
        retry_after: Duration,
    },
    /// Its headers make no sense.
    InvalidHeaders,
    /// It comes from a program that is not wanted.
    Bot,
}

impl Refusal {
    /// The stable code, the plan's.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Blocked { .. } => "ADDRESS_BLOCKED",
            Self::Flood { .. } => "DDOS_PROTECTION",
            Self::InvalidHeaders => "INVALID_REQUEST",
            Self::Bot => "BOT_DETECTED",
        }
    }

    /// The HTTP status to answer with.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Blocked { .. } | Self::Bot => 403,
            Self::Flood { .. } => 429,
            Self::InvalidHeaders => 400,
        }
    }

    /// When to try again, if that helps.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Blocked { retry_after } | Self::Flood { retry_after } => Some(*retry_after),
            Self::InvalidHeaders | Self::Bot => None,
        }
    }
}
