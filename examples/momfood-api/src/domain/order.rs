//! An order and the states it goes through. Prices are copied from the menu when it is made, never taken from the client.

use momfood_audit::Timestamp;
use momfood_validate::Money;
use serde::Serialize;

use super::Id;

/// How far an order has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the state machine is closed")]
pub enum Status {
    /// Placed; the kitchen has not begun.
    New,
    /// In the kitchen.
    Preparing,
    /// Waiting for its driver.
    Ready,
    /// On its way.
    PickedUp,
    /// Arrived. An end.
    Delivered,
    /// Called off. An end.
    Cancelled,
}

impl Status {
    const ALL: [Self; 6] = [
        Self::New,
        Self::Preparing,
        Self::Ready,
        Self::PickedUp,
        Self::Delivered,
        Self::Cancelled,
    ];

    /// The name in JSON and in the permission policy.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Preparing => "preparing",
            Self::Ready => "ready",
            Self::PickedUp => "picked_up",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether `party` may take an order from this status to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self, party: Party) -> bool {
        let turn = match (self, next) {
            (Self::New, Self::Preparing) | (Self::Preparing, Self::Ready) => Party::Kitchen,
            (Self::Ready, Self::PickedUp) | (Self::PickedUp, Self::Delivered) => Party::Driver,
            (Self::New, Self::Cancelled) => Party::Customer,
            (Self::Preparing, Self::Cancelled) => Party::Staff,
            _ => return false,
        };
        matches!(
            (party, turn),
            (Party::Staff, _)
                | (Party::Kitchen, Party::Kitchen)
                | (Party::Driver, Party::Driver)
                | (Party::Customer, Party::Customer)
        )
    }
}

/// What somebody is to an order: whose turn it is decides who moves it along.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the state machine is closed")]
pub enum Party {
    /// Placed it.
    Customer,
    /// Cooks it.
    Kitchen,
    /// Brings it.
    Driver,
    /// None of these: whoever was permitted all the same, an administrator.
    Staff,
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its id.
    pub id: Id,
    /// The account that placed it.
    pub customer_id: Id,
    /// The restaurant that cooks it.
    pub restaurant_id: Id,
    /// The account that brings it, once there is one.
    pub driver_id: Option<Id>,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// The sum of its lines.
    pub total: Money,
    /// Where to.
    pub street: String,
    /// Plain text for the driver.
    pub instructions: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// When it was placed.
    pub placed_at: Timestamp,
}

/// One line of an order.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// The dish.
    pub menu_item_id: Id,
    /// Its name at the time.
    pub name: String,
    /// How many.
    pub quantity: u8,
    /// The price of all of them at the time.
    pub price_halalas: i64,
}

impl Order {
    /// What `account` is to this order, at a restaurant of `owner`.
    #[must_use]
    pub fn party(&self, account: Id, owner: Option<Id>) -> Party {
        if self.driver_id == Some(account) {
            Party::Driver
        } else if owner == Some(account) {
            Party::Kitchen
        } else if self.customer_id == account {
            Party::Customer
        } else {
            Party::Staff
        }
    }

    /// What a party to the order sees.
    #[must_use]
    pub fn view(&self) -> impl Serialize + '_ {
        OrderView {
            id: self.id,
            customer_id: self.customer_id,
            restaurant_id: self.restaurant_id,
            driver_id: self.driver_id,
            items: &self.lines,
            total_halalas: self.total.halalas(),
            delivery_address: DeliveryView { street: &self.street },
            special_instructions: self.instructions.as_deref(),
            status: self.status,
            placed_at: self.placed_at.to_string(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderView<'o> {
    id: Id,
    customer_id: Id,
    restaurant_id: Id,
    driver_id: Option<Id>,
    items: &'o [OrderLine],
    total_halalas: i64,
    delivery_address: DeliveryView<'o>,
    special_instructions: Option<&'o str>,
    status: Status,
    placed_at: String,
}

#[derive(Serialize)]
struct DeliveryView<'o> {
    street: &'o str,
}

#[cfg(test)]
mod tests {
    use super::{Party, Status};

    #[test]
    fn a_closed_order_never_moves_again() {
        for end in [Status::Delivered, Status::Cancelled] {
            assert!(Status::ALL.into_iter().all(|next| !end.may_become(next, Party::Staff)));
        }
    }

    #[test]
    fn each_party_moves_an_order_only_when_it_is_its_turn() {
        for (from, to, turn) in [
            (Status::New, Status::Preparing, Party::Kitchen),
            (Status::Preparing, Status::Ready, Party::Kitchen),
            (Status::Ready, Status::PickedUp, Party::Driver),
            (Status::PickedUp, Status::Delivered, Party::Driver),
            (Status::New, Status::Cancelled, Party::Customer),
        ] {
            for party in [Party::Customer, Party::Kitchen, Party::Driver] {
                assert_eq!(from.may_become(to, party), party == turn, "{from:?} {to:?} {party:?}");
            }
            assert!(from.may_become(to, Party::Staff));
        }
    }

    #[test]
    fn every_status_is_read_back_by_its_name() {
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.as_str()), Some(status));
        }
        assert_eq!(Status::from_name("New"), None);
    }
}
