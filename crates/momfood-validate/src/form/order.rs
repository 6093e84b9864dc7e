//! An order. It names dishes and quantities and no price: prices come from the menu, or the client sets them.

use crate::form::json::Limits;
use crate::form::object::{Field, ObjectReader, all};
use crate::quantity::Quantity;
use crate::text::{Street, Text};
use crate::uuid::Uuid;
use crate::violations::Violations;

/// Most lines of one order.
pub const MAX_ORDER_ITEMS: usize = 100;

/// What a customer orders.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Order {
    /// `restaurantId`.
    pub restaurant_id: Uuid,
    /// `items`: 1 to 100.
    pub items: Vec<OrderItem>,
    /// `deliveryAddress.street`.
    pub delivery_street: Street,
    /// `specialInstructions`: up to 500 characters, several lines. Plain text: escape it where you show it.
    pub special_instructions: Option<Text<0, 500>>,
}

/// One line of an order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct OrderItem {
    /// `menuItemId`.
    pub menu_item_id: Uuid,
    /// `quantity`.
    pub quantity: Quantity,
}

impl Order {
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
        let restaurant_id = body.required("restaurantId", Uuid::parse);
        let items = body.items("items", 1..=MAX_ORDER_ITEMS, OrderItem::read);
        let street = body.object("deliveryAddress", |address| address.required("street", Street::parse));
        let instructions = body.optional("specialInstructions", Text::parse);
        let (restaurant_id, items, delivery_street, special_instructions) =
            body.finish((restaurant_id, items, street, instructions))?;
        Ok(Self {
            restaurant_id,
            items,
            delivery_street,
            special_instructions,
        })
    }
}

impl OrderItem {
    /// Reads the object within another form: `body.items("items", 1..=9, OrderItem::read)`.
    pub fn read(body: &mut ObjectReader<'_>) -> Field<Self> {
        let menu_item_id = body.required("menuItemId", Uuid::parse);
        let quantity = body.required("quantity", Quantity::parse);
        all((menu_item_id, quantity)).map(|(menu_item_id, quantity)| Self { menu_item_id, quantity })
    }
}
