//! How much of something is allowed: the configuration that every decision is made against.
//!
//! All ranges are checked when a quota is built, and are chosen so that every product in the algorithms stays below 2^53:
//! the same integers are exact in a Redis script, whose numbers are doubles, and no decision can overflow.

use core::{num::NonZeroU32, time::Duration};

use crate::{Algorithm, FailurePolicy, PolicyId, PolicyIdError, Rate, Share};

/// `limit` units in every `period`, under a name.
///
/// ```
/// use core::time::Duration;
/// use momfood_ratelimit::{Algorithm, FailurePolicy, Quota};
///
/// let login = Quota::per("login", 5, Duration::from_secs(15 * 60))?
///     .with_algorithm(Algorithm::SlidingLog)?
///     .with_failure_policy(FailurePolicy::Deny);
/// let reads = Quota::per("reads", 600, Duration::from_secs(60))?.with_burst(50)?;
/// # Ok::<(), momfood_ratelimit::QuotaError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Quota {
    id: PolicyId,
    limit: NonZeroU32,
    burst: Option<NonZeroU32>,
    period: Duration,
    algorithm: Algorithm,
    on_failure: FailurePolicy,
    rate: Rate,
}

impl Quota {
    /// `limit` units in every `period`, by [`Algorithm::Gcra`] with a burst of `limit`, and
    /// [`FailurePolicy::Local`] when the store fails.
    ///
    /// # Errors
    /// [`QuotaError`] if the name is no [`PolicyId`], the limit is zero, the period is shorter than a millisecond,
    /// longer than [`MAX_PERIOD`] or no whole number of milliseconds, or the rate is above one unit a microsecond.
    pub fn per(id: &str, limit: u32, period: Duration) -> Result<Self, QuotaError> {
        let id = PolicyId::new(id)?;
        let limit = NonZeroU32::new(limit).ok_or(QuotaError::Zero)?;
        Self::checked(id, limit, None, period, Algorithm::Gcra, FailurePolicy::Local)
    }

    /// A quota of this crate's own, whose numbers a test checks against [`per`](Self::per); admits while the store fails.
    pub(crate) fn preset(id: &'static str, limit: NonZeroU32, period: Duration) -> Self {
        Self {
            id: PolicyId::preset(id),
            limit,
            burst: None,
            period,
            algorithm: Algorithm::Gcra,
            on_failure: FailurePolicy::Allow,
            rate: Rate::new(limit, limit, period, Algorithm::Gcra),
        }
    }

    /// Counts by `algorithm` instead.
    ///
    /// # Errors
    /// [`QuotaError::LogTooLong`] for a [`Algorithm::SlidingLog`] above [`MAX_LOG_LIMIT`]; [`QuotaError::TooLarge`] for a
    /// [`Algorithm::SlidingCounter`] whose limit times its period is not exact in a double; [`QuotaError::Burst`] if a
    /// burst was set, which only [`Algorithm::Gcra`] knows.
    pub fn with_algorithm(self, algorithm: Algorithm) -> Result<Self, QuotaError> {
        Self::checked(self.id, self.limit, self.burst, self.period, algorithm, self.on_failure)
    }

    /// Allows `burst` units at once, and `limit` a period on the long run ([`Algorithm::Gcra`] only).
    ///
    /// # Errors
    /// [`QuotaError::Zero`]; [`QuotaError::Burst`] with another algorithm; [`QuotaError::TooLarge`] if an emptied
    /// bucket would take longer than [`MAX_PERIOD`] to fill.
    pub fn with_burst(self, burst: u32) -> Result<Self, QuotaError> {
        let burst = NonZeroU32::new(burst).ok_or(QuotaError::Zero)?;
        Self::checked(
            self.id,
            self.limit,
            Some(burst),
            self.period,
            self.algorithm,
            self.on_failure,
        )
    }

    /// What happens when the store cannot be asked.
    #[must_use]
    pub const fn with_failure_policy(mut self, policy: FailurePolicy) -> Self {
        self.on_failure = policy;
        self
    }

    /// The name.
    #[must_use]
    pub const fn id(&self) -> &PolicyId {
        &self.id
    }

    /// Units in a period.
    #[must_use]
    pub const fn limit(&self) -> NonZeroU32 {
        self.limit
    }

