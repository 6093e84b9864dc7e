//! What one request asks for: one to four charges, decided together, all or none.

use core::iter;

use crate::{Quota, Share, Subject};

/// `cost` units of a quota, counted on a subject.
#[derive(Clone, Copy, Debug)]
pub struct Charge<'a> {
    quota: &'a Quota,
    subject: Subject<'a>,
    cost: u32,
    share: Share,
}

impl<'a> Charge<'a> {
    /// One unit of `quota` on `subject`.
    #[must_use]
    pub const fn new(quota: &'a Quota, subject: Subject<'a>) -> Self {
        Self {
            quota,
            subject,
            cost: 1,
            share: Share::FULL,
        }
    }

    /// `cost` units instead of one. Zero asks without charging; more than the quota holds is never admitted.
    #[must_use]
    pub const fn with_cost(mut self, cost: u32) -> Self {
        self.cost = cost;
        self
    }

    /// Only a share of the quota, by [`AdaptivePolicy`](crate::AdaptivePolicy) for one.
    #[must_use]
    pub const fn with_share(mut self, share: Share) -> Self {
        self.share = share;
        self
    }

    /// The quota.
    #[must_use]
    pub const fn quota(&self) -> &'a Quota {
        self.quota
    }

    /// Who is charged.
    #[must_use]
    pub const fn subject(&self) -> &Subject<'a> {
        &self.subject
    }

    /// Units.
    #[must_use]
    pub const fn cost(&self) -> u32 {
        self.cost
    }

    /// The part of the quota that is granted.
    #[must_use]
    pub const fn share(&self) -> Share {
        self.share
    }

    fn has_key_of(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.quota.id(), other.quota.id());
        ours.tag() == theirs.tag() && ours == theirs && self.subject == other.subject
    }
}

/// One to four charges, no two with the same key: what would be two is one with both costs, so that no store has to
/// wonder in which order to take them. Arrays of one to four charges convert into it.
#[derive(Clone, Copy, Debug)]
pub struct Charges<'a> {
    first: Charge<'a>,
    others: [Option<Charge<'a>>; MAX_CHARGES - 1],
}

/// The most charges in one decision.
pub const MAX_CHARGES: usize = 4;

impl<'a> Charges<'a> {
    /// Adds a charge, or its cost to the charge with the same quota and subject (of two shares the smaller one holds).
    ///
    /// # Errors
    /// [`TooManyCharges`], and nothing is added, if there are four already.
    pub fn try_push(&mut self, charge: Charge<'a>) -> Result<(), TooManyCharges> {
        let mut stored = iter::once(&mut self.first).chain(self.others.iter_mut().flatten());
        if let Some(same) = stored.find(|stored| stored.has_key_of(&charge)) {
            same.cost = same.cost.saturating_add(charge.cost);
            same.share = same.share.min(charge.share);
            return Ok(());
        }
        let free = self
            .others
            .iter_mut()
            .find(|place| place.is_none())
            .ok_or(TooManyCharges)?;
        *free = Some(charge);
        Ok(())
    }

    /// The charges, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Charge<'a>> {
        iter::once(&self.first).chain(self.others.iter().flatten())
    }

    /// What `each` makes of the charges, in their order.
    pub fn map<'c, T>(&'c self, each: impl Fn(&'c Charge<'a>) -> T) -> [Option<T>; MAX_CHARGES] {
        let [second, third, fourth] = &self.others;
        [Some(&self.first), second.as_ref(), third.as_ref(), fourth.as_ref()].map(|charge| charge.map(&each))
    }

    /// The first charge.
    #[must_use]
    pub const fn first(&self) -> &Charge<'a> {
        &self.first
    }

    /// Whether there is but one.
    #[must_use]
    pub const fn is_single(&self) -> bool {
        matches!(self.others, [None, ..])
    }
}

impl<'a> From<Charge<'a>> for Charges<'a> {
    fn from(first: Charge<'a>) -> Self {
        Self {
            first,
            others: [None; MAX_CHARGES - 1],
        }
    }
}

macro_rules! from_arrays {
    ($($length:literal)+) => {
        $(impl<'a> From<[Charge<'a>; $length]> for Charges<'a> {
            fn from([first, others @ ..]: [Charge<'a>; $length]) -> Self {
                let mut charges = Self::from(first);
                for charge in others {
                    // The array is no longer than the room there is.
                    let _ = charges.try_push(charge);
                }
                charges
            }
        })+
    };
}
from_arrays!(1 2 3 4);

/// A decision is made over at most four charges.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a decision is made over at most four charges")]
pub struct TooManyCharges;

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn charges_with_one_key_become_one() {
        let quota = Quota::per("a", 10, Duration::from_secs(1)).unwrap();
        let (ali, sara) = (Subject::user("ali").unwrap(), Subject::user("sara").unwrap());
        let charges = Charges::from([
            Charge::new(&quota, ali).with_cost(2),
            Charge::new(&quota, sara),
            Charge::new(&quota, ali).with_cost(u32::MAX),
        ]);
        let costs: Vec<u32> = charges.iter().map(Charge::cost).collect();
        assert_eq!(costs, [u32::MAX, 1]);
        assert!(!charges.is_single());
    }

    #[test]
    fn a_fifth_charge_is_refused() {
        let quota = Quota::per("a", 10, Duration::from_secs(1)).unwrap();
        let names = ["a", "b", "c", "d", "e"].map(|id| Charge::new(&quota, Subject::user(id).unwrap()));
        let mut charges = Charges::from(names[0]);
        for charge in &names[1..4] {
            charges.try_push(*charge).unwrap();
        }
        assert_eq!(charges.try_push(names[4]), Err(TooManyCharges));
        assert_eq!(charges.iter().count(), MAX_CHARGES);
    }
}
