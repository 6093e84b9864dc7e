//! Reads the fields of one JSON object, one after the other, and collects all that is wrong with them.
//!
//! Invariant: a [`Field`] without a value has left a violation, and an object with a violation or with a field that
//! nobody asked for does not finish. So a struct that exists was valid.

use std::borrow::Cow;
use std::mem;
use std::ops::RangeInclusive;

use crate::code::{Code, Kind};
use crate::form::json::{Json, Limits};
use crate::form::scalar::Scalar;
use crate::text::shown;
use crate::violation::Violation;
use crate::violations::Violations;

/// What became of one field: a value, or violations in the reader.
#[derive(Clone, Copy, Debug)]
#[must_use = "hand it to `finish` or `all`"]
pub struct Field<T>(Option<T>);

impl<T> Field<T> {
    /// The value, if it was good: for checks between fields.
    pub const fn value(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// Turns the value into another.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Field<U> {
        Field(self.0.map(map))
    }
}

/// Fields that belong together, as a tuple of up to 12.
pub trait Fields {
    /// The tuple of their values.
    type Values;

    /// The values, if all are there.
    fn all(self) -> Field<Self::Values>;
}

/// Joins fields: what the closure of [`ObjectReader::object`] and [`ObjectReader::items`] returns.
pub fn all<F: Fields>(fields: F) -> Field<F::Values> {
    fields.all()
}

