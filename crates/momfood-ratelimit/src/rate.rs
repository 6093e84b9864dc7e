//! A quota as the algorithms see it: plain integers, worked out once.

use core::{
    num::{NonZeroU16, NonZeroU32},
    time::Duration,
};

use crate::Algorithm;

/// The integers of one quota, or of a [`Share`] of it. Only a checked [`Quota`](crate::Quota) makes one, so they are in
/// range. All times are microseconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rate {
    /// Units in a period; at least 1.
    pub limit: u32,
    /// Units at once; equals `limit` unless GCRA was given another.
    pub burst: u32,
    /// The period.
    pub period: u64,
    /// GCRA's T: the time in which one unit comes back. Rounded up, so that the long-run rate is never above the limit.
    pub emission: u64,
    /// GCRA's τ = `burst` × `emission`: the time in which an emptied bucket is full again. A whole multiple of T, so that
    /// a full bucket admits exactly `burst` at once, whatever the rounding.
    pub tolerance: u64,
    /// Which algorithm counts.
    pub algorithm: Algorithm,
}

impl Rate {
    pub(crate) fn new(limit: NonZeroU32, burst: NonZeroU32, period: Duration, algorithm: Algorithm) -> Self {
        let period = u64::try_from(period.as_micros()).unwrap_or(u64::MAX);
        let emission = period.div_ceil(u64::from(limit.get()));
        Self {
            limit: limit.get(),
            burst: burst.get(),
            period,
            emission,
            tolerance: emission.saturating_mul(u64::from(burst.get())),
            algorithm,
        }
    }
}

/// A part of a quota, in thousandths, from 1 to 1000: what a suspicious caller is given, or what one of several replicas
/// may hand out on its own.
///
/// It scales the quota and keeps the bucket: who is used up stays so when the share changes either way (under GCRA, what
/// stays is the part of the bucket that is used; in a window, the number of units). Scaling the cost instead could not be
/// exact: at a share of 0.6 a cost of one would have to be charged as two.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Share(NonZeroU16);

impl Share {
    /// All of it.
    pub const FULL: Self = Self::permille(1_000);

    /// `thousandths` of it; brought into 1 to 1000.
    #[must_use]
    pub const fn permille(thousandths: u16) -> Self {
        match NonZeroU16::new(thousandths) {
            Some(part) if thousandths <= 1_000 => Self(part),
            Some(_) => Self(NonZeroU16::MIN.saturating_add(999)),
            None => Self(NonZeroU16::MIN),
        }
    }

    /// One of `parts` equal parts, but never less than a thousandth.
    #[must_use]
    pub fn one_of(parts: NonZeroU32) -> Self {
        Self::permille(u16::try_from(1_000 / parts.get()).unwrap_or(1_000))
    }

    /// This part of that part.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let product = u32::from(self.0.get()) * u32::from(other.0.get()) / 1_000;
        Self::permille(u16::try_from(product).unwrap_or(1_000))
    }

    /// This part of `limit`, rounded down, but at least one: a limit of zero would be a block in disguise.
    #[must_use]
    pub fn of(self, limit: NonZeroU32) -> NonZeroU32 {
        let part = u64::from(limit.get()) * u64::from(self.0.get()) / 1_000;
        u32::try_from(part)
            .ok()
            .and_then(NonZeroU32::new)
            .unwrap_or(NonZeroU32::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stay_between_a_thousandth_and_the_whole() {
        assert_eq!(Share::permille(0), Share::permille(1));
        assert_eq!(Share::permille(u16::MAX), Share::FULL);
        assert_eq!(Share::one_of(NonZeroU32::new(3).unwrap()), Share::permille(333));
        assert_eq!(Share::one_of(NonZeroU32::MAX), Share::permille(1));
        assert_eq!(Share::permille(600).and(Share::permille(500)), Share::permille(300));
        assert_eq!(Share::FULL.of(NonZeroU32::MAX), NonZeroU32::MAX);
    }
}
