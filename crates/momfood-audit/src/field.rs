//! Details of an event: few, ordered, and bounded, so that no producer and no client can make an event large.
//!
//! In JSON they are one object, name by value. What is read back passes through the same bounds and the same neutralising as
//! what is built here: a stored line that was tampered with cannot forge another one.

use core::fmt;
use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};

use crate::{IntoValue, SafeText, Value};

/// The fields of one event, in the order in which they were added.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Fields(Vec<Field>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Field {
    name: Cow<'static, str>,
    value: Value,
}

impl Fields {
    /// The most fields one event keeps; more are left out, and [`Fields::push`] says so.
    pub const MAX: usize = 32;

    /// The most bytes of text that the fields of one event keep, names included; a field past it is left out.
    pub const MAX_BYTES: usize = 8_192;

    /// Adds a field; a name that stands already is replaced. Returns `false` if there was no room.
    pub fn push(&mut self, name: &'static str, value: impl IntoValue) -> bool {
        self.insert(Cow::Borrowed(name), value.into_value())
    }

    fn insert(&mut self, name: Cow<'static, str>, value: Value) -> bool {
        let others: usize = self.0.iter().filter(|field| field.name != name).map(Field::bytes).sum();
        let field = Field { name, value };
        if others + field.bytes() > Self::MAX_BYTES {
            return false;
        }
        if let Some(present) = self.0.iter_mut().find(|present| present.name == field.name) {
            *present = field;
            return true;
        }
        let fits = self.0.len() < Self::MAX;
        if fits {
            self.0.push(field);
        }
        fits
    }

    /// The value of the field with this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|field| field.name == name).map(|field| &field.value)
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|field| (field.name.as_ref(), &field.value))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Field {
    fn bytes(&self) -> usize {
        let value = match &self.value {
            Value::Text(text) => text.as_str().len(),
            Value::Bool(_) | Value::Integer(_) | Value::Ip(_) | Value::Uuid(_) => 0,
        };
        self.name.len() + value
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> de::Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("fields by name")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some((name, value)) = map.next_entry::<SafeText, Value>()? {
            fields.insert(Cow::Owned(name.as_str().to_owned()), value);
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Public;

    const NAMES: [&str; 40] = {
        let mut names = [""; 40];
        let mut index = 0;
        let digits = "0123456789012345678901234567890123456789";
        while index < 40 {
            names[index] = digits.split_at(index).0;
            index += 1;
        }
        names
    };

    #[test]
    fn fields_are_bounded_and_names_are_unique() {
        let mut fields = Fields::default();
        let kept = NAMES.iter().filter(|name| fields.push(name, 1_u32)).count();
        assert_eq!(kept, Fields::MAX);
        assert!(
            fields.push(NAMES[0], 2_u32),
            "a name that stands is replaced even when full"
        );
        assert_eq!(fields.value(NAMES[0]), Some(&Value::Integer(2)));
        assert_eq!(fields.iter().count(), Fields::MAX);
    }

    #[test]
    fn the_text_of_all_fields_together_is_bounded() {
        let long = "x".repeat(SafeText::MAX_BYTES);
        let mut fields = Fields::default();
        let kept = NAMES.iter().filter(|name| fields.push(name, Public(&long))).count();
        assert_eq!(kept, 7, "eight of a kilobyte would not leave room for their names");
        assert!(fields.push("count", 1_u32), "small fields still fit");
    }
}
