//! The bodies of the routes that momfood-validate has no form for. Every one refuses unknown fields and reports all faults.

mod account;
mod credentials;
mod factors;
mod menu;
mod order;
mod profile;
mod review;

pub use account::AccountChange;
pub use credentials::{ChangePassword, Login, Refresh};
pub use factors::{ConfirmCode, Method, PhoneNumber, SmsChallenge, VerifyFactor};
pub use menu::{MenuItemChange, NewMenuItem};
pub use order::OrderChange;
pub use profile::ProfileChange;
pub use review::NewReview;

use momfood_validate::form::Limits;
use momfood_validate::{Code, ObjectReader, Violations};

/// Opens the body of a small form.
fn open(body: &[u8]) -> Result<ObjectReader<'_>, Violations> {
    ObjectReader::new(body, Limits::DEFAULT)
}

/// A text that only has to be short: what it means is checked by whoever made it.
fn opaque<const MAX: usize>(raw: &str) -> Result<String, Code> {
    if raw.len() > MAX {
        return Err(Code::TooManyBytes {
            max: u32::try_from(MAX).unwrap_or(u32::MAX),
        });
    }
    Ok(raw.to_owned())
}
