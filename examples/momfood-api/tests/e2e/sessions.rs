//! Sessions and tokens: expiry, forgery, refresh, revocation.

use std::time::Duration;

use momfood_api::seed;
use serde_json::{Value, json};

use crate::world::{World, accepted, refused};

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_ends_after_a_quarter_of_an_hour() {
    let world = World::start().await;
    let client = world.signed_in(seed::CUSTOMER).await;
    world.hand.advance(Duration::from_secs(14 * 60));
    accepted(&client.get("/me").await.unwrap(), 200);
    world.hand.advance(Duration::from_secs(2 * 60));
    let answer = client.get("/me").await.unwrap();
    refused(&answer, 401, "UNAUTHORIZED");
    assert!(
        answer.headers["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Bearer")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_are_refused_on_every_protected_route() {
    let world = World::start().await;
    let answer = world.login(seed::CUSTOMER).await;
    let (token, refresh) = (
        answer.text("/accessToken").to_owned(),
        answer.text("/refreshToken").to_owned(),
    );
    let parts: Vec<&str> = token.split('.').collect();
    let forged = [
        String::new(),
        "x".into(),
        format!("{}.{}.", parts[0], parts[1]),
        format!("eyJhbGciOiJub25lIn0.{}.", parts[1]),
        format!("{}.{}.{}.{}", parts[0], parts[1], parts[2], parts[2]),
        format!("{}A.{}.{}", parts[0], parts[1], parts[2]),
        format!("{}.{}.{}=", parts[0], parts[1], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], "A".repeat(parts[2].len())),
        token.to_uppercase(),
        "A".repeat(9_000),
        refresh,
    ];
    for path in ["/me", "/orders", "/sessions", "/mfa", "/admin/events", "/restaurants"] {
        refused(&world.visitor().get(path).await.unwrap(), 401, "UNAUTHORIZED");
        for token in &forged {
            refused(
                &world.visitor().with_token(token).get(path).await.unwrap(),
                401,
                "UNAUTHORIZED",
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_seen_again_after_its_time_revokes_the_session() {
    let world = World::start().await;
    let first = world.login(seed::CUSTOMER).await;
    let used = json!({ "refreshToken": first.text("/refreshToken") });
    let second = world.visitor().post("/auth/refresh", &used).await.unwrap();
    accepted(&second, 200);
    let racer = world.visitor().post("/auth/refresh", &used).await.unwrap();
    accepted(&racer, 200);
    assert_eq!(
        racer.text("/refreshToken"),
        second.text("/refreshToken"),
        "a racer gets the same successor"
    );

    world.hand.advance(Duration::from_secs(60));
    refused(
        &world.visitor().post("/auth/refresh", &used).await.unwrap(),
        401,
        "INVALID_REFRESH_TOKEN",
    );
    let client = world.visitor().with_token(second.text("/accessToken"));
    refused(&client.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
    assert!(world.events("kind=authn_token_reuse").await.len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_from_another_device_revokes_the_session() {
    let world = World::start().await;
    let first = world.login(seed::CUSTOMER).await;
    let body = json!({ "refreshToken": first.text("/refreshToken") });
    let elsewhere = world
        .visitor()
        .with_agent("Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0");
    refused(
        &elsewhere.post("/auth/refresh", &body).await.unwrap(),
        401,
        "INVALID_REFRESH_TOKEN",
    );
    refused(
        &world.visitor().post("/auth/refresh", &body).await.unwrap(),
        401,
        "INVALID_REFRESH_TOKEN",
    );
    assert_eq!(world.events("kind=authn_device_mismatch").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_the_application_signs_nobody_out() {
    let world = World::start().await;
    let first = world.login(seed::CUSTOMER).await;
    let body = json!({ "refreshToken": first.text("/refreshToken") });
    let updated = world.visitor().with_agent("MomFood/4.3.1 (iPhone; iOS 26.2)");
    accepted(&updated.post("/auth/refresh", &body).await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_one_by_one_or_all_but_this() {
    let world = World::start().await;
    let (here, there, elsewhere) = (
        world.signed_in(seed::CUSTOMER).await,
        world.signed_in(seed::CUSTOMER).await,
        world.signed_in(seed::CUSTOMER).await,
    );
    let answer = here.get("/sessions").await.unwrap();
    let sessions = answer.data("/sessions").as_array().unwrap().clone();
    assert_eq!(sessions.len(), 3);
    assert_eq!(
        sessions
            .iter()
            .filter(|session| session["current"] == Value::Bool(true))
            .count(),
        1
    );

    let listed = there.get("/sessions").await.unwrap();
    let own = listed
        .data("/sessions")
        .as_array()
        .unwrap()
        .iter()
        .find(|session| session["current"] == true)
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let stranger = world.signed_in(seed::OTHER_CUSTOMER).await;
    refused(
        &stranger.delete(&format!("/sessions/{own}")).await.unwrap(),
        404,
        "NOT_FOUND",
    );
    accepted(&there.get("/me").await.unwrap(), 200);

    accepted(&here.delete(&format!("/sessions/{own}")).await.unwrap(), 204);
    refused(&there.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
    accepted(&here.delete("/sessions").await.unwrap(), 200);
    refused(&elsewhere.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
    accepted(&here.get("/me").await.unwrap(), 200);
    accepted(&here.post("/auth/logout", &json!({})).await.unwrap(), 204);
    refused(&here.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions() {
    let world = World::start().await;
    let (here, there) = (
        world.signed_in(seed::CUSTOMER).await,
        world.signed_in(seed::CUSTOMER).await,
    );
    let wrong = json!({ "currentPassword": "not it", "newPassword": "a fine long sentence" });
    refused(
        &here.post("/auth/password", &wrong).await.unwrap(),
        401,
        "INVALID_CREDENTIALS",
    );
    let right = json!({ "currentPassword": seed::CUSTOMER.password, "newPassword": "a fine long sentence" });
    accepted(&here.post("/auth/password", &right).await.unwrap(), 204);
    accepted(&here.get("/me").await.unwrap(), 200);
    refused(&there.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
    refused(&world.login(seed::CUSTOMER).await, 401, "INVALID_CREDENTIALS");
    let body = json!({ "email": seed::CUSTOMER.email, "password": "a fine long sentence" });
    accepted(&world.visitor().post("/auth/login", &body).await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_document_holds_the_public_key_and_nothing_else() {
    let world = World::start().await;
    let answer = world.visitor().get("/.well-known/jwks.json").await.unwrap();
    accepted(&answer, 200);
    let keys = answer.body["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0]["kty"], "OKP");
    assert!(keys[0].get("d").is_none() && keys[0].get("k").is_none(), "{keys:?}");
}
