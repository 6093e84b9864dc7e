//! What a test writes into its row: a scalar, or the attributes of a related row.

use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::document::Table;
use crate::value::Literal;

/// A value whose type the schema will tell: a uuid is still text, a timestamptz still a number.
#[derive(Clone, Debug)]
pub(crate) struct Scalar(pub(crate) Literal);

#[derive(Debug)]
pub(crate) enum Cell {
    Scalar(Scalar),
    Related(Table<Scalar>),
}

struct Scalars;

impl Visitor<'_> for Scalars {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, a whole number or a boolean")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar(Literal::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar(Literal::Int(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        let value = i64::try_from(value).map_err(|_| E::custom("a number of more than 64 bits"))?;
        self.visit_i64(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar(Literal::Text(value.into())))
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Scalars)
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Cells;

        impl<'de> Visitor<'de> for Cells {
            type Value = Cell;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string, a whole number, a boolean, or the table of a related row")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Scalars.visit_bool(value).map(Cell::Scalar)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                Scalars.visit_i64(value).map(Cell::Scalar)
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                Scalars.visit_u64(value).map(Cell::Scalar)
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
                Scalars.visit_str(value).map(Cell::Scalar)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Table::read(map).map(Cell::Related)
            }
        }

        deserializer.deserialize_any(Cells)
    }
}
