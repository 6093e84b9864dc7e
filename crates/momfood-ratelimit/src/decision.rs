//! What a check decided, and what the caller may be told of it.

use core::{cmp::Reverse, time::Duration};

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
        self.standings().filter(|standing| !standing.admits())
    }

    /// When to try again: the longest wait of the quotas that refused.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.standings().map(Standing::retry).max().unwrap_or(Retry::Now)
    }

    /// The quota to tell the caller of, if only one can be told: the one that makes it wait longest, or has least left.
    #[must_use]
    pub fn tightest(&self) -> Option<&Standing<'a>> {
        self.standings()
            .max_by_key(|standing| (standing.retry(), Reverse(standing.remaining())))
    }
}

/// How one quota stands after a decision. Times are kept in whole microseconds: a decision is returned by value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Standing<'a> {
    quota: &'a Quota,
    limit: u32,
    remaining: u32,
    wait: u64,
    reset_after: u64,
}

impl<'a> Standing<'a> {
    /// How `quota`, granted as `rate`, stands, with times as a [`Bucket`](crate::algorithm::Bucket) gives them. For
    /// implementers of a store.
    #[must_use]
    pub fn new(quota: &'a Quota, rate: &Rate, remaining: u32, wait: Option<u64>, reset_after: u64) -> Self {
        Self {
            quota,
            limit: rate.burst,
            remaining,
            wait: wait.unwrap_or(NEVER),
            reset_after,
        }
    }

    /// A quota of which nothing is known to be used.
    #[must_use]
    pub fn full(quota: &'a Quota, rate: &Rate) -> Self {
        Self::new(quota, rate, rate.burst, Some(0), 0)
    }

    /// The quota.
    #[must_use]
    pub const fn quota(&self) -> &'a Quota {
        self.quota
    }

    /// Units that a full bucket holds: the quota's burst, or the part of it that was granted.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.limit
    }

    /// Units that are left.
    #[must_use]
    pub const fn remaining(&self) -> u32 {
        self.remaining
    }

    /// When this quota would admit the charge. [`Retry::Now`] with a refusal means that another quota refused.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self.wait {
            0 => Retry::Now,
            NEVER => Retry::Never,
            micros => Retry::After(Duration::from_micros(micros)),
        }
    }

    pub(crate) const fn admits(&self) -> bool {
        self.wait == 0
    }

    /// Until the quota is full again if nothing more is charged.
    #[must_use]
    pub const fn reset_after(&self) -> Duration {
        Duration::from_micros(self.reset_after)
    }
}

/// A wait that never ends.
const NEVER: u64 = u64::MAX;

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
