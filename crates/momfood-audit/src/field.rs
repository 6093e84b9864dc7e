//! Details of an event: few, ordered, bounded, and typed so that a secret cannot be among them.
//!
//! There are no floats, for they have no canonical text. A string from outside has to say what it is: [`crate::Public`]
//! or [`crate::Pii`]; only literals of the program enter bare.

use std::{borrow::Cow, net::IpAddr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SafeText;

/// One value of a field.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Value {
    /// A flag.
    Bool(bool),
    /// A count or a size.
    Integer(i64),
    /// An address.
    Ip(IpAddr),
    /// An id.
    Uuid(Uuid),
    /// Neutralised text.
    Text(SafeText),
}

/// What may become a field's value. Secrets do not implement it, and bare strings from outside cannot.
pub trait IntoValue {
    /// The value as the event keeps it.
    fn into_value(self) -> Value;
}

macro_rules! into_value {
    ($($type:ty => |$this:ident| $value:expr;)+) => {
        $(impl IntoValue for $type {
            fn into_value(self) -> Value {
                let $this = self;
                $value
            }
        })+
    };
}

into_value! {
    Value => |value| value;
    bool => |flag| Value::Bool(flag);
    i64 => |number| Value::Integer(number);
    i32 => |number| Value::Integer(number.into());
    u32 => |number| Value::Integer(number.into());
    u64 => |number| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    usize => |number| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    IpAddr => |address| Value::Ip(address);
    Uuid => |id| Value::Uuid(id);
    &'static str => |literal| Value::Text(SafeText::new(literal));
}

/// The fields of one event, in the order in which they were added.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Fields(Vec<Field>);

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Field {
    name: Cow<'static, str>,
    value: Value,
}

impl Fields {
    /// The most fields one event keeps; more are left out, and [`Fields::push`] says so.
    pub const MAX: usize = 32;

    /// Adds a field; a name that stands already is replaced. Returns `false` if there was no room.
    pub fn push(&mut self, name: &'static str, value: impl IntoValue) -> bool {
        let value = value.into_value();
        if let Some(field) = self.0.iter_mut().find(|field| field.name == name) {
            field.value = value;
            return true;
        }
        let fits = self.0.len() < Self::MAX;
        if fits {
            self.0.push(Field {
                name: Cow::Borrowed(name),
                value,
            });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_bounded_and_names_are_unique() {
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
}
