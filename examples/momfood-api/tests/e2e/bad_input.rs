//! Every route that takes a body meets every kind of bad one: a 4xx with a stable code, never a 5xx, and nothing changes.

use http::Method;
use momfood_api::client::{Answer, Client};
use momfood_api::seed;
use serde_json::{Value, json};

use crate::world::{World, accepted, refused};

/// The routes, a body that each would take, and who may send it.
fn routes() -> Vec<(Method, String, Value, seed::DemoAccount)> {
    let restaurant = seed::RESTAURANT.to_string();
    let dish = seed::DISH.to_string();
    let menu = format!("/restaurants/{restaurant}/menu");
    let credentials = json!({ "email": "new@example.com", "password": "a fine long sentence" });
    let register = json!({
        "email": "new@example.com", "password": "a fine long sentence", "firstName": "A", "lastName": "B",
    });
    let order = json!({
        "restaurantId": restaurant, "items": [{ "menuItemId": dish, "quantity": 1 }],
        "deliveryAddress": { "street": "King Fahd Road 7" },
    });
    let place = json!({
        "name": "Bayt", "phone": "0112345678",
        "address": { "street": "King Fahd Road 7", "latitude": 24.7, "longitude": 46.7 },
    });
    vec![
        (Method::POST, "/auth/register".into(), register, seed::CUSTOMER),
        (Method::POST, "/auth/login".into(), credentials, seed::CUSTOMER),
        (
            Method::POST,
            "/auth/refresh".into(),
            json!({ "refreshToken": "x" }),
            seed::CUSTOMER,
        ),
        (
            Method::POST,
            "/auth/mfa/verify".into(),
            json!({ "challenge": "x", "method": "totp", "code": "123456" }),
            seed::CUSTOMER,
        ),
        (
            Method::POST,
            "/auth/mfa/sms".into(),
            json!({ "challenge": "x" }),
            seed::CUSTOMER,
        ),
        (
            Method::POST,
            "/auth/password".into(),
            json!({ "currentPassword": "x", "newPassword": "a fine long sentence" }),
            seed::CUSTOMER,
        ),
        (
            Method::POST,
            "/mfa/totp/confirm".into(),
            json!({ "code": "123456" }),
            seed::CUSTOMER,
        ),
        (
            Method::POST,
            "/mfa/sms".into(),
            json!({ "phone": "0501234567" }),
            seed::CUSTOMER,
        ),
        (
            Method::POST,
            "/mfa/sms/confirm".into(),
            json!({ "code": "123456", "smsChallenge": "x" }),
            seed::CUSTOMER,
        ),
        (Method::POST, "/orders".into(), order, seed::CUSTOMER),
        (
            Method::PATCH,
            format!("/orders/{}", seed::ORDER),
            json!({ "status": "cancelled" }),
            seed::CUSTOMER,
        ),
        (Method::POST, "/restaurants".into(), place, seed::OWNER),
        (
            Method::POST,
            menu.clone(),
            json!({ "name": "Kabsa", "priceHalalas": 3_500 }),
            seed::OWNER,
        ),
        (
            Method::PATCH,
            format!("{menu}/{dish}"),
            json!({ "name": "Kabsa with chicken", "priceHalalas": 3_500, "available": true }),
            seed::OWNER,
        ),
        (
            Method::POST,
            "/reviews".into(),
            json!({ "orderId": seed::DELIVERED_ORDER.to_string(), "rating": 5 }),
            seed::CUSTOMER,
        ),
        (Method::PATCH, "/me".into(), json!({ "firstName": "A" }), seed::CUSTOMER),
    ]
}

/// Bodies that no form takes, whatever its fields.
fn never_a_form() -> Vec<Vec<u8>> {
    let nested = [b"{\"a\":".repeat(5_000), b"1".to_vec(), b"}".repeat(5_000)].concat();
    vec![
        b"".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"text\"".to_vec(),
        b"{".to_vec(),
        b"{\"a\":1,}".to_vec(),
        b"{\"email\":\"\xff\xfe\"}".to_vec(),
        b"{\"email\":\"\\ud800\"}".to_vec(),
        b"{\"a\":1e400}".to_vec(),
        b"{\"a\":1}{\"a\":1}".to_vec(),
        nested,
    ]
}

/// The body with each field in turn of another type, and with each left out, doubled or joined by a stranger.
fn bent(body: &Value) -> Vec<Vec<u8>> {
    let fields = body.as_object().unwrap();
    let mut bodies = Vec::new();
    for (name, value) in fields {
        for wrong in [
            json!([1]),
            json!({ "$gt": "" }),
            json!(1.5),
            json!(true),
            json!("\u{0}"),
            json!(""),
        ] {
            if wrong == *value || (value.is_boolean() && wrong.is_boolean()) {
                continue;
            }
            let mut body = body.clone();
            body[name] = wrong;
            bodies.push(body.to_string().into_bytes());
        }
        let twice = format!("{{\"{name}\":{value},{}", &body.to_string()[1..]);
        bodies.push(twice.into_bytes());
    }
    let mut stranger = body.clone();
    stranger["isAdmin"] = json!(true);
    bodies.push(stranger.to_string().into_bytes());
    bodies
}

async fn send(client: &Client, method: &Method, path: &str, body: Vec<u8>) -> Answer {
    let request = client
        .request(method.clone(), path)
        .header("content-type", "application/json")
        .body(body);
    Answer::read(request.send().await.unwrap()).await.unwrap()
}

