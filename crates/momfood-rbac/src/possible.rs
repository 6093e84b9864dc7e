//! What could be, before a row is loaded: the truth values that a formula may take over all rows.
//!
//! A set is an over-approximation, so `Always` and `Never` are certain and `Depends` means only "ask again with the row"
//! (cedar#1445: a page wants to know whether to show the button at all).

use core::fmt;

use crate::policy::Policy;
use crate::predicate::{Predicate, Question};
use crate::table::{ByRole, Clause};
use crate::tri::{Kleene, Tri};
use crate::{ActionId, NoAttributes, Principal};

/// Whether a principal may do an action, whatever the row.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a caller must know what to do with each answer")]
pub enum Possible {
    /// On no row at all.
    Never,
    /// On some rows, perhaps: [`decide`](crate::Policy::decide) with the row.
    Depends,
    /// On every row.
    Always,
}

impl Possible {
    /// The stable name: `never`, `depends`, `always`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Depends => "depends",
            Self::Always => "always",
        }
    }
}

impl fmt::Display for Possible {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

pub(crate) fn possible(policy: &Policy, principal: &Principal, action: ActionId) -> Possible {
    let roles = principal.roles();
    let Some(cell) = policy.cell(action, roles).filter(|_| !roles.is_empty()) else {
        return Possible::Never;
    };
    let any = |table: &ByRole| {
        let clauses = table.of(roles.mask);
        clauses.fold(Outcomes::FALSE, |any, clause| {
            any.or(outcomes(policy, clause, principal))
        })
    };
    let allows = any(&cell.allow).or(any(&cell.allow_if));
    let denies = any(&cell.deny).or(any(&cell.deny_if));
    allows.and(denies.not()).possible()
}

/// How a clause may come out over all rows.
fn outcomes(policy: &Policy, clause: &Clause, principal: &Principal) -> Outcomes {
    let row = &NoAttributes;
    let question = Question { principal, row };
    let guard = clause.truth(policy.conditions(), &mut |predicate: &Predicate| {
        if predicate.reads_row() {
            Outcomes::ANY
        } else {
            Outcomes::from(predicate.eval(question))
        }
    });
    if clause.columns.is_some() {
        guard.and(Outcomes::ANY)
    } else {
        guard
    }
}

/// A set of truth values, one bit each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Outcomes(u8);

impl Outcomes {
    const UNKNOWN: Self = Self(0b010);
    pub(crate) const ANY: Self = Self(0b111);

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn possible(self) -> Possible {
        if self == Self::TRUE {
            Possible::Always
        } else if self.has(Self::TRUE) {
            Possible::Depends
        } else {
            Possible::Never
        }
    }
}

impl From<Tri> for Outcomes {
    fn from(truth: Tri) -> Self {
        match truth {
            Tri::False => Self::FALSE,
            Tri::Unknown => Self::UNKNOWN,
            Tri::True => Self::TRUE,
        }
    }
}

impl Kleene for Outcomes {
    const FALSE: Self = Self(0b001);
    const TRUE: Self = Self(0b100);

    fn and(self, other: Self) -> Self {
        let mut bits = 0;
        if self.has(Self::FALSE) || other.has(Self::FALSE) {
            bits |= Self::FALSE.0;
        }
        if self.has(Self::TRUE) && other.has(Self::TRUE) {
            bits |= Self::TRUE.0;
        }
        let not_false = Self(Self::UNKNOWN.0 | Self::TRUE.0);
        if (self.has(Self::UNKNOWN) && other.has(not_false)) || (other.has(Self::UNKNOWN) && self.has(not_false)) {
            bits |= Self::UNKNOWN.0;
        }
        Self(bits)
    }

    fn not(self) -> Self {
        let mut bits = self.0 & Self::UNKNOWN.0;
        if self.has(Self::FALSE) {
            bits |= Self::TRUE.0;
        }
        if self.has(Self::TRUE) {
            bits |= Self::FALSE.0;
        }
        Self(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Tri; 3] = [Tri::False, Tri::Unknown, Tri::True];

    fn members(set: u8) -> impl Iterator<Item = Tri> + Clone {
        ALL.into_iter()
            .filter(move |truth| Outcomes(set).has(Outcomes::from(*truth)))
    }

    #[test]
    fn a_set_operation_is_the_operation_on_every_member() {
        for a in 1..8 {
            let negated = members(a).fold(0, |bits, x| bits | Outcomes::from(x.not()).0);
            assert_eq!(Outcomes(a).not(), Outcomes(negated));
            for b in 1..8 {
                let pairs = members(a).flat_map(|x| members(b).map(move |y| (x, y)));
                let and = pairs.clone().fold(0, |bits, (x, y)| bits | Outcomes::from(x.and(y)).0);
                let or = pairs.fold(0, |bits, (x, y)| bits | Outcomes::from(x.or(y)).0);
                assert_eq!(Outcomes(a).and(Outcomes(b)), Outcomes(and), "{a:03b} and {b:03b}");
                assert_eq!(Outcomes(a).or(Outcomes(b)), Outcomes(or), "{a:03b} or {b:03b}");
            }
        }
    }
}
