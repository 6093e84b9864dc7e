//! What a client is told about refused fields: the list under `details` of an error response.
//!
//! `[{"pointer":"/items/3/quantity","code":"out_of_range","message":"must be between 1 and 50","params":{"min":1,"max":50}}]`.
//! The pointer is for the program, the code for its translations, the message for people. The value is in none of them,
//! because none of the types has room for it.

use serde::ser::{Serialize, SerializeMap, SerializeSeq as _, SerializeStruct as _, Serializer};

use crate::code::{Code, Param};
use crate::message::Locale;
use crate::violation::Violation;
use crate::violations::Violations;

/// The violations of one request in one language. Made by [`Violations::details`], serialized as a list.
#[derive(Clone, Copy, Debug)]
pub struct Details<'v> {
    violations: &'v Violations,
    locale: Locale,
}

impl<'v> Details<'v> {
    pub(crate) const fn new(violations: &'v Violations, locale: Locale) -> Self {
        Self { violations, locale }
    }

    /// The details, one a violation.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Detail<'v>> + use<'v> {
        let locale = self.locale;
        self.violations
            .iter()
            .map(move |violation| Detail { violation, locale })
    }
}

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.violations.len()))?;
        self.iter().try_for_each(|detail| list.serialize_element(&detail))?;
        list.end()
    }
}

/// One violation in one language.
#[derive(Clone, Copy, Debug)]
pub struct Detail<'v> {
    violation: &'v Violation,
    locale: Locale,
}

impl<'v> Detail<'v> {
    /// Where: a JSON pointer, empty for the whole document.
    #[must_use]
    pub fn pointer(&self) -> &'v str {
        self.violation.pointer()
    }

    /// Why, for programs.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.violation.code()
    }

    /// Why, for people.
    #[must_use]
    pub fn message(&self) -> String {
        self.violation.message(self.locale)
    }
}

/// `pointer`, `code`, `message` and, if there are any, `params`.
impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let params = Params(self.code());
        let some = params.0.params().next().is_some();
        let mut fields = serializer.serialize_struct("Detail", if some { 4 } else { 3 })?;
        fields.serialize_field("pointer", self.pointer())?;
        fields.serialize_field("code", self.code().as_str())?;
        fields.serialize_field("message", &self.message())?;
        if some {
            fields.serialize_field("params", &params)?;
        }
        fields.end()
    }
}

/// The parameters of a code, as a map.
struct Params(Code);

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, param) in self.0.params() {
            match param {
                Param::Number(number) => map.serialize_entry(name, &number)?,
                Param::Word(word) => map.serialize_entry(name, word)?,
            }
        }
        map.end()
    }
}