macro_rules! tuples {
    ($($name:ident)+) => {
        impl<$($name),+> Fields for ($(Field<$name>,)+) {
            type Values = ($($name,)+);

            #[expect(non_snake_case, reason = "the names of the type parameters serve as names of the fields")]
            fn all(self) -> Field<Self::Values> {
                let ($($name,)+) = self;
                Field((|| Some(($($name.0?,)+)))())
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);

/// Reads one JSON object.
///
/// ```
/// use momfood_validate::{Email, ObjectReader, Quantity, Text, form::Limits};
///
/// let body = br#"{"email": "o'brien@example.com", "seats": 4}"#;
/// let mut body = ObjectReader::new(body, Limits::DEFAULT)?;
/// let email = body.required("email", Email::parse);
/// let seats = body.required("seats", Quantity::parse);
/// let note = body.optional("note", Text::<0, 500>::parse);
/// let (email, seats, note) = body.finish((email, seats, note))?;
/// assert_eq!((email.as_str(), seats.pieces(), note), ("o'brien@example.com", 4, None));
/// # Ok::<(), momfood_validate::Violations>(())
/// ```
#[derive(Debug)]
pub struct ObjectReader<'b> {
    members: Vec<Member<'b>>,
    violations: Violations,
}

/// A member of the object. Debug is that of [`Json`]: the kind, not the value.
#[derive(Debug)]
struct Member<'b> {
    name: Cow<'b, str>,
    json: Json<'b>,
    asked: bool,
}

impl<'b> ObjectReader<'b> {
    /// Reads a body, which must be one object.
    ///
    /// # Errors
    /// Those of [`Json::read`], and [`Code::WrongType`].
    pub fn new(body: &'b [u8], limits: Limits) -> Result<Self, Violations> {
        Ok(Self::from_json(Json::read(body, limits)?)?)
    }

    /// Starts from JSON that was read already.
    ///
    /// # Errors
    /// [`Code::WrongType`] if it is no object.
    pub fn from_json(json: Json<'b>) -> Result<Self, Violation> {
        let Json::Object(members) = json else {
            return Err(Violation::new(Code::WrongType { expected: Kind::Object }));
        };
        let members = members
            .into_iter()
            .map(|(name, json)| Member {
                name,
                json,
                asked: false,
            })
            .collect();
        Ok(Self {
            members,
            violations: Violations::new(),
        })
    }

    /// A field that must be there. The parser's argument decides the JSON type: `&str`, `i64`, `f64` or `bool`.
    pub fn required<'j, S, T, E>(&'j mut self, name: &'static str, parse: impl FnOnce(S) -> Result<T, E>) -> Field<T>
    where
        S: Scalar<'j>,
        E: IntoIterator<Item = Code>,
    {
        let Self { members, violations } = self;
        match ask(members, name) {
            Some(Member { json, .. }) if !matches!(json, Json::Null) => member(json, violations, name, parse),
            _ => refuse(violations, name, Code::Required),
        }
    }

    /// A field that may be missing, null or `""`, all of which give `None`.
    pub fn optional<'j, S, T, E>(
        &'j mut self,
        name: &'static str,
        parse: impl FnOnce(S) -> Result<T, E>,
    ) -> Field<Option<T>>
    where
        S: Scalar<'j>,
        E: IntoIterator<Item = Code>,
    {
        let Self { members, violations } = self;
        match ask(members, name) {
            Some(Member { json, .. }) if !json.is_blank() => member(json, violations, name, parse).map(Some),
            _ => Field(Some(None)),
        }
    }

    /// An object that must be there, read by `read`: `|address| all((address.required(…), …))`.
    pub fn object<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Self) -> Field<T>) -> Field<T> {
        match self.take(name) {
            Some(json) => self.nested(json, |violation| violation.below(name), read),
            None => refuse(&mut self.violations, name, Code::Required),
        }
    }

    /// An object that may be missing or null.
    pub fn optional_object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Field<T>,
    ) -> Field<Option<T>> {
        match self.take(name) {
            Some(json) => self.nested(json, |violation| violation.below(name), read).map(Some),
            None => Field(Some(None)),
        }
    }

    /// A list of objects that must be there, each read by `read`. Too long a list is refused unread.
    pub fn items<T>(
        &mut self,
        name: &'static str,
        count: RangeInclusive<usize>,
        mut read: impl FnMut(&mut Self) -> Field<T>,
    ) -> Field<Vec<T>> {
        let Some(list) = self.list(name, &count) else {
            return Field(None);
        };
        let items = list
            .into_iter()
            .enumerate()
            .map(|(index, json)| self.nested(json, |violation| violation.at(index).below(name), &mut read));
        gather(items)
    }

    /// A list of texts or numbers that must be there. Too long a list is refused unread.
    pub fn values<'j, S, T, E>(
        &'j mut self,
        name: &'static str,
        count: RangeInclusive<usize>,
        mut parse: impl FnMut(S) -> Result<T, E>,
    ) -> Field<Vec<T>>
    where
        S: Scalar<'j>,
        E: IntoIterator<Item = Code>,
    {
        let Self { members, violations } = self;
        let list = match ask(members, name).map(|member| &member.json) {
            Some(Json::List(list)) => list,
            None | Some(Json::Null) => return refuse(violations, name, Code::Required),
            Some(_) => return refuse(violations, name, Code::WrongType { expected: Kind::List }),
        };
        if let Some(code) = miscounted(list.len(), &count) {
            return refuse(violations, name, code);
        }
        gather(list.iter().enumerate().map(|(index, json)| {
            let mut found = Violations::new();
            let value = scalar(json, &mut found, &mut parse);
            violations.absorb(found, |violation| violation.at(index).below(name));
            value
        }))
    }

    /// Refuses a field for a reason that only several fields together, or the service, can know.
    pub fn reject(&mut self, name: &'static str, code: Code) {
        self.violations.push(Violation::new(code).below(name));
    }

    /// The values, if there is nothing to refuse, and no field that nobody asked for.
    ///
    /// # Errors
    /// All violations.
    pub fn finish<F: Fields>(mut self, fields: F) -> Result<F::Values, Violations> {
        self.refuse_unasked();
        match fields.all() {
            Field(Some(values)) if self.violations.is_empty() => Ok(values),
            // A field of another reader can be empty without a violation in this one: that fails closed.
            Field(_) if self.violations.is_empty() => Err(Code::Required.into()),
            Field(_) => Err(self.violations),
        }
    }

    fn refuse_unasked(&mut self) {
        for member in self.members.iter().filter(|member| !member.asked) {
            self.violations
                .push(Violation::new(Code::UnknownField).below_foreign(&member.name));
        }
    }

    /// Takes the value of a member out; null counts as missing.
    fn take(&mut self, name: &str) -> Option<Json<'b>> {
        let member = ask(&mut self.members, name)?;
        match mem::replace(&mut member.json, Json::Null) {
            Json::Null => None,
            json => Some(json),
        }
    }

    fn list(&mut self, name: &'static str, count: &RangeInclusive<usize>) -> Option<Vec<Json<'b>>> {
        let code = match self.take(name) {
            None => Code::Required,
            Some(Json::List(list)) => match miscounted(list.len(), count) {
                None => return Some(list),
                Some(code) => code,
            },
            Some(_) => Code::WrongType { expected: Kind::List },
        };
        self.reject(name, code);
        None
    }

    fn nested<T>(
        &mut self,
        json: Json<'b>,
        locate: impl Fn(Violation) -> Violation,
        read: impl FnOnce(&mut Self) -> Field<T>,
    ) -> Field<T> {
        match ObjectReader::from_json(json) {
            Ok(mut reader) => {
                let field = read(&mut reader);
                reader.refuse_unasked();
                self.violations.absorb(reader.violations, locate);
                field
            }
            Err(violation) => {
                self.violations.push(locate(violation));
                Field(None)
            }
        }
    }
}

