//! A value that the policy or the principal owns. Never null: a comparison with null is never true, so it is not written.

use uuid::Uuid;

use crate::Value;
use crate::value::Base;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Literal {
    Bool(bool),
    Int(i64),
    Text(Box<str>),
    Timestamp(i64),
    Uuid(Uuid),
}

impl Literal {
    pub(crate) const fn base(&self) -> Base {
        match self {
            Self::Bool(_) => Base::Bool,
            Self::Int(_) => Base::Int,
            Self::Text(_) => Base::Text,
            Self::Timestamp(_) => Base::Timestamptz,
            Self::Uuid(_) => Base::Uuid,
        }
    }

    /// This literal as `base` writes it: a uuid is written as text, a timestamptz as its microseconds.
    pub(crate) fn typed(self, base: Base) -> Option<Self> {
        match (base, self) {
            (Base::Uuid, Self::Text(text)) => Uuid::try_parse(&text).ok().map(Self::Uuid),
            (Base::Timestamptz, Self::Int(micros)) => Some(Self::Timestamp(micros)),
            (base, literal) => (literal.base() == base).then_some(literal),
        }
    }

    pub(crate) fn as_value(&self) -> Value<'_> {
        match self {
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(value) => Value::Int(*value),
            Self::Text(value) => Value::Text(value),
            Self::Timestamp(value) => Value::Timestamp(*value),
            Self::Uuid(value) => Value::Uuid(*value),
        }
    }

    /// An owned copy of `value`; nothing for null.
    pub(crate) fn of(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(value) => Some(Self::Bool(value)),
            Value::Int(value) => Some(Self::Int(value)),
            Value::Text(value) => Some(Self::Text(value.into())),
            Value::Timestamp(value) => Some(Self::Timestamp(value)),
            Value::Uuid(value) => Some(Self::Uuid(value)),
        }
    }
}
