//! Where the automaton is in a statement.

use crate::inspect::reason::Reason;

/// What the grammar expects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// A statement, or a fragment of one.
    Start,
    /// A value.
    Operand,
    /// An operator, a clause or the end.
    After(Value),
    /// Nothing that makes sense.
    Prose,
}

/// What kind of value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Value {
    Constant,
    Text,
    /// A word: a column, or English.
    Name,
    /// A parenthesis, closed.
    Group,
}

/// How much of a condition, as in `OR 1 = 1`, has been seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Condition {
    None,
    /// `OR`; `signed` after `OR -`.
    Begun {
        signed: bool,
    },
    /// `OR 1`.
    Left(Value),
    /// `OR 1 =`.
    Compared(Value),
}

/// Where a `SELECT` stands, and with it the points for a credible one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Query {
    pub(super) reason: Reason,
    pub(super) points: u8,
    /// Whether its list begins with more than a name.
    pub(super) telling: bool,
}
