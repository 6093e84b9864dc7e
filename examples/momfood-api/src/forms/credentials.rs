//! Bodies that carry a password or a refresh token.

use momfood_crypto::Secret;
use momfood_validate::form::Field;
use momfood_validate::{Code, Email, ObjectReader, Password, PasswordPolicy, Violations};

use super::{opaque, open};

/// `POST /auth/login`.
#[derive(Debug)]
pub struct Login {
    /// `email`.
    pub email: Email,
    /// `password`, as it was presented.
    pub password: Password,
}

impl Login {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let email = body.required("email", Email::parse);
        let password = body.required("password", Password::presented);
        let (email, password) = body.finish((email, password))?;
        Ok(Self { email, password })
    }
}

/// `POST /auth/refresh`.
#[derive(Debug)]
pub struct Refresh {
    /// `refreshToken`.
    pub token: Secret<String>,
}

impl Refresh {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let token = secret(&mut body, "refreshToken");
        let (token,) = body.finish((token,))?;
        Ok(Self { token })
    }
}

/// `POST /auth/password`.
#[derive(Debug)]
pub struct ChangePassword {
    /// `currentPassword`, as it was presented.
    pub current: Password,
    /// `newPassword`, which satisfied the policy.
    pub new: Password,
}

impl ChangePassword {
    /// Parses the body. `context` is what the new password must not be made of.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8], policy: &PasswordPolicy, context: &[&str]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let current = body.required("currentPassword", Password::presented);
        let new = body.required("newPassword", |raw: &str| -> Result<Password, Vec<Code>> {
            policy.check(raw, context)
        });
        let (current, new) = body.finish((current, new))?;
        Ok(Self { current, new })
    }
}

fn secret(body: &mut ObjectReader<'_>, name: &'static str) -> Field<Secret<String>> {
    body.required(name, opaque::<2_048>).map(Secret::new)
}
