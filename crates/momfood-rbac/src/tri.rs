//! Truth with a third value. What cannot be known is neither true nor false, and only what is true is allowed.
//!
//! Kleene's strong logic, which is also SQL's: `and` is the lesser, `or` the greater, `not` turns the order round. The same
//! condition therefore means the same here and in a `WHERE`. The plan's `undefined === undefined` was true; here it is
//! [`Tri::Unknown`].

use core::fmt;

/// A truth value, ordered `False < Unknown < True`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a decision that overlooks a truth value would be wrong: matches must be total"
)]
pub enum Tri {
    /// It does not hold.
    False,
    /// Nobody can tell: an attribute is null, missing or of another type.
    Unknown,
    /// It holds.
    True,
}

impl Tri {
    /// The stable name: `false`, `unknown`, `true`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Unknown => "unknown",
            Self::True => "true",
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl fmt::Display for Tri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What `and`, `or` and `not` need: [`Tri`] itself, and the sets of `Tri` with which a policy is asked what is possible.
pub(crate) trait Kleene: Copy + PartialEq {
    const FALSE: Self;
    const TRUE: Self;

    fn and(self, other: Self) -> Self;
    fn not(self) -> Self;

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

impl Kleene for Tri {
    const FALSE: Self = Self::False;
    const TRUE: Self = Self::True;

    fn and(self, other: Self) -> Self {
        self.min(other)
    }

    fn or(self, other: Self) -> Self {
        self.max(other)
    }

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Tri; 3] = [Tri::False, Tri::Unknown, Tri::True];

    #[test]
    fn the_truth_tables_are_kleenes() {
        use Tri::{False as F, True as T, Unknown as U};
        let and = ALL.map(|a| ALL.map(|b| a.and(b)));
        let or = ALL.map(|a| ALL.map(|b| a.or(b)));
        assert_eq!(and, [[F, F, F], [F, U, U], [F, U, T]]);
        assert_eq!(or, [[F, U, T], [U, U, T], [T, T, T]]);
        assert_eq!(ALL.map(Tri::not), [T, U, F]);
    }
}
