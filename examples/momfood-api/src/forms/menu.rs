//! Bodies about dishes. Prices are whole halalas.

use momfood_validate::{Line, Money, Violations};

use super::open;

/// The name of a dish.
type DishName = Line<1, 120>;

/// `POST /restaurants/{id}/menu`.
#[derive(Debug)]
pub struct NewMenuItem {
    /// `name`.
    pub name: DishName,
    /// `priceHalalas`.
    pub price: Money,
}

impl NewMenuItem {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let name = body.required("name", DishName::parse);
        let price = body.required("priceHalalas", Money::from_halalas);
        let (name, price) = body.finish((name, price))?;
        Ok(Self { name, price })
    }
}

/// `PATCH /restaurants/{id}/menu/{item}`: what is absent stays.
#[derive(Debug)]
pub struct MenuItemChange {
    /// `name`.
    pub name: Option<DishName>,
    /// `priceHalalas`.
    pub price: Option<Money>,
    /// `available`.
    pub available: Option<bool>,
}

impl MenuItemChange {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let name = body.optional("name", DishName::parse);
        let price = body.optional("priceHalalas", Money::from_halalas);
        let available = body.optional("available", |flag: bool| Ok::<_, momfood_validate::Code>(flag));
        let (name, price, available) = body.finish((name, price, available))?;
        Ok(Self { name, price, available })
    }
}
