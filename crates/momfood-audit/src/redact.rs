//! Redaction by type: what a string from outside must say of itself before it may enter an event.

use crate::{IntoValue, SafeText, Value};

/// Text that anyone who reads the log may see: a route, a user agent, a rule's id.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper is its one field")]
pub struct Public<T>(pub T);

impl<T: AsRef<str>> IntoValue for Public<T> {
    fn into_value(self) -> Value {
        Value::Text(SafeText::new(self.0.as_ref()))
    }
}

/// Personal data: only its mask enters the event, enough to recognise, not enough to know.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper is its one field")]
pub struct Pii<T>(pub T);

impl<T: AsRef<str>> IntoValue for Pii<T> {
    fn into_value(self) -> Value {
        let text = self.0.as_ref();
        let first = text.chars().next().unwrap_or('*');
        Value::Text(SafeText::new(&format!("[pii:{first}…:{}]", text.chars().count())))
    }
}

impl<T> core::fmt::Debug for Pii<T> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Pii(..)")
    }
}
