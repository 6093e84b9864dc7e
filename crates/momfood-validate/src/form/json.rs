//! A JSON body becomes a bounded tree that borrows from it. serde_json reads the grammar; the limits and the refusal of
//! doubled names are added here, because `serde_json::Value` silently keeps the last of two (CWE-436).
//!
//! Strings without escapes are borrowed from the body, so that a password is not copied.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::code::{Code, Kind};
use crate::text::shown;
use crate::violation::Violation;

/// How much JSON a form takes. Checked while reading, before anything is allocated for the part that is too much.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    bytes: usize,
    depth: usize,
    fields: usize,
    items: usize,
}

/// Deepest nesting that can be allowed, in levels: serde_json stops at 128.
const MAX_DEPTH: usize = 64;

impl Limits {
    /// 16 KiB, 8 levels, 64 fields an object, 256 items a list: enough for each form of this crate.
    pub const DEFAULT: Self = Self {
        bytes: 16 * 1024,
        depth: 8,
        fields: 64,
        items: 256,
    };

    /// Takes bodies of at most `bytes` bytes.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Takes objects and lists nested at most `depth` levels deep; 64 is the most.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = if depth > MAX_DEPTH { MAX_DEPTH } else { depth };
        self
    }

    /// Takes objects of at most `fields` fields. Doubled names are found by comparing all pairs: keep it small.
    #[must_use]
    pub const fn with_fields(mut self, fields: usize) -> Self {
        self.fields = fields;
        self
    }

    /// Takes lists of at most `items` items.
    #[must_use]
    pub const fn with_items(mut self, items: usize) -> Self {
        self.items = items;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// One JSON value. Debug shows its kind only.
#[expect(clippy::exhaustive_enums, reason = "JSON has no other kinds")]
pub enum Json<'b> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number without fraction or exponent that fits.
    Integer(i64),
    /// Any other number, finite.
    Number(f64),
    /// A string.
    Text(Cow<'b, str>),
    /// An array.
    List(Vec<Self>),
    /// An object, in the order of the body, without doubled names.
    Object(Vec<(Cow<'b, str>, Self)>),
}

impl<'b> Json<'b> {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Code::BodyTooLarge`], [`Code::MalformedJson`] for the body; [`Code::TooDeep`], [`Code::TooManyFields`],
    /// [`Code::TooManyItems`], [`Code::DuplicateField`] for a place in it. Reading ends at the first.
    pub fn read(body: &'b [u8], limits: Limits) -> Result<Self, Violation> {
        if body.len() > limits.bytes {
            return Err(Violation::new(Code::BodyTooLarge {
                max: shown(limits.bytes),
            }));
        }
        let refusal = RefCell::new(None);
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        Reader {
            limits,
            level: 0,
            refusal: &refusal,
        }
        .deserialize(&mut deserializer)
        .and_then(|json| deserializer.end().map(|()| json))
        .map_err(|_malformed| refusal.take().unwrap_or(Violation::new(Code::MalformedJson)))
    }

    /// Takes over a value that was read already. Doubled names are gone from it: prefer [`read`](Self::read).
    ///
    /// # Errors
    /// [`Code::TooDeep`], [`Code::TooManyFields`], [`Code::TooManyItems`].
    pub fn from_value(value: &'b Value, limits: Limits) -> Result<Self, Violation> {
        let refusal = RefCell::new(None);
        Reader {
            limits,
            level: 0,
            refusal: &refusal,
        }
        .deserialize(value)
        .map_err(|_malformed| refusal.take().unwrap_or(Violation::new(Code::MalformedJson)))
    }

    /// Its kind; `None` for null.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Null => None,
            Self::Boolean(_) => Some(Kind::Boolean),
            Self::Integer(_) => Some(Kind::Integer),
            Self::Number(_) => Some(Kind::Number),
            Self::Text(_) => Some(Kind::Text),
            Self::List(_) => Some(Kind::List),
            Self::Object(_) => Some(Kind::Object),
        }
    }

    /// Null and the empty string: how clients say that an optional field is not filled in.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({})", self.kind().map_or("null", Kind::as_str))
    }
}

/// Reads one value at one level. What is refused is noted beside the error, since errors of serde are texts.
#[derive(Clone, Copy)]
struct Reader<'r> {
    limits: Limits,
    level: usize,
    refusal: &'r RefCell<Option<Violation>>,
}

impl Reader<'_> {
    fn refuse<E: serde::de::Error>(&self, violation: Violation) -> E {
        self.refusal.replace(Some(violation));
        E::custom("refused")
    }

    /// Moves the noted refusal, if there is one, below its place in this value.
    fn locate<E>(&self, error: E, locate: impl FnOnce(Violation) -> Violation) -> E {
        let noted = self.refusal.take().map(locate);
        self.refusal.replace(noted);
        error
    }

    fn descend<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.level >= self.limits.depth {
            return Err(self.refuse(Violation::new(Code::TooDeep {
                max: shown(self.limits.depth),
            })));
        }
        Ok(Self {
            level: self.level.saturating_add(1),
            ..*self
        })
    }
}

impl<'b> DeserializeSeed<'b> for Reader<'_> {
    type Value = Json<'b>;

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'b> Visitor<'b> for Reader<'_> {
    type Value = Json<'b>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        // Above i64 only its size matters, and that it is out of every range.
        #[expect(clippy::cast_precision_loss, reason = "compared with limits only")]
        Ok(i64::try_from(value).map_or(Json::Number(value as f64), Json::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'b str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let below = self.descend()?;
        let mut items = Vec::new();
        while let Some(item) = access
            .next_element_seed(below)
            .map_err(|error| self.locate(error, |noted| noted.at(items.len())))?
        {
            if items.len() >= self.limits.items {
                return Err(self.refuse(Violation::new(Code::TooManyItems {
                    max: shown(self.limits.items),
                })));
            }
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'b>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let below = self.descend()?;
        let mut members: Vec<(Cow<'b, str>, Json<'b>)> = Vec::new();
        while let Some(name) = access.next_key_seed(Name)? {
            if members.iter().any(|(known, _)| *known == name) {
                return Err(self.refuse(Violation::new(Code::DuplicateField).below_foreign(&name)));
            }
            if members.len() >= self.limits.fields {
                return Err(self.refuse(Violation::new(Code::TooManyFields {
                    max: shown(self.limits.fields),
                })));
            }
            let json = access
                .next_value_seed(below)
                .map_err(|error| self.locate(error, |noted| noted.below_foreign(&name)))?;
            members.push((name, json));
        }
        Ok(Json::Object(members))
    }
}

/// Reads the name of a member.
struct Name;

impl<'b> DeserializeSeed<'b> for Name {
    type Value = Cow<'b, str>;

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'b> Visitor<'b> for Name {
    type Value = Cow<'b, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }

    fn visit_borrowed_str<E>(self, value: &'b str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }
}
