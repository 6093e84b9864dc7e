//! The body that changes one's own profile. Neither the address nor a role is a field of it.

use momfood_validate::{Iban, NationalId, PersonName, SaudiPhone, Violations};

use super::open;

/// `PATCH /me`: what is absent stays.
#[derive(Debug)]
pub struct ProfileChange {
    /// `firstName`.
    pub first_name: Option<PersonName>,
    /// `lastName`.
    pub last_name: Option<PersonName>,
    /// `phone`: a Saudi mobile number.
    pub phone: Option<SaudiPhone>,
    /// `nationalId`.
    pub national_id: Option<NationalId>,
    /// `iban`.
    pub iban: Option<Iban>,
}

impl ProfileChange {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let first_name = body.optional("firstName", PersonName::parse);
        let last_name = body.optional("lastName", PersonName::parse);
        let phone = body.optional("phone", SaudiPhone::parse_mobile);
        let national_id = body.optional("nationalId", NationalId::parse);
        let iban = body.optional("iban", Iban::parse);
        let (first_name, last_name, phone, national_id, iban) =
            body.finish((first_name, last_name, phone, national_id, iban))?;
        Ok(Self {
            first_name,
            last_name,
            phone,
            national_id,
            iban,
        })
    }
}
