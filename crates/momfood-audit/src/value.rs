//! One value of a field, and what may become one: the gate through which a secret does not fit.
//!
//! There are no floats, for they have no canonical text. In JSON a flag, a number and a text stand bare; an address and an id
//! carry their type (`{"ip":"192.0.2.1"}`), or a text that merely looks like one would change its type on the way back.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SafeText;

/// One value of a field.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Value {
    /// An address.
    Ip(IpAddr),
    /// An id.
    Uuid(Uuid),
    /// A flag.
    #[serde(untagged)]
    Bool(bool),
    /// A count or a size.
    #[serde(untagged)]
    Integer(i64),
    /// Neutralised text.
    #[serde(untagged)]
    Text(SafeText),
}

/// What may become a field's value.
///
/// A string from outside has to say what it is, [`crate::Public`] or [`crate::Pii`]; only literals of the program enter
/// bare:
///
/// ```
/// use momfood_audit::{Event, EventKind, Pii, Public};
/// let (route, email) = (String::from("/orders"), String::from("sara@example.com"));
/// let event = Event::new(EventKind::AuthzFail)
///     .with_field("method", "GET")
///     .with_field("route", Public(&route))
///     .with_field("email", Pii(&email));
/// assert!(!format!("{event:?}").contains("sara"));
/// ```
///
/// # Security
/// A bare `String` does not compile:
/// ```compile_fail,E0277
/// # use momfood_audit::{Event, EventKind};
/// let typed = String::from("hunter2");
/// let _ = Event::new(EventKind::AuthnLoginFail).with_field("password", typed);
/// ```
/// nor does a borrowed one:
/// ```compile_fail,E0597
/// # use momfood_audit::{Event, EventKind};
/// let typed = String::from("hunter2");
/// let _ = Event::new(EventKind::AuthnLoginFail).with_field("password", typed.as_str());
/// ```
/// nor a type that does not implement this trait, which is why no type that holds a secret may, and why no wrapper helps:
/// ```compile_fail,E0277
/// # use momfood_audit::{Event, EventKind};
/// struct Secret(String);
/// let _ = Event::new(EventKind::AuthnLoginFail).with_field("password", Secret("hunter2".into()));
/// ```
/// ```compile_fail,E0277
/// # use momfood_audit::{Event, EventKind, Public};
/// struct Secret(String);
/// let _ = Event::new(EventKind::AuthnLoginFail).with_field("password", Public(Secret("hunter2".into())));
/// ```
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
