//! How the thing that an event tells of came out. Detectors count failures and denials, never successes.

use serde::{Deserialize, Serialize};

/// What came of the attempt.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a detector that overlooks an outcome would miscount: matches must be total"
)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was tried and did not work: a wrong password, an expired code.
    Failure,
    /// It was refused by policy: a permission, a limit, a block.
    Denied,
    /// Nobody can tell: the store did not answer.
    Unknown,
}

impl Outcome {
    /// The stable name: `success`, `failure`, `denied`, `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}
