//! What may be asked of the service, as types: the names of the policy, and the rows that it decides on.
//!
//! Every permission is decided on the row that was loaded. Where there is no row it is decided on none: whoever could see
//! such a row only because it is theirs is refused as for a row of somebody else, and learns nothing of what exists.

mod rows;

use momfood_rbac::{ActionId, Permission, Policy, UnknownAction, permissions};

pub use rows::{MenuRow, OrderRow, ProfileRow, RestaurantRow, ReviewRow};

permissions! {
    pub CreateOrder = "orders": "create";
    pub ReadOrder = "orders": "read";
    pub UpdateOrder = "orders": "update";
    pub CancelOrder = "orders": "cancel";
    pub CreateRestaurant = "restaurants": "create";
    pub ReadRestaurant = "restaurants": "read";
    pub CreateDish = "menu": "create";
    pub UpdateDish = "menu": "update";
    pub DeleteDish = "menu": "delete";
    pub CreateReview = "reviews": "create";
    pub ReadProfile = "profile": "read";
    pub UpdateProfile = "profile": "update";
    pub UpdateAccount = "accounts": "update";
    pub ReadEvents = "events": "read";
    pub ReadBlocks = "blocks": "read";
    pub DeleteBlock = "blocks": "delete";
}

/// A permission that lets an order change.
pub trait ChangesOrder: Permission {}
impl ChangesOrder for UpdateOrder {}
impl ChangesOrder for CancelOrder {}

/// A permission that lets a menu change.
pub trait ChangesMenu: Permission {}
impl ChangesMenu for CreateDish {}
impl ChangesMenu for UpdateDish {}
impl ChangesMenu for DeleteDish {}

macro_rules! actions {
    ($($name:ident: $permission:ident,)+) => {
        /// The permissions, as the policy in force numbers them; asked for once, at start.
        #[derive(Clone, Copy, Debug)]
        pub struct Actions { $(#[doc = concat!("[`", stringify!($permission), "`]")] pub $name: ActionId<$permission>,)+ }

        impl Actions {
            /// Finds them in `policy`.
            ///
            /// # Errors
            /// [`UnknownAction`] for the first that the policy lacks.
            pub fn of(policy: &Policy) -> Result<Self, UnknownAction> {
                Ok(Self { $($name: policy.permission()?,)+ })
            }
        }
    };
}

actions! {
    create_order: CreateOrder,
    read_order: ReadOrder,
    update_order: UpdateOrder,
    cancel_order: CancelOrder,
    create_restaurant: CreateRestaurant,
    read_restaurant: ReadRestaurant,
    create_dish: CreateDish,
    update_dish: UpdateDish,
    delete_dish: DeleteDish,
    create_review: CreateReview,
    read_profile: ReadProfile,
    update_profile: UpdateProfile,
    update_account: UpdateAccount,
    read_events: ReadEvents,
    read_blocks: ReadBlocks,
    delete_block: DeleteBlock,
}
