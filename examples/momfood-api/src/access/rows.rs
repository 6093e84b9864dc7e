//! The rows of the service, by the names that the policy gives to their attributes.

use momfood_rbac::{Attributes, Value};

use crate::domain::{Account, Id, Order, Restaurant};

/// An order, and who owns its restaurant.
#[derive(Clone, Copy, Debug)]
pub struct OrderRow<'a> {
    /// The order.
    pub order: &'a Order,
    /// The owner of its restaurant, while it exists.
    pub restaurant_owner: Option<Id>,
}

impl Attributes for OrderRow<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        Some(match name {
            "customer_id" => self.order.customer_id.as_uuid().into(),
            "driver_id" => self.order.driver_id.map(Id::as_uuid).into(),
            "status" => self.order.status.as_str().into(),
            "restaurant_id" => self.order.restaurant_id.as_uuid().into(),
            "restaurant.owner_id" => self.restaurant_owner.map(Id::as_uuid).into(),
            _ => return None,
        })
    }
}

/// A restaurant.
#[derive(Clone, Copy, Debug)]
pub struct RestaurantRow<'a>(pub &'a Restaurant);

impl Attributes for RestaurantRow<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        (name == "owner_id").then(|| self.0.owner_id.as_uuid().into())
    }
}

/// A dish of a restaurant's menu, there or to be.
#[derive(Clone, Copy, Debug)]
pub struct MenuRow<'a>(pub &'a Restaurant);

impl Attributes for MenuRow<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        Some(match name {
            "restaurant_id" => self.0.id.as_uuid().into(),
            "restaurant.owner_id" => self.0.owner_id.as_uuid().into(),
            _ => return None,
        })
    }
}

/// A review to be, of an order.
#[derive(Clone, Copy, Debug)]
pub struct ReviewRow<'a>(pub &'a Order);

impl Attributes for ReviewRow<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        Some(match name {
            "order_id" => self.0.id.as_uuid().into(),
            "order.customer_id" => self.0.customer_id.as_uuid().into(),
            "order.status" => self.0.status.as_str().into(),
            _ => return None,
        })
    }
}

/// A profile.
#[derive(Clone, Copy, Debug)]
pub struct ProfileRow<'a>(pub &'a Account);

impl Attributes for ProfileRow<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        (name == "user_id").then(|| self.0.id.as_uuid().into())
    }
}
