//! What a check decided, and what the caller may be told of it.

use core::time::Duration;

use momfood_audit::Timestamp;

use crate::{MAX_CHARGES, Quota, Rate};

/// The outcome of one check over all its charges.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use = "a limit that nobody reads limits nothing"]
pub struct Decision<'a> {
    allowed: bool,
    source: Source,
    at: Timestamp,
    standings: [Option<Standing<'a>>; MAX_CHARGES],
}

impl<'a> Decision<'a> {
    /// A decision made at `at` by the store's clock. For implementers of a store; at most [`MAX_CHARGES`] standings are
    /// kept.
    pub fn new(
        allowed: bool,
        source: Source,
        at: Timestamp,
        standings: impl IntoIterator<Item = Standing<'a>>,
    ) -> Self {
        let mut kept = [None; MAX_CHARGES];
        for (place, standing) in kept.iter_mut().zip(standings) {
            *place = Some(standing);
        }
        Self {
            allowed,
            source,
            at,
            standings: kept,
        }
    }

    /// Whether the request may go on. All charges were made, or (if not) none.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.allowed
    }

    /// Who decided.
    #[must_use]
    pub const fn source(&self) -> Source {
        self.source
    }

    /// When, by the clock of the store that decided.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// How each quota stands now, in the order of the charges.
    pub fn standings(&self) -> impl Iterator<Item = &Standing<'a>> {
        self.standings.iter().flatten()
    }

    /// The quotas that refused.
    pub fn denied_by(&self) -> impl Iterator<Item = &Standing<'a>> {
        self.standings().filter(|standing| standing.retry != Retry::Now)
    }

    /// When to try again: the longest wait of the quotas that refused.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.standings()
            .map(|standing| standing.retry)
            .max()
            .unwrap_or(Retry::Now)
    }

    /// The quota to tell the caller of, if only one can be told: the one that makes it wait longest, or has least left.
    #[must_use]
    pub fn tightest(&self) -> Option<&Standing<'a>> {
        self.standings()
            .max_by_key(|standing| (standing.retry, core::cmp::Reverse(standing.remaining)))
    }
}

/// How one quota stands after a decision.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Standing<'a> {
    /// The quota.
    pub quota: &'a Quota,
    /// Units that a full bucket holds: the quota's burst, or the part of it that was granted.
    pub limit: u32,
    /// Units that are left.
    pub remaining: u32,
    /// When this quota would admit the charge. [`Retry::Now`] with a refusal means that another quota refused.
    pub retry: Retry,
    /// Until the quota is full again if nothing more is charged.
    pub reset_after: Duration,
}

impl<'a> Standing<'a> {
    /// How `quota`, granted as `rate`, stands.
    #[must_use]
    pub const fn new(quota: &'a Quota, rate: &Rate, remaining: u32, retry: Retry, reset_after: Duration) -> Self {
        Self {
            quota,
            limit: rate.burst,
            remaining,
            retry,
            reset_after,
        }
    }

    /// A quota of which nothing is known to be used.
    #[must_use]
    pub const fn full(quota: &'a Quota, rate: &Rate) -> Self {
        Self::new(quota, rate, rate.burst, Retry::Now, Duration::ZERO)
    }
}

/// When a charge would be admitted. Ordered by the wait.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that overlooked Never would wait for ever"
)]
pub enum Retry {
    /// Now.
    Now,
    /// After exactly this long, if nobody else charges meanwhile.
    After(Duration),
    /// Never: it costs more than the quota holds.
    Never,
}

/// Who made a decision.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "how far a refusal may be acted on depends on it")]
pub enum Source {
    /// The store, which is the authority.
    Store,
    /// This process alone, for the store could not be asked ([`FailurePolicy::Local`](crate::FailurePolicy::Local)).
    Local,
    /// Nobody counted: the failure policies of the quotas decided.
    Policy,
}
