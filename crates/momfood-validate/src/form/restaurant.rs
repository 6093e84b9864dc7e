//! A restaurant that joins the platform.

use crate::form::json::Limits;
use crate::form::object::{Field, ObjectReader, all};
use crate::geo::{Latitude, Longitude};
use crate::phone::SaudiPhone;
use crate::text::{RestaurantName, Street, Text};
use crate::violations::Violations;

/// A restaurant as its owner describes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Restaurant {
    /// `name`.
    pub name: RestaurantName,
    /// `description`: up to 1,000 characters, several lines. Plain text: escape it where you show it.
    pub description: Option<Text<0, 1000>>,
    /// `phone`, of any kind.
    pub phone: SaudiPhone,
    /// `address`.
    pub address: Address,
}

/// Where a restaurant is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Address {
    /// `address.street`.
    pub street: Street,
    /// `address.latitude`.
    pub latitude: Latitude,
    /// `address.longitude`.
    pub longitude: Longitude,
}

impl Restaurant {
    /// Parses a body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        Self::read(ObjectReader::new(body, Limits::DEFAULT)?)
    }

    /// Reads an object that is open already.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(mut body: ObjectReader<'_>) -> Result<Self, Violations> {
        let name = body.required("name", RestaurantName::parse);
        let description = body.optional("description", Text::parse);
        let phone = body.required("phone", SaudiPhone::parse);
        let address = body.object("address", Address::read);
        let (name, description, phone, address) = body.finish((name, description, phone, address))?;
        Ok(Self {
            name,
            description,
            phone,
            address,
        })
    }
}

impl Address {
    /// Reads the object within another form: `body.object("address", Address::read)`.
    pub fn read(body: &mut ObjectReader<'_>) -> Field<Self> {
        let street = body.required("street", Street::parse);
        let latitude = body.required("latitude", Latitude::parse);
        let longitude = body.required("longitude", Longitude::parse);
        all((street, latitude, longitude)).map(|(street, latitude, longitude)| Self {
            street,
            latitude,
            longitude,
        })
    }
}
