//! Sign-up. `role` is no field of it: the service gives every new account the customer's role, and a body that asks for
//! another is refused as unknown (mass assignment, CWE-915).

use crate::code::Code;
use crate::email::Email;
use crate::form::json::Limits;
use crate::form::object::ObjectReader;
use crate::iban::Iban;
use crate::name::PersonName;
use crate::national_id::NationalId;
use crate::password::{Password, PasswordPolicy};
use crate::phone::SaudiPhone;
use crate::violations::Violations;

/// Words that an attacker tries first at this service.
const SERVICE_WORDS: &str = "momfood";

/// A person who signs up.
#[derive(Debug)]
#[non_exhaustive]
pub struct Register {
    /// `email`.
    pub email: Email,
    /// `password`.
    pub password: Password,
    /// `firstName`.
    pub first_name: PersonName,
    /// `lastName`.
    pub last_name: PersonName,
    /// `phone`: a mobile number, if given, since codes are sent to it.
    pub phone: Option<SaudiPhone>,
    /// `nationalId`, if given. Seal it.
    pub national_id: Option<NationalId>,
    /// `iban`, if given: where a restaurant or a driver is paid. Seal it.
    pub iban: Option<Iban>,
}

impl Register {
    /// Parses a body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8], policy: &PasswordPolicy) -> Result<Self, Violations> {
        Self::read(ObjectReader::new(body, Limits::DEFAULT)?, policy)
    }

    /// Reads an object that is open already.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(mut body: ObjectReader<'_>, policy: &PasswordPolicy) -> Result<Self, Violations> {
        let email = body.required("email", Email::parse);
        let first_name = body.required("firstName", PersonName::parse);
        let last_name = body.required("lastName", PersonName::parse);
        let context = [
            email.value().map_or("", Email::local),
            first_name.value().map_or("", PersonName::as_str),
            last_name.value().map_or("", PersonName::as_str),
            SERVICE_WORDS,
        ];
        let password = body.required("password", |raw: &str| -> Result<Password, Vec<Code>> {
            policy.check(raw, &context)
        });
        let phone = body.optional("phone", SaudiPhone::parse_mobile);
        let national_id = body.optional("nationalId", NationalId::parse);
        let iban = body.optional("iban", Iban::parse);
        let (email, password, first_name, last_name, phone, national_id, iban) =
            body.finish((email, password, first_name, last_name, phone, national_id, iban))?;
        Ok(Self {
            email,
            password,
            first_name,
            last_name,
            phone,
            national_id,
            iban,
        })
    }
}
