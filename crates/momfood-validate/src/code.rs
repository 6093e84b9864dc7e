//! Why a value was refused: the stable code and its parameters, never the value.
//!
//! The invariant is held by the type: a parameter is a number or a `&'static str` of this crate, so that no code path
//! can carry input into an error, a log or a response. (The derive macros of `validator` put the refused value into
//! the error: a password then reaches the log.)

use std::fmt;

use crate::message::Locale;

/// The JSON type that a field must have.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// A JSON string.
    Text,
    /// A JSON number without fraction or exponent, within `i64`.
    Integer,
    /// Any finite JSON number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A JSON object.
    Object,
    /// A JSON array.
    List,
}

impl Kind {
    /// The stable name, as it appears in [`Code::params`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::List => "list",
        }
    }
}

/// One parameter of a [`Code`]. There is no variant that could hold input.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Param {
    /// A limit: characters, bytes, items, or the unit of the field.
    Number(i64),
    /// A word of this crate, such as the name of a [`Kind`].
    Word(&'static str),
}

/// Why a value was refused.
///
/// [`as_str`](Self::as_str) is stable and meant for machines; [`message`](Self::message) is for people.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Code {
    /// The field is missing, null or blank.
    Required,
    /// The field has another JSON type.
    WrongType {
        /// The type that was expected.
        expected: Kind,
    },
    /// The object has a field that the form does not know. Refused, so that nobody sets `role` by guessing.
    UnknownField,
    /// The object names one field twice; parsers disagree on which one counts (CWE-436).
    DuplicateField,
    /// The body is not JSON, or holds a number outside `f64`.
    MalformedJson,
    /// The body is larger than the form allows.
    BodyTooLarge {
        /// Limit in bytes.
        max: u32,
    },
    /// Objects and lists are nested deeper than the form allows.
    TooDeep {
        /// Limit in levels.
        max: u32,
    },
    /// An object has more fields than any form needs.
    TooManyFields {
        /// Limit in fields an object.
        max: u32,
    },
    /// The list has too few items.
    TooFewItems {
        /// Limit in items.
        min: u32,
    },
    /// The list has too many items.
    TooManyItems {
        /// Limit in items.
        max: u32,
    },
    /// The text is too short.
    TooShort {
        /// Limit in characters as people count them (grapheme clusters; code points for passwords).
        min: u32,
    },
    /// The text is too long.
    TooLong {
        /// Limit in characters as people count them (grapheme clusters; code points for passwords).
        max: u32,
    },
    /// The text was refused by its size, before any other work.
    TooManyBytes {
        /// Limit in bytes of UTF-8.
        max: u32,
    },
    /// The number is outside its range.
    OutOfRange {
        /// Smallest accepted value.
        min: i64,
        /// Largest accepted value.
        max: i64,
    },
    /// The text holds a control, an invisible or a direction-changing character.
    ForbiddenCharacter,
    /// Not one of the accepted words.
    InvalidChoice,
    /// Not an e-mail address that we can deliver to.
    InvalidEmail,
    /// The domain hands out throw-away mailboxes.
    DisposableEmail,
    /// Not a Saudi telephone number.
    InvalidPhone,
    /// A Saudi number, but of a kind that this field does not take (a landline where an SMS must go).
    PhoneKindNotAccepted,
    /// Not a name of a person in Arabic or Latin script.
    InvalidName,
    /// Not a Saudi national id or iqama, or its check digit is wrong.
    InvalidNationalId,
    /// Not an IBAN of a supported country, or its check digits are wrong.
    InvalidIban,
    /// Not a UUID in the form 8-4-4-4-12.
    InvalidUuid,
    /// Not an amount in riyals with at most two decimals.
    InvalidAmount,
    /// The password is on the list of common passwords, or made of one or two characters.
    PasswordTooCommon,
    /// The password is little more than the user's name, address or the service's name.
    PasswordTooPersonal,
    /// The plan's composition rule: a lower-case letter.
    PasswordNeedsLowercase,
    /// The plan's composition rule: an upper-case letter.
    PasswordNeedsUppercase,
    /// The plan's composition rule: a digit.
    PasswordNeedsDigit,
    /// The plan's composition rule: a special character.
    PasswordNeedsSymbol,
    /// The path could leave its root or name a device.
    UnsafePath,
    /// The argument could be read as an option or end a line.
    UnsafeArgument,
    /// Not an identifier of the allow-list.
    UnknownIdentifier,
    /// The service refused the text because of its inspection score.
    SuspiciousInput,
}

impl Code {
    /// The stable name, in `snake_case`. It is part of the API: clients and dashboards match on it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::WrongType { .. } => "wrong_type",
            Self::UnknownField => "unknown_field",
            Self::DuplicateField => "duplicate_field",
            Self::MalformedJson => "malformed_json",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::TooDeep { .. } => "too_deep",
            Self::TooManyFields { .. } => "too_many_fields",
            Self::TooFewItems { .. } => "too_few_items",
            Self::TooManyItems { .. } => "too_many_items",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::OutOfRange { .. } => "out_of_range",
            Self::ForbiddenCharacter => "forbidden_character",
            Self::InvalidChoice => "invalid_choice",
            Self::InvalidEmail => "invalid_email",
            Self::DisposableEmail => "disposable_email",
            Self::InvalidPhone => "invalid_phone",
            Self::PhoneKindNotAccepted => "phone_kind_not_accepted",
            Self::InvalidName => "invalid_name",
            Self::InvalidNationalId => "invalid_national_id",
            Self::InvalidIban => "invalid_iban",
            Self::InvalidUuid => "invalid_uuid",
            Self::InvalidAmount => "invalid_amount",
            Self::PasswordTooCommon => "password_too_common",
            Self::PasswordTooPersonal => "password_too_personal",
            Self::PasswordNeedsLowercase => "password_needs_lowercase",
            Self::PasswordNeedsUppercase => "password_needs_uppercase",
            Self::PasswordNeedsDigit => "password_needs_digit",
            Self::PasswordNeedsSymbol => "password_needs_symbol",
            Self::UnsafePath => "unsafe_path",
            Self::UnsafeArgument => "unsafe_argument",
            Self::UnknownIdentifier => "unknown_identifier",
            Self::SuspiciousInput => "suspicious_input",
        }
    }

    /// The named parameters, for clients that render their own messages.
    pub fn params(self) -> impl Iterator<Item = (&'static str, Param)> {
        let (first, second) = match self {
            Self::WrongType { expected } => (Some(("expected", Param::Word(expected.as_str()))), None),
            Self::BodyTooLarge { max }
            | Self::TooDeep { max }
            | Self::TooManyFields { max }
            | Self::TooManyItems { max }
            | Self::TooLong { max }
            | Self::TooManyBytes { max } => (Some(("max", Param::Number(i64::from(max)))), None),
            Self::TooFewItems { min } | Self::TooShort { min } => (Some(("min", Param::Number(i64::from(min)))), None),
            Self::OutOfRange { min, max } => (Some(("min", Param::Number(min))), Some(("max", Param::Number(max)))),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// A sentence for people. Rendered late, so that one refusal can be shown in either language.
    #[must_use]
    pub fn message(self, locale: Locale) -> String {
        locale.render(self)
    }
}

/// The English message.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Locale::En))
    }
}

impl std::error::Error for Code {}

/// One code is a list of one, so that a parser may return `Result<T, Code>` or, as passwords do, `Result<T, Vec<Code>>`.
impl IntoIterator for Code {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}
