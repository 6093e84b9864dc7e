//! What a parser may ask for: text, a whole number, a number or a truth value. JSON types are never converted into each
//! other: `"5"`, `5.0` and `[5]` are not 5.

use crate::code::Kind;
use crate::form::json::Json;

mod sealed {
    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for i64 {}
    impl Sealed for f64 {}
    impl Sealed for bool {}
}

/// The argument of a parser: `&str`, `i64`, `f64` or `bool`. Sealed.
pub trait Scalar<'j>: sealed::Sealed + Sized {
    /// The JSON type that it comes from.
    const KIND: Kind;

    /// The value, if the JSON has that type.
    fn read(json: &'j Json<'_>) -> Option<Self>;
}

impl<'j> Scalar<'j> for &'j str {
    const KIND: Kind = Kind::Text;

    fn read(json: &'j Json<'_>) -> Option<Self> {
        if let Json::Text(text) = json { Some(text) } else { None }
    }
}

impl Scalar<'_> for i64 {
    const KIND: Kind = Kind::Integer;

    fn read(json: &Json<'_>) -> Option<Self> {
        if let Json::Integer(number) = json {
            Some(*number)
        } else {
            None
        }
    }
}

impl Scalar<'_> for f64 {
    const KIND: Kind = Kind::Number;

    #[expect(
        clippy::cast_precision_loss,
        reason = "beyond 2^53 every range refuses the number anyhow"
    )]
    fn read(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::Integer(number) => Some(*number as Self),
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl Scalar<'_> for bool {
    const KIND: Kind = Kind::Boolean;

    fn read(json: &Json<'_>) -> Option<Self> {
        if let Json::Boolean(value) = json {
            Some(*value)
        } else {
            None
        }
    }
}
