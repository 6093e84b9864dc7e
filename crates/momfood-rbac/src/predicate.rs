//! One comparison with its names looked up and its types checked: the leaf that a decision evaluates.

use core::fmt;

use crate::grammar::Comparison;
use crate::tri::Tri;
use crate::value::{Base, Literal};
use crate::{Attributes, Principal, Value};

/// What a decision is about, as predicates see it.
#[derive(Clone, Copy)]
pub(crate) struct Question<'q> {
    pub(crate) principal: &'q Principal,
    pub(crate) row: &'q dyn Attributes,
}

#[derive(Clone, Debug)]
pub(crate) enum Predicate {
    Compare {
        left: Operand,
        comparison: Comparison,
        right: Operand,
    },
    In {
        operand: Operand,
        list: Box<[Literal]>,
    },
    IsNull(Operand),
}

impl Predicate {
    pub(crate) fn eval(&self, question: Question<'_>) -> Tri {
        match self {
            Self::Compare {
                left,
                comparison,
                right,
            } => match (left.fetch(question), right.fetch(question)) {
                (Ok(left), Ok(right)) => compare(left, *comparison, right),
                _ => Tri::Unknown,
            },
            Self::In { operand, list } => match operand.fetch(question) {
                Ok(value) => Tri::from(list.iter().any(|item| item.as_value() == value)),
                Err(_) => Tri::Unknown,
            },
            Self::IsNull(operand) => match operand.fetch(question) {
                Ok(_) => Tri::False,
                Err(Absence::Null) => Tri::True,
                Err(Absence::Missing | Absence::Mistyped) => Tri::Unknown,
            },
        }
    }

    /// Whether the answer depends on the row and not on the principal alone.
    pub(crate) fn reads_row(&self) -> bool {
        self.operands().any(|operand| matches!(operand, Operand::Row { .. }))
    }

    pub(crate) fn operands(&self) -> impl Iterator<Item = &Operand> {
        let (first, second) = match self {
            Self::Compare { left, right, .. } => (left, Some(right)),
            Self::In { operand, .. } | Self::IsNull(operand) => (operand, None),
        };
        core::iter::once(first).chain(second)
    }
}

/// Two values of one type, for the schema saw to that and [`Operand::fetch`] holds every row to it.
fn compare(left: Value<'_>, comparison: Comparison, right: Value<'_>) -> Tri {
    let order = match (left, right) {
        // Equality alone is cheaper than an order, and nearly all that policies ask.
        _ if comparison == Comparison::Equal => return Tri::from(left == right),
        _ if comparison == Comparison::NotEqual => return Tri::from(left != right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Int(left), Value::Int(right)) | (Value::Timestamp(left), Value::Timestamp(right)) => left.cmp(&right),
        _ => return Tri::Unknown,
    };
    Tri::from(comparison.holds(order))
}

/// Where a value comes from, and of which type it must be.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Row { name: Box<str>, base: Base },
    Principal { name: Box<str>, base: Base },
    PrincipalId { base: Base },
    Literal(Literal),
}

impl Operand {
    pub(crate) const fn base(&self) -> Base {
        match self {
            Self::Row { base, .. } | Self::Principal { base, .. } | Self::PrincipalId { base } => *base,
            Self::Literal(literal) => literal.base(),
        }
    }

    /// The name under which an explanation speaks of it; literals have none.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Row { name, .. } | Self::Principal { name, .. } => Some(name),
            Self::PrincipalId { .. } => Some("principal.id"),
            Self::Literal(_) => None,
        }
    }

    pub(crate) fn fetch<'q>(&'q self, question: Question<'q>) -> Result<Value<'q>, Absence> {
        let (value, base) = match self {
            Self::Row { name, base } => (question.row.attribute(name).ok_or(Absence::Missing)?, base),
            Self::Principal { name, base } => {
                let own = name.strip_prefix("principal.").unwrap_or(name);
                (question.principal.attribute(own)?, base)
            }
            Self::PrincipalId { base } => (question.principal.id().as_value(), base),
            Self::Literal(literal) => return Ok(literal.as_value()),
        };
        match value {
            Value::Null => Err(Absence::Null),
            value if base.admits(value) => Ok(value),
            _ => Err(Absence::Mistyped),
        }
    }
}

/// Why an attribute gave no value.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth way to have no value")]
pub enum Absence {
    /// The row or the principal does not know the attribute: usually a misspelt name in the program.
    Missing,
    /// It is null.
    Null,
    /// Its value is not of the type that the policy declares.
    Mistyped,
}

impl Absence {
    /// The stable name: `missing`, `null`, `mistyped`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Null => "null",
            Self::Mistyped => "mistyped",
        }
    }
}

impl fmt::Display for Absence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
