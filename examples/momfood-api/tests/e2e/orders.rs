//! Permissions, decided on the row: everyone reaches their own, and nobody another's.

use momfood_api::client::Client;
use momfood_api::seed;
use serde_json::{Value, json};

use crate::world::{World, accepted, refused};

async fn order(client: &Client, extra: Value) -> momfood_api::client::Answer {
    let mut body = json!({
        "restaurantId": seed::RESTAURANT.to_string(),
        "items": [{ "menuItemId": seed::DISH.to_string(), "quantity": 3 }],
        "deliveryAddress": { "street": "King Fahd Road 7" },
    });
    for (name, value) in extra.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post("/orders", &body).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_comes_from_the_menu_and_not_from_the_client() {
    let world = World::start().await;
    let customer = world.signed_in(seed::CUSTOMER).await;
    refused(
        &order(&customer, json!({ "totalHalalas": 1 })).await,
        400,
        "VALIDATION_ERROR",
    );
    let answer = order(&customer, json!({})).await;
    accepted(&answer, 201);
    let menu = customer
        .get(&format!("/restaurants/{}", seed::RESTAURANT))
        .await
        .unwrap();
    let dish = menu
        .data("/menu")
        .as_array()
        .unwrap()
        .iter()
        .find(|dish| dish["id"] == seed::DISH.to_string())
        .unwrap();
    assert_eq!(
        answer.data("/totalHalalas").as_i64().unwrap(),
        3 * dish["priceHalalas"].as_i64().unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_seen_by_its_parties_and_by_nobody_else() {
    let world = World::start().await;
    let customer = world.signed_in(seed::CUSTOMER).await;
    let answer = order(&customer, json!({})).await;
    let id = answer.text("/id").to_owned();
    let path = format!("/orders/{id}");
    for (account, status) in [
        (seed::CUSTOMER, 200),
        (seed::OWNER, 200),
        (seed::ADMIN, 200),
        (seed::OTHER_CUSTOMER, 403),
        (seed::DRIVER, 403),
        (seed::OTHER_OWNER, 403),
    ] {
        let client = world.signed_in(account).await;
        assert_eq!(
            client.get(&path).await.unwrap().status.as_u16(),
            status,
            "{}",
            account.email
        );
        let list = client.get("/orders").await.unwrap();
        let listed = list
            .data("/orders")
            .as_array()
            .unwrap()
            .iter()
            .any(|order| order["id"] == id.as_str());
        assert_eq!(
            listed,
            status == 200 && account.email != seed::ADMIN.email,
            "{}",
            account.email
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_order_and_another_ones_look_the_same() {
    let world = World::start().await;
    let stranger = world.signed_in(seed::OTHER_CUSTOMER).await;
    let foreign = stranger.get(&format!("/orders/{}", seed::ORDER)).await.unwrap();
    let unknown = stranger
        .get("/orders/00000000-0000-4000-8000-00000000dead")
        .await
        .unwrap();
    refused(&foreign, 403, "FORBIDDEN");
    assert_eq!(foreign.body, unknown.body);
    let admin = world.signed_in(seed::ADMIN).await;
    refused(
        &admin.get("/orders/00000000-0000-4000-8000-00000000dead").await.unwrap(),
        404,
        "NOT_FOUND",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_user_id_in_the_body_or_the_query_changes_nothing() {
    let world = World::start().await;
    let stranger = world.signed_in(seed::OTHER_CUSTOMER).await;
    let path = format!("/orders/{}", seed::ORDER);
    refused(
        &stranger
            .get(&format!("{path}?userId={}", seed::CUSTOMER.id))
            .await
            .unwrap(),
        403,
        "FORBIDDEN",
    );
    let body = json!({ "status": "cancelled", "userId": seed::OTHER_CUSTOMER.id.to_string() });
    refused(&stranger.patch(&path, &body).await.unwrap(), 400, "VALIDATION_ERROR");
    refused(
        &stranger.patch(&path, &json!({ "status": "cancelled" })).await.unwrap(),
        403,
        "FORBIDDEN",
    );
    assert!(world.events("kind=authz_fail").await.len() >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_is_its_owners_alone() {
    let world = World::start().await;
    let menu = format!("/restaurants/{}/menu", seed::RESTAURANT);
    let dish = json!({ "name": "Jareesh", "priceHalalas": 2_800 });
    for account in [seed::CUSTOMER, seed::DRIVER, seed::OTHER_OWNER] {
        let client = world.signed_in(account).await;
        refused(&client.post(&menu, &dish).await.unwrap(), 403, "FORBIDDEN");
        let path = format!("{menu}/{}", seed::DISH);
        refused(
            &client.patch(&path, &json!({ "priceHalalas": 1 })).await.unwrap(),
            403,
            "FORBIDDEN",
        );
        refused(&client.delete(&path).await.unwrap(), 403, "FORBIDDEN");
    }
    let owner = world.signed_in(seed::OWNER).await;
    let answer = owner.post(&menu, &dish).await.unwrap();
    accepted(&answer, 201);
    let path = format!("{menu}/{}", answer.text("/id"));
    accepted(&owner.patch(&path, &json!({ "available": false })).await.unwrap(), 200);
    accepted(&owner.delete(&path).await.unwrap(), 204);
    refused(&owner.delete(&path).await.unwrap(), 404, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_open_restaurants_and_only_delivered_orders_are_reviewed() {
    let world = World::start().await;
    let place = json!({
        "name": "Bayt Najd", "phone": "0112345678",
        "address": { "street": "King Fahd Road 7", "latitude": 24.7, "longitude": 46.7 },
    });
    refused(
        &world
            .signed_in(seed::CUSTOMER)
            .await
            .post("/restaurants", &place)
            .await
            .unwrap(),
        403,
        "FORBIDDEN",
    );
    accepted(
        &world
            .signed_in(seed::OWNER)
            .await
            .post("/restaurants", &place)
            .await
            .unwrap(),
        201,
    );

    let customer = world.signed_in(seed::CUSTOMER).await;
    let review = |order: momfood_api::domain::Id| json!({ "orderId": order.to_string(), "rating": 4, "comment": "<img src=x onerror=alert(1)>" });
    refused(
        &customer
            .post("/reviews", &json!({ "orderId": seed::ORDER.to_string(), "rating": 4 }))
            .await
            .unwrap(),
        403,
        "FORBIDDEN",
    );
    refused(
        &customer.post("/reviews", &review(seed::DELIVERED_ORDER)).await.unwrap(),
        400,
        "MALICIOUS_INPUT",
    );
    let mut fine = review(seed::DELIVERED_ORDER);
    fine["comment"] = json!("<b>Fine</b> & fast, 5 > 4");
    let answer = customer.post("/reviews", &fine).await.unwrap();
    accepted(&answer, 201);
    assert_eq!(answer.text("/commentHtml"), "<b>Fine</b> &amp; fast, 5 &gt; 4");
    refused(&customer.post("/reviews", &fine).await.unwrap(), 409, "CONFLICT");
    let other = world.signed_in(seed::OTHER_CUSTOMER).await;
    refused(&other.post("/reviews", &fine).await.unwrap(), 403, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_move_one_order_at_once_one_does() {
    let world = World::start().await;
    let customer = world.signed_in(seed::CUSTOMER).await;
    let owner = world.signed_in(seed::OWNER).await;
    let path = format!("/orders/{}", order(&customer, json!({})).await.text("/id"));
    let mut racers = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (owner, customer, path) = (owner.clone(), customer.clone(), path.clone());
        racers.spawn(async move {
            if number % 2 == 0 {
                owner.patch(&path, &json!({ "status": "preparing" })).await.unwrap()
            } else {
                customer.patch(&path, &json!({ "status": "cancelled" })).await.unwrap()
            }
        });
    }
    let answers = racers.join_all().await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1,
        "{answers:?}"
    );
    assert!(
        answers
            .iter()
            .all(|answer| answer.status == 200 || answer.status.is_client_error())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_moves_along_by_whoever_has_the_turn() {
    let world = World::start().await;
    let customer = world.signed_in(seed::CUSTOMER).await;
    let (owner, driver) = (world.signed_in(seed::OWNER).await, world.signed_in(seed::DRIVER).await);
    let admin = world.signed_in(seed::ADMIN).await;
    let path = format!("/orders/{}", order(&customer, json!({})).await.text("/id"));
    let no_driver = json!({ "driverId": seed::OTHER_CUSTOMER.id.to_string() });
    refused(&customer.patch(&path, &no_driver).await.unwrap(), 403, "FORBIDDEN");
    refused(&admin.patch(&path, &no_driver).await.unwrap(), 409, "CONFLICT");
    let assign = json!({ "driverId": seed::DRIVER.id.to_string() });
    accepted(&admin.patch(&path, &assign).await.unwrap(), 200);
    accepted(&admin.patch(&path, &assign).await.unwrap(), 200);

    for (who, status, expected) in [
        (&driver, "preparing", 409),
        (&owner, "preparing", 200),
        (&owner, "ready", 200),
        (&owner, "picked_up", 409),
        (&driver, "picked_up", 200),
        (&owner, "delivered", 409),
        (&driver, "delivered", 200),
    ] {
        let answer = who.patch(&path, &json!({ "status": status })).await.unwrap();
        assert_eq!(answer.status.as_u16(), expected, "{status} {answer:?}");
    }
    let list = driver.get("/orders").await.unwrap();
    let id = path.trim_start_matches("/orders/");
    let times = list
        .data("/orders")
        .as_array()
        .unwrap()
        .iter()
        .filter(|order| order["id"] == id)
        .count();
    assert_eq!(times, 1);
}
