//! Menus: each its restaurant's owner's alone.

use std::sync::Arc;

use axum::extract::State;
use momfood_rbac::{ActionId, Authorized, NoAttributes};
use momfood_validate::inspect::Profile;

use crate::access::{ChangesMenu, MenuRow};
use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::{Id, MAX_MENU_ITEMS, MenuItem, Restaurant};
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{Ids, JsonBody, Language};
use crate::forms::{MenuItemChange, NewMenuItem};

/// `POST /restaurants/{id}/menu`.
///
/// # Errors
/// As the permission, the form and the inspection of the name say.
pub async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    Ids([restaurant]): Ids<1>,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = NewMenuItem::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    app.inspect(form.name.as_str(), Profile::Name, caller.client)?;
    let (seen, proof) = allowed(&app, &caller, app.actions.create_dish, restaurant)?;
    if seen.menu.len() >= MAX_MENU_ITEMS {
        return Err(ErrorCode::Conflict.into());
    }
    let dish = MenuItem {
        id: Id::random().map_err(|_| ErrorCode::Unavailable)?,
        name: form.name.into_string(),
        price: form.price,
        available: true,
    };
    let view = dish.view();
    app.restaurants
        .change_menu(proof, &seen, |restaurant| restaurant.menu.push(dish))
        .map_err(|_| ErrorCode::Conflict)?;
    Ok(answer::created(view))
}

/// `PATCH /restaurants/{id}/menu/{item}`.
///
/// # Errors
/// As [`create`]; [`ErrorCode::NotFound`].
pub async fn update(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    Ids([restaurant, item]): Ids<2>,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = MenuItemChange::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    if let Some(name) = &form.name {
        app.inspect(name.as_str(), Profile::Name, caller.client)?;
    }
    let (seen, proof) = allowed(&app, &caller, app.actions.update_dish, restaurant)?;
    let mut dish = seen.dish(item).cloned().ok_or(ErrorCode::NotFound)?;
    if let Some(name) = form.name {
        dish.name = name.into_string();
    }
    dish.price = form.price.unwrap_or(dish.price);
    dish.available = form.available.unwrap_or(dish.available);
    let view = dish.view();
    app.restaurants
        .change_menu(proof, &seen, |restaurant| {
            restaurant
                .menu
                .iter_mut()
                .filter(|known| known.id == item)
                .for_each(|known| *known = dish.clone());
        })
        .map_err(|_| ErrorCode::Conflict)?;
    Ok(answer::ok(view))
}

/// `DELETE /restaurants/{id}/menu/{item}`.
///
/// # Errors
/// As the permission says; [`ErrorCode::NotFound`].
pub async fn delete(State(app): State<Arc<App>>, caller: Caller, Ids([restaurant, item]): Ids<2>) -> ApiResult {
    let (seen, proof) = allowed(&app, &caller, app.actions.delete_dish, restaurant)?;
    seen.dish(item).ok_or(ErrorCode::NotFound)?;
    app.restaurants
        .change_menu(proof, &seen, |restaurant| {
            restaurant.menu.retain(|dish| dish.id != item)
        })
        .map_err(|_| ErrorCode::Conflict)?;
    Ok(answer::done())
}

/// The restaurant, and the proof that the caller may do `action` to its menu.
fn allowed<P: ChangesMenu>(
    app: &App,
    caller: &Caller,
    action: ActionId<P>,
    restaurant: Id,
) -> ApiResult<(Arc<Restaurant>, Authorized<P>)> {
    let restaurant = app.restaurants.find(restaurant);
    let (who, from) = (&caller.principal, Some(caller.client));
    let proof = match &restaurant {
        Some(restaurant) => app.guard.require(who, action, &MenuRow(restaurant), from)?,
        None => app.guard.require(who, action, &NoAttributes, from)?,
    };
    Ok((restaurant.ok_or(ErrorCode::NotFound)?, proof))
}
