//! How grave an event is: the plan's four levels, and `Info` below them for what is merely worth remembering.
//! The numbers are OCSF's `severity_id` (1 to 5).

use core::fmt;

use serde::{Deserialize, Serialize};

/// Ordered from `Info` to `Critical`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "the five levels are OCSF's and closed: a match on them should be total"
)]
pub enum Severity {
    /// Normal operation, recorded for the trail: a login, a token issued.
    Info = 1,
    /// Unusual alone, harmless alone: one wrong code, one malformed header.
    Low = 2,
    /// Likely misuse: a refused permission, a bot.
    Medium = 3,
    /// An attack that was stopped: a replayed token, a flood.
    High = 4,
    /// An attack that may have succeeded, or a control that stopped working.
    Critical = 5,
}

impl Severity {
    /// The stable name, as in the plan: `info`, `low`, `medium`, `high`, `critical`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
