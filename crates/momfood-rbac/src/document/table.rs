//! A map in which no key stands twice, whatever the format's own reader thinks of that.

use core::{fmt, marker::PhantomData};
use std::collections::{BTreeMap, btree_map::Entry};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Keys in ASCII order, so that the order of the file means nothing.
#[derive(Debug)]
pub(crate) struct Table<V>(BTreeMap<String, V>);

impl<V> Table<V> {
    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.0.get(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads the rest of a map that a visitor was given.
    pub(crate) fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error>
    where
        V: Deserialize<'de>,
    {
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            match entries.entry(key) {
                Entry::Occupied(entry) => {
                    return Err(A::Error::custom(format_args!("key `{}` stands twice", entry.key())));
                }
                Entry::Vacant(entry) => entry.insert(map.next_value()?),
            };
        }
        Ok(Self(entries))
    }
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Table<V>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Table::read(map)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}
