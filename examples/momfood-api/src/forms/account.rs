//! What an administrator changes of an account.

use momfood_validate::{Code, Violations};

use super::open;

/// `PATCH /admin/accounts/{id}`.
#[derive(Clone, Copy, Debug)]
pub struct AccountChange {
    /// `disabled`.
    pub disabled: bool,
}

impl AccountChange {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let disabled = body.required("disabled", |flag: bool| Ok::<_, Code>(flag));
        let (disabled,) = body.finish((disabled,))?;
        Ok(Self { disabled })
    }
}
