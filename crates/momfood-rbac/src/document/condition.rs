//! A condition as it is written: one text for every resource, or one for each.

use core::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::document::Table;

#[derive(Debug)]
pub(crate) enum ConditionEntry {
    Everywhere(String),
    PerResource(Table<String>),
}

impl<'de> Deserialize<'de> for ConditionEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Texts {
            on: Table<String>,
        }

        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = ConditionEntry;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a condition: a string, or a table `on` of one string a resource")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(ConditionEntry::Everywhere(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let texts = Texts::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ConditionEntry::PerResource(texts.on))
            }
        }

        deserializer.deserialize_any(Either)
    }
}
