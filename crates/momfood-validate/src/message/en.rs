//! The English sentences.

use crate::code::{Code, Kind};

pub(super) fn render(code: Code) -> String {
    match code {
        Code::Required => "this field is required".into(),
        Code::WrongType { expected } => format!("must be {}", kind(expected)),
        Code::UnknownField => "this field is not known here".into(),
        Code::DuplicateField => "this field is given more than once".into(),
        Code::MalformedJson => "the body is not valid JSON".into(),
        Code::BodyTooLarge { max } => format!("the body must not be larger than {}", count(max, "byte")),
        Code::TooDeep { max } => format!("must not be nested deeper than {}", count(max, "level")),
        Code::TooManyFields { max } => format!("must not have more than {}", count(max, "field")),
        Code::TooFewItems { min } => format!("must have at least {}", count(min, "item")),
        Code::TooManyItems { max } => format!("must not have more than {}", count(max, "item")),
        Code::TooShort { min } => format!("must have at least {}", count(min, "character")),
        Code::TooLong { max } => format!("must not have more than {}", count(max, "character")),
        Code::TooManyBytes { max } => format!("must not be larger than {}", count(max, "byte")),
        Code::OutOfRange { min, max } => format!("must be between {min} and {max}"),
        Code::ForbiddenCharacter => "holds a character that is not allowed here".into(),
        Code::InvalidChoice => "is not one of the accepted values".into(),
        Code::InvalidEmail => "is not a valid e-mail address".into(),
        Code::DisposableEmail => "throw-away e-mail addresses are not accepted".into(),
        Code::InvalidPhone => "is not a valid Saudi telephone number".into(),
        Code::PhoneKindNotAccepted => "this kind of telephone number is not accepted here".into(),
        Code::InvalidName => "is not a valid name: use letters, spaces, hyphens and apostrophes".into(),
        Code::InvalidNationalId => "is not a valid national id or iqama number".into(),
        Code::InvalidIban => "is not a valid IBAN".into(),
        Code::InvalidUuid => "is not a valid identifier".into(),
        Code::InvalidAmount => "is not a valid amount".into(),
        Code::PasswordTooCommon => "this password is too common".into(),
        Code::PasswordTooPersonal => "the password must not be built from your name or address".into(),
        Code::PasswordNeedsLowercase => "the password must contain a lower-case letter".into(),
        Code::PasswordNeedsUppercase => "the password must contain an upper-case letter".into(),
        Code::PasswordNeedsDigit => "the password must contain a digit".into(),
        Code::PasswordNeedsSymbol => "the password must contain a special character".into(),
        Code::UnsafePath => "this path is not allowed".into(),
        Code::UnsafeArgument => "this argument is not allowed".into(),
        Code::UnknownIdentifier => "is not a known name".into(),
        Code::SuspiciousInput => "this text is not accepted here".into(),
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::Object => "an object",
        Kind::List => "a list",
    }
}

fn count(number: u32, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
