//! The body that moves an order along or gives it a driver.

use momfood_validate::{Code, Uuid, Violations};

use super::open;
use crate::domain::{Id, Status};

/// `PATCH /orders/{id}`: exactly one of the two, for they are two permissions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "each change is another permission: matches must be total"
)]
pub enum OrderChange {
    /// `status`.
    Status(Status),
    /// `driverId`.
    Driver(Id),
}

impl OrderChange {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let status = body.optional("status", |raw: &str| Status::from_name(raw).ok_or(Code::InvalidChoice));
        let driver = body.optional("driverId", Uuid::parse);
        match (status.value(), driver.value()) {
            (Some(None), Some(None)) => body.reject("status", Code::Required),
            (Some(Some(_)), Some(Some(_))) => body.reject("driverId", Code::UnknownField),
            _ => {}
        }
        match body.finish((status, driver))? {
            (Some(status), _) => Ok(Self::Status(status)),
            (None, Some(driver)) => Ok(Self::Driver(driver.into())),
            (None, None) => Err(Code::Required.into()),
        }
    }
}
