#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod unicode;

mod argument;
mod email;
mod geo;
mod html;
mod iban;
mod log;
mod money;
mod name;
mod national_id;
mod password;
mod path;
mod phone;
mod quantity;
mod sql;
mod text;
mod uuid;

mod code;
mod violation;
mod violations;

mod details;
mod message;

pub mod form;
pub mod inspect;
#[cfg(feature = "conformance")]
pub mod laws;

pub use argument::{MAX_ARGUMENT_BYTES, SafeArg};
pub use code::{Code, Kind, Param};
pub use details::{Detail, Details};
pub use email::{Email, MAX_EMAIL_BYTES, MAX_LOCAL_BYTES};
pub use form::ObjectReader;
pub use geo::{Latitude, Longitude};
pub use html::escape_html;
#[cfg(feature = "html")]
pub use html::{MAX_HTML_BYTES, MAX_HTML_TAGS, SafeHtml};
pub use iban::Iban;
pub use log::LogSafe;
pub use message::Locale;
pub use money::{MAX_HALALAS, Money};
pub use name::{MAX_NAME_CHARACTERS, PersonName};
pub use national_id::{NationalId, NationalIdKind};
pub use password::{DEFAULT_MAX_PASSWORD, DEFAULT_MIN_PASSWORD, Password, PasswordPolicy};
pub use path::{MAX_PATH_BYTES, SafePath};
pub use phone::{PhoneKind, SaudiPhone};
pub use quantity::{MAX_QUANTITY, Quantity};
pub use sql::SqlIdentifier;
pub use text::{Line, RestaurantName, Street, Text};
pub use uuid::Uuid;
pub use violation::Violation;
pub use violations::{MAX_VIOLATIONS, Violations};
