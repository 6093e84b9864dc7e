//! `and`, `or`, `not` over anything: named conditions in a rule, comparisons in a condition. Built once, evaluated
//! without allocation; its depth is the grammar's, so recursion is bounded.

use core::fmt;

use crate::tri::Kleene;

/// A formula over leaves of type `L`.
#[derive(Clone, Debug)]
pub(crate) enum Logic<L> {
    Leaf(L),
    Not(Box<Self>),
    All(Box<[Self]>),
    Any(Box<[Self]>),
}

impl<L> Logic<L> {
    /// The formula's truth, from that of its leaves. Stops as soon as the rest cannot change it.
    pub(crate) fn eval<'l, T: Kleene>(&'l self, leaf: &mut impl FnMut(&'l L) -> T) -> T {
        match self {
            Self::Leaf(inner) => leaf(inner),
            Self::Not(inner) => inner.eval(leaf).not(),
            Self::All(parts) => {
                let mut truth = T::TRUE;
                for part in parts {
                    truth = truth.and(part.eval(leaf));
                    if truth == T::FALSE {
                        break;
                    }
                }
                truth
            }
            Self::Any(parts) => {
                let mut truth = T::FALSE;
                for part in parts {
                    truth = truth.or(part.eval(leaf));
                    if truth == T::TRUE {
                        break;
                    }
                }
                truth
            }
        }
    }

    /// The same formula over other leaves.
    pub(crate) fn try_map<M, E>(&self, leaf: &mut impl FnMut(&L) -> Result<M, E>) -> Result<Logic<M>, E> {
        Ok(match self {
            Self::Leaf(inner) => Logic::Leaf(leaf(inner)?),
            Self::Not(inner) => Logic::Not(Box::new(inner.try_map(leaf)?)),
            Self::All(parts) => Logic::All(parts.iter().map(|part| part.try_map(leaf)).collect::<Result<_, E>>()?),
            Self::Any(parts) => Logic::Any(parts.iter().map(|part| part.try_map(leaf)).collect::<Result<_, E>>()?),
        })
    }

    /// Visits every leaf, from left to right.
    pub(crate) fn for_each<'l>(&'l self, visit: &mut impl FnMut(&'l L)) {
        match self {
            Self::Leaf(inner) => visit(inner),
            Self::Not(inner) => inner.for_each(visit),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.for_each(visit)),
        }
    }

    /// How many leaves it has.
    pub(crate) fn leaves(&self) -> usize {
        let mut count = 0;
        self.for_each(&mut |_| count += 1);
        count
    }
}

/// In the grammar's own words, with no more parentheses than it needs.
impl<L: fmt::Display> fmt::Display for Logic<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, word) = match self {
            Self::Leaf(inner) => return inner.fmt(formatter),
            Self::Not(inner) => {
                formatter.write_str("not ")?;
                return inner.fmt_within(formatter, matches!(**inner, Self::All(_) | Self::Any(_)));
            }
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
        };
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                formatter.write_str(word)?;
            }
            let looser = match self {
                Self::All(_) => matches!(part, Self::All(_) | Self::Any(_)),
                _ => matches!(part, Self::Any(_)),
            };
            part.fmt_within(formatter, looser)?;
        }
        Ok(())
    }
}

impl<L: fmt::Display> Logic<L> {
    fn fmt_within(&self, formatter: &mut fmt::Formatter<'_>, parentheses: bool) -> fmt::Result {
        if parentheses {
            write!(formatter, "({self})")
        } else {
            write!(formatter, "{self}")
        }
    }
}
