//! A restaurant and its menu.

use momfood_validate::{Money, SaudiPhone};
use serde::Serialize;

use super::Id;

/// Most dishes of one menu.
pub const MAX_MENU_ITEMS: usize = 500;

/// A restaurant.
#[derive(Clone, Debug)]
pub struct Restaurant {
    /// Its id.
    pub id: Id,
    /// The account that owns it.
    pub owner_id: Id,
    /// Its name.
    pub name: String,
    /// What it says of itself, as plain text.
    pub description: Option<String>,
    /// How to call it.
    pub phone: SaudiPhone,
    /// Where it is.
    pub street: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What it sells.
    pub menu: Vec<MenuItem>,
}

/// A dish.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its price.
    pub price: Money,
    /// Whether it can be ordered now.
    pub available: bool,
}

impl Restaurant {
    /// The dish with this id.
    #[must_use]
    pub fn dish(&self, id: Id) -> Option<&MenuItem> {
        self.menu.iter().find(|item| item.id == id)
    }

    /// What anyone who may read it sees.
    #[must_use]
    pub fn view(&self) -> impl Serialize + use<> {
        RestaurantView {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            phone: self.phone.as_str().to_owned(),
            address: AddressView {
                street: self.street.clone(),
                latitude: self.latitude,
                longitude: self.longitude,
            },
            menu: self.menu.iter().map(MenuItemView::of).collect(),
        }
    }
}

impl MenuItem {
    /// What anyone who may read the menu sees.
    #[must_use]
    pub fn view(&self) -> impl Serialize + use<> {
        MenuItemView::of(self)
    }
}

#[derive(Serialize)]
struct RestaurantView {
    id: Id,
    name: String,
    description: Option<String>,
    phone: String,
    address: AddressView,
    menu: Vec<MenuItemView>,
}

#[derive(Serialize)]
struct AddressView {
    street: String,
    latitude: f64,
    longitude: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MenuItemView {
    id: Id,
    name: String,
    price_halalas: i64,
    available: bool,
}

impl MenuItemView {
    fn of(item: &MenuItem) -> Self {
        Self {
            id: item.id,
            name: item.name.clone(),
            price_halalas: item.price.halalas(),
            available: item.available,
        }
    }
}
