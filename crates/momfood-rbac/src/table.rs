//! The decision table: one cell for each action of each resource, and in it the rules by role.
//!
//! Finding the rules of a principal costs the same however many rules there are: the cell by its number, the roles by a
//! bit mask, a role's rules by counting the bits below its own.

use core::slice;

use crate::logic::Logic;
use crate::predicate::{Predicate, Question};
use crate::tri::{Kleene, Tri};

/// Whether a rule gives or takes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a rule allows or denies; there is nothing between"
)]
pub enum Effect {
    /// Allows what no rule denies.
    Allow,
    /// Denies, whatever allows it.
    Deny,
}

impl Effect {
    /// The stable name: `allow` or `deny`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Box<str>,
    pub(crate) effect: Effect,
}

/// A named condition on the rows of one resource.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) name: Box<str>,
    pub(crate) logic: Logic<Predicate>,
}

/// What one rule says in one cell.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// Its number among the policy's rules.
    pub(crate) rule: usize,
    /// Over the numbers of conditions.
    pub(crate) guard: Option<Logic<usize>>,
    pub(crate) columns: Option<Box<[Box<str>]>>,
}

impl Clause {
    pub(crate) const fn is_conditional(&self) -> bool {
        self.guard.is_some() || self.columns.is_some()
    }

    /// How much it holds, for the limit on what a policy may hold.
    pub(crate) fn weight(&self) -> usize {
        let columns = self.columns.as_ref().map_or(0, |columns| columns.len());
        1 + columns + self.guard.as_ref().map_or(0, Logic::leaves)
    }

    /// Whether it holds.
    pub(crate) fn holds(&self, conditions: &[Condition], question: Question<'_>) -> Tri {
        let guard = self.truth(conditions, &mut |predicate: &Predicate| predicate.eval(question));
        match &self.columns {
            Some(columns) => guard.and(covers(columns, question)),
            None => guard,
        }
    }

    /// The truth of its guard, from that of the predicates in its conditions.
    pub(crate) fn truth<T: Kleene + From<Tri>>(
        &self,
        conditions: &[Condition],
        predicate: &mut impl FnMut(&Predicate) -> T,
    ) -> T {
        let Some(guard) = &self.guard else { return T::TRUE };
        guard.eval(&mut |number: &usize| match conditions.get(*number) {
            Some(condition) => condition.logic.eval(predicate),
            None => T::from(Tri::Unknown),
        })
    }
}

/// Whether all that the action would change is among `columns`.
pub(crate) fn covers(columns: &[Box<str>], question: Question<'_>) -> Tri {
    match question.row.changed_columns() {
        None | Some([]) => Tri::Unknown,
        Some(changed) => Tri::from(
            changed
                .iter()
                .all(|name| columns.iter().any(|column| column.as_ref() == *name)),
        ),
    }
}

/// All that is said about one action of one resource.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) name: Box<str>,
    pub(crate) deny: ByRole,
    pub(crate) allow: ByRole,
    pub(crate) allow_if: ByRole,
    pub(crate) deny_if: ByRole,
}

/// Clauses by the role that they belong to, those for everybody first.
#[derive(Debug)]
pub(crate) struct ByRole {
    /// The roles that have clauses.
    mask: u64,
    /// Where the clauses for everybody end, then those of each role of the mask, from its lowest bit.
    ends: Box<[usize]>,
    clauses: Box<[Clause]>,
}

impl ByRole {
    /// `entries` with the bit of their role, or 0 for everybody.
    pub(crate) fn new(mut entries: Vec<(u64, Clause)>) -> Self {
        entries.sort_by_key(|(bit, clause)| (*bit, clause.rule));
        let mut ends = vec![entries.iter().filter(|(bit, _)| *bit == 0).count()];
        let mut mask = 0;
        for (number, (bit, _)) in entries.iter().enumerate() {
            if *bit == 0 {
                continue;
            }
            if mask & bit == 0 {
                mask |= bit;
                ends.push(number);
            }
            if let Some(end) = ends.last_mut() {
                *end = number + 1;
            }
        }
        Self {
            mask,
            ends: ends.into(),
            clauses: entries.into_iter().map(|(_, clause)| clause).collect(),
        }
    }

    /// The clauses for everybody and for any of `roles`.
    pub(crate) fn of(&self, roles: u64) -> Clauses<'_> {
        Clauses {
            table: self,
            segment: self.segment(0).iter(),
            left: roles & self.mask,
        }
    }

    fn segment(&self, number: usize) -> &[Clause] {
        let start = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0, |end| *end);
        let end = self.ends.get(number).map_or(0, |end| *end);
        self.clauses.get(start..end).unwrap_or_default()
    }
}

/// The clauses of a set of roles, one role after another.
pub(crate) struct Clauses<'t> {
    table: &'t ByRole,
    segment: slice::Iter<'t, Clause>,
    left: u64,
}

impl<'t> Iterator for Clauses<'t> {
    type Item = &'t Clause;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(clause) = self.segment.next() {
                return Some(clause);
            }
            let below = self.left.checked_sub(1)? & !self.left;
            let number = (self.table.mask & below).count_ones() + 1;
            self.left &= self.left - 1;
            self.segment = self.table.segment(usize::try_from(number).ok()?).iter();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(rule: usize) -> Clause {
        Clause {
            rule,
            guard: None,
            columns: None,
        }
    }

    #[test]
    fn the_clauses_of_a_role_set_are_those_of_its_roles_and_of_everybody() {
        let entries = [(4, 1), (0, 7), (1 << 63, 2), (4, 0), (1, 9), (0, 3)];
        let table = ByRole::new(entries.map(|(bit, rule)| (bit, clause(rule))).to_vec());
        for roles in [0, 1, 2, 4, 5, 1 << 63, u64::MAX] {
            let mut found: Vec<_> = table.of(roles).map(|clause| clause.rule).collect();
            let mut wanted: Vec<_> = entries
                .iter()
                .filter(|(bit, _)| *bit == 0 || roles & bit != 0)
                .map(|(_, rule)| *rule)
                .collect();
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{roles:b}");
        }
        assert_eq!(ByRole::new(Vec::new()).of(u64::MAX).count(), 0);
    }
}
