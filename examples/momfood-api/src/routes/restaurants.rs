//! Restaurants: opened by owners, read and searched by everybody who is signed in.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use momfood_rbac::{NoAttributes, Possible};
use momfood_validate::Line;
use momfood_validate::form::Restaurant as RestaurantForm;
use momfood_validate::inspect::Profile;
use serde::Deserialize;
use serde_json::json;

use crate::access::RestaurantRow;
use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::{Id, Restaurant};
use crate::error::{ApiResult, ErrorCode};
use crate::extract::{Ids, JsonBody, Language};

/// Most restaurants of one answer.
const MAX_LISTED: usize = 100;

/// What a list is searched for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    q: Option<String>,
}

/// `GET /restaurants`: those that the caller may read, or those of them whose name contains `q`.
///
/// # Errors
/// [`ErrorCode::MaliciousInput`] for a search that is an attack by all signs. The search itself could not be harmed by
/// it: it compares texts.
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    search: Result<Query<Search>, QueryRejection>,
) -> ApiResult {
    let Query(search) = search.map_err(|_| ErrorCode::Validation)?;
    let (who, read) = (&caller.principal, app.actions.read_restaurant);
    let policy = app.guard.policy();
    if policy.possible(who, read) == Possible::Never {
        let _refused = app.guard.require(who, read, &NoAttributes, Some(caller.client))?;
    }
    let wanted = match search.q.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => {
            let line = Line::<1, 100>::parse(text).map_err(|_| ErrorCode::Validation)?;
            app.inspect(line.as_str(), Profile::Name, caller.client)?;
            line.as_str().to_lowercase()
        }
        None => String::new(),
    };
    let mut found: Vec<Arc<Restaurant>> = app
        .restaurants
        .all()
        .into_iter()
        .filter(|restaurant| restaurant.name.to_lowercase().contains(&wanted))
        .filter(|restaurant| policy.decide(who, read, &RestaurantRow(restaurant)).is_allowed())
        .collect();
    found.sort_by_key(|restaurant| restaurant.id);
    let views: Vec<_> = found
        .iter()
        .take(MAX_LISTED)
        .map(|restaurant| restaurant.view())
        .collect();
    Ok(answer::ok(json!({ "restaurants": views })))
}

/// `GET /restaurants/{id}`.
///
/// # Errors
/// As the permission says; [`ErrorCode::NotFound`].
pub async fn read(State(app): State<Arc<App>>, caller: Caller, Ids([id]): Ids<1>) -> ApiResult {
    let restaurant = app.restaurants.find(id);
    let (who, read, from) = (&caller.principal, app.actions.read_restaurant, Some(caller.client));
    let _proof = match &restaurant {
        Some(restaurant) => app.guard.require(who, read, &RestaurantRow(restaurant), from)?,
        None => app.guard.require(who, read, &NoAttributes, from)?,
    };
    let restaurant = restaurant.ok_or(ErrorCode::NotFound)?;
    Ok(answer::ok(restaurant.view()))
}

/// `POST /restaurants`.
///
/// # Errors
/// As the permission, the form and the inspection of its texts say.
pub async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = RestaurantForm::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    app.inspect(form.name.as_str(), Profile::Name, caller.client)?;
    if let Some(description) = &form.description {
        app.inspect(description.as_str(), Profile::FreeText, caller.client)?;
    }
    let restaurant = Restaurant {
        id: Id::random().map_err(|_| ErrorCode::Unavailable)?,
        owner_id: caller.account,
        name: form.name.as_str().to_owned(),
        description: form.description.map(momfood_validate::Text::into_string),
        phone: form.phone,
        street: form.address.street.as_str().to_owned(),
        latitude: form.address.latitude.degrees(),
        longitude: form.address.longitude.degrees(),
        menu: Vec::new(),
    };
    let row = RestaurantRow(&restaurant);
    let proof = app.guard.require(
        &caller.principal,
        app.actions.create_restaurant,
        &row,
        Some(caller.client),
    )?;
    app.edge.creation(caller.client, caller.subject().as_str()).await?;
    let restaurant = app
        .restaurants
        .open(proof, restaurant)
        .map_err(|_| ErrorCode::Unavailable)?;
    Ok(answer::created(restaurant.view()))
}
