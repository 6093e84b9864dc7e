//! The demo's data: accounts of every role with passwords that everybody knows, two restaurants, a menu and orders.
//!
//! The ids are fixed, so that a command copied from the README works on every start. [`crate::service`] refuses to seed a
//! service that listens beyond this machine.

use momfood_crypto::PasswordPoolError;
use momfood_rbac::{ActionId, Attributes, Authorized, Permission, Principal};
use momfood_validate::{Email, Money, PersonName, SaudiPhone};

use crate::access::{OrderRow, RestaurantRow};
use crate::app::App;
use crate::domain::{Account, Id, MenuItem, Order, OrderLine, Restaurant, Status};

/// An account of the demo.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DemoAccount {
    /// Its id.
    pub id: Id,
    /// Its address.
    pub email: &'static str,
    /// Its password, for all to read.
    pub password: &'static str,
    /// Its role.
    pub role: &'static str,
    first_name: &'static str,
    last_name: &'static str,
}

const fn account(id: u128, role: &'static str, email: &'static str, names: [&'static str; 2]) -> DemoAccount {
    let [first_name, last_name] = names;
    DemoAccount {
        id: Id::fixed(ACCOUNT_IDS | id),
        email,
        password: PASSWORD,
        role,
        first_name,
        last_name,
    }
}

/// A customer, who has ordered before.
pub const CUSTOMER: DemoAccount = account(1, "customer", "customer@momfood.example", ["Sara", "O'Brien"]);
/// Another customer, for everything that must not be seen.
pub const OTHER_CUSTOMER: DemoAccount = account(2, "customer", "other@momfood.example", ["عبد الله", "الحربي"]);
/// The owner of the restaurant.
pub const OWNER: DemoAccount = account(3, "restaurant_owner", "owner@momfood.example", ["Umm", "Khalid"]);
/// The owner of another restaurant.
pub const OTHER_OWNER: DemoAccount = account(
    4,
    "restaurant_owner",
    "other-owner@momfood.example",
    ["José", "Al-Najdi"],
);
/// A driver.
pub const DRIVER: DemoAccount = account(5, "driver", "driver@momfood.example", ["Faisal", "Al-Otaibi"]);
/// Another driver.
pub const SECOND_DRIVER: DemoAccount = account(6, "driver", "second-driver@momfood.example", ["Majid", "Al-Harbi"]);
/// The administrator.
pub const ADMIN: DemoAccount = account(7, "admin", "admin@momfood.example", ["Huda", "Al-Amri"]);

/// All accounts of the demo.
pub const ACCOUNTS: [DemoAccount; 7] = [
    CUSTOMER,
    OTHER_CUSTOMER,
    OWNER,
    OTHER_OWNER,
    DRIVER,
    SECOND_DRIVER,
    ADMIN,
];

/// The restaurant of [`OWNER`].
pub const RESTAURANT: Id = Id::fixed(RESTAURANT_IDS | 1);
/// A dish of it.
pub const DISH: Id = Id::fixed(DISH_IDS | 1);
/// A new order of [`CUSTOMER`] there.
pub const ORDER: Id = Id::fixed(ORDER_IDS | 1);
/// A delivered order of [`CUSTOMER`] there, brought by [`DRIVER`].
pub const DELIVERED_ORDER: Id = Id::fixed(ORDER_IDS | 2);

const PASSWORD: &str = "three dates and a coffee";
const ACCOUNT_IDS: u128 = 0x0000_0001_0000_4000_8000_0000_0000_0000;
const RESTAURANT_IDS: u128 = 0x0000_0002_0000_4000_8000_0000_0000_0000;
const DISH_IDS: u128 = 0x0000_0003_0000_4000_8000_0000_0000_0000;
const ORDER_IDS: u128 = 0x0000_0004_0000_4000_8000_0000_0000_0000;

/// Fills an empty service.
///
/// # Errors
/// [`SeedError`]; the service may hold a part of the data.
pub async fn fill(app: &App) -> Result<(), SeedError> {
    // One hash for all of them: seeding must not take a second, and these passwords protect nothing.
    let password = app.passwords.hash(PASSWORD).await?;
    for demo in ACCOUNTS {
        let row = Account {
            id: demo.id,
            email: parsed(Email::parse(demo.email))?,
            first_name: parsed(PersonName::parse(demo.first_name))?,
            last_name: parsed(PersonName::parse(demo.last_name))?,
            phone: None,
            password: password.clone(),
            national_id: None,
            bank_account: None,
            disabled: false,
        };
        app.accounts.create(row).map_err(|_| SeedError)?;
        app.grant(demo.id, demo.role).await.map_err(|_| SeedError)?;
    }
    restaurants(app)?;
    orders(app)
}

fn restaurants(app: &App) -> Result<(), SeedError> {
    let dishes = [
        ("Kabsa with chicken", 3_500),
        ("Jareesh", 2_800),
        ("Date ma'amoul", 1_200),
    ];
    let menu = dishes
        .into_iter()
        .zip(1_u128..)
        .map(|((name, halalas), number)| {
            Ok(MenuItem {
                id: Id::fixed(DISH_IDS | number),
                name: name.to_owned(),
                price: parsed(Money::from_halalas(halalas))?,
                available: true,
            })
        })
        .collect::<Result<Vec<_>, SeedError>>()?;
    for (number, owner, name, menu) in [
        (1, OWNER, "Umm Khalid's Kitchen", menu),
        (2, OTHER_OWNER, "بيت نجد", Vec::new()),
    ] {
        let id = Id::fixed(RESTAURANT_IDS | number);
        let row = Restaurant {
            id,
            owner_id: owner.id,
            name: name.to_owned(),
            description: Some("Home cooking, delivered".to_owned()),
            phone: parsed(SaudiPhone::parse("0112345678"))?,
            street: "King Fahd Road 7".to_owned(),
            latitude: 24.7136,
            longitude: 46.6753,
            menu,
        };
        let proof = allowed(app, owner, app.actions.create_restaurant, &RestaurantRow(&row))?;
        app.restaurants.open(proof, row).map_err(|_| SeedError)?;
    }
    Ok(())
}

fn orders(app: &App) -> Result<(), SeedError> {
    let price = parsed(Money::from_halalas(3_500))?;
    for (id, status, driver_id) in [
        (ORDER, Status::New, None),
        (DELIVERED_ORDER, Status::Delivered, Some(DRIVER.id)),
    ] {
        let row = Order {
            id,
            customer_id: CUSTOMER.id,
            restaurant_id: RESTAURANT,
            driver_id,
            lines: vec![OrderLine {
                menu_item_id: DISH,
                name: "Kabsa with chicken".to_owned(),
                quantity: 1,
                price_halalas: price.halalas(),
            }],
            total: price,
            street: "Olaya Street 12".to_owned(),
            instructions: None,
            status,
            placed_at: app.clock.now(),
        };
        let seen = OrderRow {
            order: &row,
            restaurant_owner: Some(OWNER.id),
        };
        let proof = allowed(app, CUSTOMER, app.actions.create_order, &seen)?;
        app.orders.insert(proof, row, OWNER.id).map_err(|_| SeedError)?;
    }
    Ok(())
}

/// Even the demo's data asks for permission, as the account that it belongs to.
fn allowed<P: Permission>(
    app: &App,
    account: DemoAccount,
    action: ActionId<P>,
    row: &dyn Attributes,
) -> Result<Authorized<P>, SeedError> {
    let policy = app.guard.policy();
    let roles = policy.roles([account.role]).map_err(|_| SeedError)?;
    let principal = Principal::new(account.id.as_uuid(), roles);
    policy.authorize(&principal, action, row).map_err(|_| SeedError)
}

fn parsed<T, E>(value: Result<T, E>) -> Result<T, SeedError> {
    value.map_err(|_| SeedError)
}

/// The demo's data did not fit.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the demo's data could not be written")]
pub struct SeedError;

impl From<PasswordPoolError> for SeedError {
    fn from(_: PasswordPoolError) -> Self {
        Self
    }
}
