//! What a row tells the policy about itself: the loaded row, never the request. An owner that comes from a parameter or a
//! body is the attacker's own word (the plan's `req.params.userId || req.body.userId`).

use core::fmt;

use crate::Value;

/// A row, by the names that the policy gives to its attributes.
///
/// ```
/// use momfood_rbac::{Attributes, Value};
/// use uuid::Uuid;
///
/// struct Order {
///     customer_id: Uuid,
///     driver_id: Option<Uuid>,
///     restaurant_owner: Uuid,
///     status: String,
/// }
///
/// impl Attributes for Order {
///     fn attribute(&self, name: &str) -> Option<Value<'_>> {
///         Some(match name {
///             "customer_id" => self.customer_id.into(),
///             "driver_id" => self.driver_id.into(),
///             "restaurant.owner_id" => self.restaurant_owner.into(),
///             "status" => self.status.as_str().into(),
///             _ => return None,
///         })
///     }
/// }
/// ```
pub trait Attributes {
    /// The attribute `name`, or `relation.name` of the row that is one hop away.
    ///
    /// `None` says that this row does not know the attribute; [`Value::Null`] says that it has no value. Both make a
    /// comparison [`Unknown`](crate::Tri::Unknown), and so does a value of another type than the policy declares; only a
    /// known null `is null`.
    ///
    /// # Security
    /// Answer from what the store returned. A misspelt name is safe: nothing that depends on it is allowed.
    fn attribute(&self, name: &str) -> Option<Value<'_>>;

    /// The columns that the action is about to change, for rules that allow only some: see [`Changing`].
    ///
    /// `None`, the default, and an empty list tell nothing, so such rules do not allow.
    fn changed_columns(&self) -> Option<&[&str]> {
        None
    }
}

/// No row: for actions that have none. Every condition on a row is then unknown.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it, and never will be")]
pub struct NoAttributes;

impl Attributes for NoAttributes {
    fn attribute(&self, _name: &str) -> Option<Value<'_>> {
        None
    }
}

/// A few attributes at hand, searched in order.
impl<const N: usize> Attributes for [(&str, Value<'_>); N] {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        self.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }
}

/// A row together with the columns of it that are about to change.
///
/// A rule with `columns` allows only if every changed column is among them. The statement that then runs must set these
/// columns and no others.
#[derive(Clone, Copy)]
pub struct Changing<'a> {
    row: &'a dyn Attributes,
    columns: &'a [&'a str],
}

impl<'a> Changing<'a> {
    /// `row` as it is now, and the `columns` that the action would set.
    #[must_use]
    pub const fn new(row: &'a dyn Attributes, columns: &'a [&'a str]) -> Self {
        Self { row, columns }
    }
}

impl Attributes for Changing<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        self.row.attribute(name)
    }

    fn changed_columns(&self) -> Option<&[&str]> {
        Some(self.columns)
    }
}

impl fmt::Debug for Changing<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Changing")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}