/// What an account can see of the world, to be compared before and after.
async fn snapshot(world: &World, tokens: &[Client]) -> Vec<Value> {
    let mut seen = Vec::new();
    for client in tokens {
        for path in ["/me", "/orders", "/restaurants", "/mfa"] {
            let client = client.clone().with_address(world.fresh_address());
            let answer = client.get(path).await.unwrap();
            accepted(&answer, 200);
            seen.push(answer.body);
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_body_gets_through_breaks_anything_or_changes_anything() {
    let world = World::start().await;
    let customer = world.signed_in(seed::CUSTOMER).await;
    let owner = world.signed_in(seed::OWNER).await;
    let both = [customer.clone(), owner.clone()];
    let before = snapshot(&world, &both).await;
    for (method, path, body, account) in routes() {
        let client = if account.email == seed::OWNER.email {
            &owner
        } else {
            &customer
        };
        for bad in never_a_form().into_iter().chain(bent(&body)) {
            let shown = String::from_utf8_lossy(&bad).chars().take(200).collect::<String>();
            // Optional fields may be empty, and null where they may be absent: that body is a good one.
            let client = client.clone().with_address(world.fresh_address());
            let answer = send(&client, &method, &path, bad).await;
            assert!(
                answer.status.is_client_error() || is_harmless(&path, &shown, &answer),
                "{method} {path} {shown} → {answer:?}"
            );
            if answer.status.is_client_error() {
                assert!(!answer.code().is_empty(), "{method} {path} {shown} → {answer:?}");
                assert_eq!(answer.body["success"], Value::Bool(false));
            }
        }
    }
    assert_eq!(
        snapshot(&world, &both).await,
        before,
        "a refused body changed something"
    );
}

/// A blank optional field is an absent one, and a change of nothing changes nothing.
fn is_harmless(path: &str, body: &str, answer: &Answer) -> bool {
    let blank = body.contains(":\"\"");
    answer.status.is_success() && blank && (path == "/me" || path.contains("/menu/"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_one_mebibyte_is_refused_by_its_size_on_every_route() {
    let world = World::start().await;
    let owner = world.signed_in(seed::OWNER).await;
    for (method, path, _, _) in routes() {
        let client = owner.clone().with_address(world.fresh_address());
        let answer = send(&client, &method, &path, vec![b' '; 1024 * 1024]).await;
        refused(&answer, 413, "PAYLOAD_TOO_LARGE");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_declared_as_json_is_refused() {
    let world = World::start().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let request = world
            .visitor()
            .request(Method::POST, "/auth/login")
            .header("content-type", kind)
            .body(r#"{"email":"a@example.com","password":"x"}"#);
        let answer = Answer::read(request.send().await.unwrap()).await.unwrap();
        refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_form_is_named_by_place_and_code_and_never_by_value() {
    let world = World::start().await;
    let body = json!({
        "email": "not-an-address", "password": "hunter2", "firstName": "Ali\nadmin", "phone": "0612345678", "role": "admin",
    });
    let answer = world.visitor().post("/auth/register", &body).await.unwrap();
    refused(&answer, 400, "VALIDATION_ERROR");
    let details = answer.body["error"]["details"].as_array().unwrap();
    let pointers: Vec<_> = details.iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
    for pointer in ["/email", "/password", "/firstName", "/lastName", "/phone", "/role"] {
        assert!(pointers.contains(&pointer), "{pointers:?}");
    }
    assert!(!answer.body.to_string().contains("hunter2"));

    let request = world
        .visitor()
        .request(Method::POST, "/auth/register")
        .header("accept-language", "ar-SA,ar;q=0.9")
        .header("content-type", "application/json")
        .body("{}");
    let answer = Answer::read(request.send().await.unwrap()).await.unwrap();
    let message = answer.body["error"]["details"][0]["message"].as_str().unwrap();
    assert!(
        message.chars().any(|letter| ('\u{600}'..='\u{6ff}').contains(&letter)),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_paths_and_queries_are_refused() {
    let world = World::start().await;
    let admin = world.signed_in(seed::ADMIN).await;
    for path in [
        "/orders/1",
        "/orders/..%2f..%2fetc%2fpasswd",
        "/orders/00000000-0000-0000-0000-00000000000G",
        "/orders/%00",
        "/nowhere",
        "/admin",
    ] {
        refused(
            &admin
                .clone()
                .with_address(world.fresh_address())
                .get(path)
                .await
                .unwrap(),
            404,
            "NOT_FOUND",
        );
    }
    for path in [
        "/admin/events?limit=0",
        "/admin/events?limit=99999999999999999999",
        "/admin/events?kind=nonsense",
        "/admin/events?severity=bad",
        "/admin/events?after=-1",
        "/admin/events?client=localhost",
        "/admin/events?unknown=1",
        "/orders?skip=-1",
        "/orders?limit=1000000",
        "/admin/blocks/not-an-address",
    ] {
        let client = admin.clone().with_address(world.fresh_address());
        let answer = if path.contains("/blocks/") {
            client.delete(path).await.unwrap()
        } else {
            client.get(path).await.unwrap()
        };
        assert!(matches!(answer.status.as_u16(), 400 | 404), "{path} {answer:?}");
        assert!(!answer.code().is_empty(), "{path} {answer:?}");
    }
    refused(
        &world.visitor().delete("/auth/login").await.unwrap(),
        405,
        "METHOD_NOT_ALLOWED",
    );
}
