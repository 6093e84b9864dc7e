//! Orders: placed by customers, seen by their parties, moved along by whoever's turn it is.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use momfood_rbac::{ActionId, Authorized, Changing, NoAttributes};
use momfood_validate::Money;
use momfood_validate::form::Order as OrderForm;
use serde::Deserialize;
use serde_json::json;

use crate::access::ChangesOrder;
use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::{Id, Order, OrderLine, Restaurant, Status};
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{Ids, JsonBody, Language};
use crate::forms::OrderChange;

/// Most orders of one page.
const MAX_PAGE: usize = 100;

/// `POST /orders`.
///
/// # Errors
/// As the permission, the form and the menu say.
pub async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = OrderForm::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    // Asked first, on whose order it would be: what exists at a restaurant is for those who may order.
    let customer = [("customer_id", caller.account.as_uuid().into())];
    let proof = app.guard.require(
        &caller.principal,
        app.actions.create_order,
        &customer,
        Some(caller.client),
    )?;
    app.edge.creation(caller.client, caller.subject().as_str()).await?;
    let restaurant = app
        .restaurants
        .find(form.restaurant_id.into())
        .ok_or(ErrorCode::NotFound)?;
    let order = priced(&app, &caller, &form, &restaurant)?;
    if let Some(instructions) = &order.instructions {
        app.inspect_prose(instructions, caller.client);
    }
    let order = app
        .orders
        .insert(proof, order, restaurant.owner_id)
        .map_err(|_| ErrorCode::Unavailable)?;
    Ok(answer::created(order.view()))
}

/// The order with what its dishes cost now.
fn priced(app: &App, caller: &Caller, form: &OrderForm, restaurant: &Restaurant) -> ApiResult<Order> {
    let mut total = Money::default();
    let mut lines = Vec::with_capacity(form.items.len());
    for item in &form.items {
        let dish = restaurant
            .dish(item.menu_item_id.into())
            .filter(|dish| dish.available)
            .ok_or(ErrorCode::Conflict)?;
        let price = dish.price.times(item.quantity).map_err(|_| ErrorCode::Conflict)?;
        total = total.plus(price).map_err(|_| ErrorCode::Conflict)?;
        lines.push(OrderLine {
            menu_item_id: dish.id,
            name: dish.name.clone(),
            quantity: item.quantity.pieces(),
            price_halalas: price.halalas(),
        });
    }
    Ok(Order {
        id: Id::random().map_err(|_| ErrorCode::Unavailable)?,
        customer_id: caller.account,
        restaurant_id: restaurant.id,
        driver_id: None,
        lines,
        total,
        street: form.delivery_street.as_str().to_owned(),
        instructions: form
            .special_instructions
            .clone()
            .map(momfood_validate::Text::into_string),
        status: Status::New,
        placed_at: app.clock.now(),
    })
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    #[serde(default)]
    skip: usize,
    limit: Option<usize>,
}

/// `GET /orders`: those that the caller is a party to and may read.
///
/// # Errors
/// [`ErrorCode::Validation`] for a page that does not exist.
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> ApiResult {
    let Query(page) = page.map_err(|_| ErrorCode::Validation)?;
    let limit = page.limit.unwrap_or(MAX_PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(ErrorCode::Validation.into());
    }
    let policy = app.guard.policy();
    let orders: Vec<_> = app
        .orders
        .of(caller.account, page.skip, limit)
        .into_iter()
        .filter(|order| {
            policy
                .decide(&caller.principal, app.actions.read_order, &app.row(order))
                .is_allowed()
        })
        .collect();
    let views: Vec<_> = orders.iter().map(|order| order.view()).collect();
    Ok(answer::ok(json!({ "orders": views })))
}

/// `GET /orders/{id}`.
///
/// # Errors
/// [`ErrorCode::Forbidden`], and for those who may read any order [`ErrorCode::NotFound`].
pub async fn read(State(app): State<Arc<App>>, caller: Caller, Ids([id]): Ids<1>) -> ApiResult {
    let order = readable(&app, &caller, id)?;
    Ok(answer::ok(order.view()))
}

/// The order, if the caller may read it.
///
/// # Errors
/// As [`read`].
pub fn readable(app: &App, caller: &Caller, id: Id) -> ApiResult<Arc<Order>> {
    let order = app.orders.find(id);
    let (who, read, from) = (&caller.principal, app.actions.read_order, Some(caller.client));
    let _proof = match &order {
        Some(order) => app.guard.require(who, read, &app.row(order), from)?,
        None => app.guard.require(who, read, &NoAttributes, from)?,
    };
    order.ok_or_else(|| ErrorCode::NotFound.into())
}

/// `PATCH /orders/{id}`: the next status, or a driver.
///
/// # Errors
/// As the permission and the form say; [`ErrorCode::Conflict`] for a status that cannot follow, or a lost race.
pub async fn update(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    Ids([id]): Ids<1>,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let change = OrderChange::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    let order = readable(&app, &caller, id)?;
    let seen = Seen {
        app: &app,
        caller: &caller,
        order: &order,
    };
    let order = match change {
        OrderChange::Status(Status::Cancelled) => seen.moves(app.actions.cancel_order, Status::Cancelled)?,
        OrderChange::Status(status) => seen.moves(app.actions.update_order, status)?,
        OrderChange::Driver(driver) => seen.gets(driver).await?,
    };
    Ok(answer::ok(order.view()))
}

/// An order as it was read, by whom: the permission is asked on this version, and no later one is changed.
struct Seen<'a> {
    app: &'a App,
    caller: &'a Caller,
    order: &'a Arc<Order>,
}

impl Seen<'_> {
    /// The next status, if it is the caller's turn.
    fn moves<P: ChangesOrder>(&self, action: ActionId<P>, next: Status) -> ApiResult<Arc<Order>> {
        let proof = self.allowed(action, &["status"])?;
        let owner = self.app.row(self.order).restaurant_owner;
        let party = self.order.party(self.caller.account, owner);
        if !self.order.status.may_become(next, party) {
            return Err(ErrorCode::Conflict.into());
        }
        self.replaced(proof, |order| order.status = next)
    }

    /// Another driver, who is one. The roles that may only set a status are refused by the column.
    async fn gets(&self, driver: Id) -> ApiResult<Arc<Order>> {
        let proof = self.allowed(self.app.actions.update_order, &["driver_id"])?;
        if !self.app.is_driver(driver).await? {
            return Err(ErrorCode::Conflict.into());
        }
        self.replaced(proof, |order| order.driver_id = Some(driver))
    }

    fn allowed<P: ChangesOrder>(&self, action: ActionId<P>, columns: &[&str]) -> ApiResult<Authorized<P>> {
        let row = self.app.row(self.order);
        let row = Changing::new(&row, columns);
        let (who, from) = (&self.caller.principal, Some(self.caller.client));
        Ok(self.app.guard.require(who, action, &row, from)?)
    }

    fn replaced<P: ChangesOrder>(
        &self,
        proof: Authorized<P>,
        change: impl FnOnce(&mut Order),
    ) -> ApiResult<Arc<Order>> {
        let mut next = Order::clone(self.order);
        change(&mut next);
        let replaced = self.app.orders.replace(proof, self.order, next);
        replaced.map_err(|_| ErrorCode::Conflict.into())
    }
}
