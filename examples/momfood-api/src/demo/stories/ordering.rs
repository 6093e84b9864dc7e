//! An order from the kitchen to the door: everyone does their part, and nobody another's.

use serde_json::json;

use super::super::DemoError;
use super::super::tour::{Expect, Tour};
use crate::seed;

pub(super) async fn from_kitchen_to_door(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("An order, from the kitchen to the door");
    let (customer, other, owner, driver) = (tour.visitor(), tour.visitor(), tour.visitor(), tour.visitor());
    let customer = tour.sign_in(customer, seed::CUSTOMER).await?;
    let other = tour.sign_in(other, seed::OTHER_CUSTOMER).await?;
    let owner = tour.sign_in(owner, seed::OWNER).await?;
    let driver = tour.sign_in(driver, seed::SECOND_DRIVER).await?;
    let admin = tour.admin();

    let order = json!({
        "restaurantId": seed::RESTAURANT.to_string(),
        "items": [{ "menuItemId": seed::DISH.to_string(), "quantity": 2 }],
        "deliveryAddress": { "street": "12/3 O'Connell St., Apt #4" },
    });
    let answer = customer.post("/orders", &order).await?;
    tour.step(
        "a customer orders; the price comes from the menu",
        &answer,
        Expect::CREATED,
    )
    .await?;
    let path = format!("/orders/{}", answer.text("/id"));

    tour.step("she reads it", &customer.get(&path).await?, Expect::OK)
        .await?;
    tour.step(
        "another customer does not",
        &other.get(&path).await?,
        Expect::Code("FORBIDDEN"),
    )
    .await?;
    let answer = customer
        .post("/reviews", &json!({ "orderId": answer.text("/id"), "rating": 5 }))
        .await?;
    tour.step(
        "she cannot review what has not arrived",
        &answer,
        Expect::Code("FORBIDDEN"),
    )
    .await?;
    let answer = customer.patch(&path, &json!({ "status": "delivered" })).await?;
    tour.step("nor declare it delivered", &answer, Expect::Code("FORBIDDEN"))
        .await?;

    let answer = owner.patch(&path, &json!({ "status": "preparing" })).await?;
    tour.step("the restaurant's owner starts to cook", &answer, Expect::OK)
        .await?;
    let answer = customer.patch(&path, &json!({ "status": "cancelled" })).await?;
    tour.step("now she cannot cancel any more", &answer, Expect::Code("FORBIDDEN"))
        .await?;
    let answer = owner.patch(&path, &json!({ "status": "ready" })).await?;
    tour.step("the owner has it ready", &answer, Expect::OK).await?;
    let answer = driver.patch(&path, &json!({ "status": "picked_up" })).await?;
    tour.step(
        "a driver whom nobody assigned cannot take it",
        &answer,
        Expect::Code("FORBIDDEN"),
    )
    .await?;
    let assigned = json!({ "driverId": seed::SECOND_DRIVER.id.to_string() });
    tour.step(
        "an administrator assigns him",
        &admin.patch(&path, &assigned).await?,
        Expect::OK,
    )
    .await?;
    for status in ["picked_up", "delivered"] {
        let answer = driver.patch(&path, &json!({ "status": status })).await?;
        tour.step(&format!("he reports: {status}"), &answer, Expect::OK).await?;
    }
    let answer = driver.patch(&path, &json!({ "status": "picked_up" })).await?;
    tour.step("a closed order stays closed", &answer, Expect::Code("FORBIDDEN"))
        .await?;

    let order_id = path.trim_start_matches("/orders/");
    let review = json!({ "orderId": order_id, "rating": 5, "comment": "<b>Best</b> kabsa in Riyadh" });
    let answer = other.post("/reviews", &review).await?;
    tour.step("somebody else cannot review it", &answer, Expect::Code("FORBIDDEN"))
        .await?;
    tour.step("she can", &customer.post("/reviews", &review).await?, Expect::CREATED)
        .await
}
