//! A rule as it is written: `"orders:read if owner"`, or a table when it needs an id or columns of its own.

use core::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

#[derive(Debug)]
pub(crate) enum RuleEntry {
    Short(String),
    Table(RuleTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleTable {
    /// The rule's name in decisions and logs; left out, it is made of what the rule says.
    #[serde(default)]
    pub(crate) id: Option<String>,
    pub(crate) on: String,
    #[serde(default, rename = "if")]
    pub(crate) condition: Option<String>,
    /// The rule allows changes of these columns and of no others.
    #[serde(default)]
    pub(crate) columns: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = RuleEntry;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a rule: a string or a table")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(RuleEntry::Short(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                RuleTable::deserialize(MapAccessDeserializer::new(map)).map(RuleEntry::Table)
            }
        }

        // Not `untagged`: serde would then forget where in the file the fault is, and what it was.
        deserializer.deserialize_any(Either)
    }
}
