//! What a service may be set to: ranges are checked once, when it is built.

use core::{ops::RangeInclusive, time::Duration};

/// A setting was refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A duration out of its range.
    #[error("{setting} must lie between {min:?} and {max:?}")]
    Range {
        /// The setting's name.
        setting: &'static str,
        /// The shortest that is allowed.
        min: Duration,
        /// The longest that is allowed.
        max: Duration,
    },
    /// An empty name, one longer than 256 bytes, or one with a blank, a quote, a backslash or a character beyond ASCII.
    #[error("{setting} must have 1 to 256 visible ascii characters, no quotes and no backslashes")]
    Name {
        /// The setting's name.
        setting: &'static str,
    },
}

impl ConfigError {
    /// The stable code: `config_range` or `config_name`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Range { .. } => "config_range",
            Self::Name { .. } => "config_name",
        }
    }
}

/// `value`, if it lies in `range`.
pub(crate) fn bounded(
    setting: &'static str,
    value: Duration,
    range: RangeInclusive<Duration>,
) -> Result<Duration, ConfigError> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (min, max) = range.into_inner();
    Err(ConfigError::Range { setting, min, max })
}