fn ask<'m, 'b>(members: &'m mut [Member<'b>], name: &str) -> Option<&'m mut Member<'b>> {
    let member = members.iter_mut().find(|member| member.name == name)?;
    member.asked = true;
    Some(member)
}

fn refuse<T>(violations: &mut Violations, name: &'static str, code: Code) -> Field<T> {
    violations.push(Violation::new(code).below(name));
    Field(None)
}

/// Parses one value; what is wrong with it is noted as of the value itself.
fn scalar<'j, S, T, E>(
    json: &'j Json<'_>,
    violations: &mut Violations,
    parse: impl FnOnce(S) -> Result<T, E>,
) -> Field<T>
where
    S: Scalar<'j>,
    E: IntoIterator<Item = Code>,
{
    let Some(raw) = S::read(json) else {
        violations.push(Violation::new(Code::WrongType { expected: S::KIND }));
        return Field(None);
    };
    match parse(raw) {
        Ok(value) => Field(Some(value)),
        Err(codes) => {
            codes.into_iter().for_each(|code| violations.push(Violation::new(code)));
            Field(None)
        }
    }
}

/// The same for the value of a member.
fn member<'j, S, T, E>(
    json: &'j Json<'_>,
    violations: &mut Violations,
    name: &'static str,
    parse: impl FnOnce(S) -> Result<T, E>,
) -> Field<T>
where
    S: Scalar<'j>,
    E: IntoIterator<Item = Code>,
{
    let mut found = Violations::new();
    let field = scalar(json, &mut found, parse);
    violations.absorb(found, |violation| violation.below(name));
    field
}

/// What is wrong with the length of a list.
fn miscounted(length: usize, count: &RangeInclusive<usize>) -> Option<Code> {
    if length < *count.start() {
        Some(Code::TooFewItems {
            min: shown(*count.start()),
        })
    } else if length > *count.end() {
        Some(Code::TooManyItems {
            max: shown(*count.end()),
        })
    } else {
        None
    }
}

/// All values, or none; every item is read either way.
fn gather<T>(fields: impl Iterator<Item = Field<T>>) -> Field<Vec<T>> {
    let mut complete = true;
    let values = fields
        .filter_map(|field| {
            complete &= field.0.is_some();
            field.0
        })
        .collect();
    Field(complete.then_some(values))
}