    /// The period.
    #[must_use]
    pub const fn period(&self) -> Duration {
        self.period
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What happens when the store cannot be asked.
    #[must_use]
    pub const fn failure_policy(&self) -> FailurePolicy {
        self.on_failure
    }

    /// The numbers that the algorithms work with, of a `share` of this quota.
    #[must_use]
    pub fn rate(&self, share: Share) -> Rate {
        if share == Share::FULL {
            return self.rate;
        }
        let burst = self.burst.unwrap_or(self.limit);
        Rate::new(share.of(self.limit), share.of(burst), self.period, self.algorithm)
    }

    fn checked(
        id: PolicyId,
        limit: NonZeroU32,
        burst: Option<NonZeroU32>,
        period: Duration,
        algorithm: Algorithm,
        on_failure: FailurePolicy,
    ) -> Result<Self, QuotaError> {
        let micros = period.as_micros();
        let (limit_wide, burst_wide) = (u128::from(limit.get()), u128::from(burst.unwrap_or(limit).get()));
        if micros < 1_000 || period > MAX_PERIOD || !period.subsec_nanos().is_multiple_of(1_000_000) {
            return Err(QuotaError::Period);
        }
        match algorithm {
            Algorithm::Gcra if limit_wide > micros => return Err(QuotaError::TooFast),
            Algorithm::Gcra if burst_wide * micros > limit_wide * MAX_PERIOD.as_micros() => {
                return Err(QuotaError::TooLarge);
            }
            Algorithm::Gcra => {}
            Algorithm::SlidingLog | Algorithm::SlidingCounter if burst.is_some() => return Err(QuotaError::Burst),
            Algorithm::SlidingLog if limit.get() > MAX_LOG_LIMIT => return Err(QuotaError::LogTooLong),
            Algorithm::SlidingCounter if limit_wide * period.as_millis() > EXACT / 2 => {
                return Err(QuotaError::TooLarge);
            }
            Algorithm::SlidingLog | Algorithm::SlidingCounter => {}
        }
        Ok(Self {
            rate: Rate::new(limit, burst.unwrap_or(limit), period, algorithm),
            id,
            limit,
            burst,
            period,
            algorithm,
            on_failure,
        })
    }
}

/// The longest period, and the longest time in which an emptied bucket fills: 366 days.
pub const MAX_PERIOD: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The largest limit of an exact log: it keeps one time of eight bytes for every unit.
pub const MAX_LOG_LIMIT: u32 = 5_000;

/// Integers up to here are exact in a double.
const EXACT: u128 = 1 << 53;

/// The numbers do not make a quota.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuotaError {
    /// The name is no policy id.
    #[error(transparent)]
    Id(#[from] PolicyIdError),
    /// The limit or the burst is zero: to refuse everything, refuse it without a limiter.
    #[error("a limit of zero is no quota")]
    Zero,
    /// The period is shorter than a millisecond, longer than 366 days, or no whole number of milliseconds.
    #[error("a period is a whole number of milliseconds, of at most 366 days")]
    Period,
    /// More than one unit a microsecond.
    #[error("the rate is above one unit a microsecond")]
    TooFast,
    /// A burst was given to an algorithm that has none.
    #[error("only GCRA has a burst apart from its limit")]
    Burst,
    /// The limit of an exact log is too large.
    #[error("an exact log holds at most 5000 units")]
    LogTooLong,
    /// The numbers are too large to be exact in every store.
    #[error("the limit and the period are too large together")]
    TooLarge,
}

impl QuotaError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Id(_) => "quota_policy_id",
            Self::Zero => "quota_zero",
            Self::Period => "quota_period",
            Self::TooFast => "quota_too_fast",
            Self::Burst => "quota_burst",
            Self::LogTooLong => "quota_log_too_long",
            Self::TooLarge => "quota_too_large",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn numbers_outside_their_range_are_refused_when_the_quota_is_built() {
        assert_eq!(Quota::per("a", 0, MINUTE), Err(QuotaError::Zero));
        assert_eq!(Quota::per("A", 1, MINUTE), Err(QuotaError::Id(PolicyIdError)));
        assert_eq!(Quota::per("a", 1, Duration::ZERO), Err(QuotaError::Period));
        assert_eq!(
            Quota::per("a", 1, Duration::from_micros(1_500)),
            Err(QuotaError::Period)
        );
        assert_eq!(Quota::per("a", 1, Duration::MAX), Err(QuotaError::Period));
        assert_eq!(
            Quota::per("a", 1_001, Duration::from_millis(1)),
            Err(QuotaError::TooFast)
        );
        let quota = |limit| Quota::per("a", limit, MINUTE).unwrap();
        assert_eq!(quota(1).with_burst(0), Err(QuotaError::Zero));
        assert_eq!(quota(1).with_burst(u32::MAX), Err(QuotaError::TooLarge));
        assert_eq!(
            quota(1).with_burst(2).unwrap().with_algorithm(Algorithm::SlidingLog),
            Err(QuotaError::Burst)
        );
        assert_eq!(
            quota(5_001).with_algorithm(Algorithm::SlidingLog),
            Err(QuotaError::LogTooLong)
        );
        assert_eq!(
            Quota::per("a", 1_000_000, MAX_PERIOD)
                .unwrap()
                .with_algorithm(Algorithm::SlidingCounter),
            Err(QuotaError::TooLarge)
        );
    }

    #[test]
    fn a_preset_is_what_its_numbers_would_have_made() {
        let preset = Quota::preset("shield-burst", NonZeroU32::new(50).unwrap(), MINUTE);
        let built = Quota::per("shield-burst", 50, MINUTE).unwrap();
        assert_eq!(preset, built.with_failure_policy(FailurePolicy::Allow));
    }

    #[test]
    fn a_share_scales_limit_and_burst_and_never_to_zero() {
        let quota = Quota::per("a", 100, MINUTE).unwrap();
        assert_eq!(quota.rate(Share::permille(600)).limit, 60);
        assert_eq!(quota.rate(Share::permille(300)).burst, 30);
        assert_eq!(quota.rate(Share::permille(1)).limit, 1);
    }
}
