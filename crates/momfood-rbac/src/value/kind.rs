//! The types that a policy may declare: `uuid`, `text`, `int`, `bool`, `timestamptz`, each with `?` for "or null".

use core::fmt;

use crate::Value;

/// A type without nullability.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Base {
    Bool,
    Int,
    Text,
    Timestamptz,
    Uuid,
}

impl Base {
    const ALL: [Self; 5] = [Self::Bool, Self::Int, Self::Text, Self::Timestamptz, Self::Uuid];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Text => "text",
            Self::Timestamptz => "timestamptz",
            Self::Uuid => "uuid",
        }
    }

    /// Whether `<` and its kin are defined, with the same order here and in PostgreSQL.
    pub(crate) const fn is_ordered(self) -> bool {
        matches!(self, Self::Int | Self::Text | Self::Timestamptz)
    }

    /// Whether `value` is of this type; null is of none.
    pub(crate) const fn admits(self, value: Value<'_>) -> bool {
        matches!(
            (self, value),
            (Self::Bool, Value::Bool(_))
                | (Self::Int, Value::Int(_))
                | (Self::Text, Value::Text(_))
                | (Self::Timestamptz, Value::Timestamp(_))
                | (Self::Uuid, Value::Uuid(_))
        )
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A type as an attribute declares it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Type {
    pub(crate) base: Base,
    pub(crate) nullable: bool,
}

impl Type {
    /// Reads `text`, `text?`, ...
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, nullable) = match text.strip_suffix('?') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let base = Base::ALL.into_iter().find(|base| base.as_str() == name)?;
        Some(Self { base, nullable })
    }
}
