//! Accounts: closed and unlocked by administrators, guessed at by strangers.

use momfood_api::client::Authenticator;
use momfood_api::seed;
use serde_json::json;

use crate::world::{World, accepted, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_is_out_at_once_and_stays_out() {
    let world = World::start().await;
    let login = world.login(seed::CUSTOMER).await;
    let customer = world.visitor().with_token(login.text("/accessToken"));
    let admin = world.signed_in(seed::ADMIN).await;
    let path = format!("/admin/accounts/{}", seed::CUSTOMER.id);
    refused(
        &customer.patch(&path, &json!({ "disabled": true })).await.unwrap(),
        403,
        "FORBIDDEN",
    );
    let own = format!("/admin/accounts/{}", seed::ADMIN.id);
    refused(
        &admin.patch(&own, &json!({ "disabled": true })).await.unwrap(),
        409,
        "CONFLICT",
    );

    accepted(&admin.patch(&path, &json!({ "disabled": true })).await.unwrap(), 200);
    refused(&customer.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
    let refresh = json!({ "refreshToken": login.text("/refreshToken") });
    refused(
        &world.visitor().post("/auth/refresh", &refresh).await.unwrap(),
        401,
        "INVALID_REFRESH_TOKEN",
    );
    refused(&world.login(seed::CUSTOMER).await, 401, "INVALID_CREDENTIALS");
    accepted(&admin.patch(&path, &json!({ "disabled": false })).await.unwrap(), 200);
    accepted(&world.login(seed::CUSTOMER).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessers_do_not_lock_out_whoever_signed_in_here_before() {
    let world = World::start().await;
    let home = world.visitor();
    let credentials = json!({ "email": seed::CUSTOMER.email, "password": seed::CUSTOMER.password });
    accepted(&home.post("/auth/login", &credentials).await.unwrap(), 200);
    let mut refusals = 0;
    for number in 0..20 {
        let guess = json!({ "email": seed::CUSTOMER.email, "password": format!("summer in jeddah {number}") });
        let answer = world.visitor().post("/auth/login", &guess).await.unwrap();
        refusals += usize::from(answer.code() == "RATE_LIMIT_EXCEEDED");
    }
    assert!(refusals > 0, "the guessers have used up the account's quota");
    accepted(&home.post("/auth/login", &credentials).await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn good_sign_ins_use_up_no_quota_of_the_account() {
    let world = World::start().await;
    for _ in 0..25 {
        accepted(&world.login(seed::CUSTOMER).await, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_ends_with_the_password_that_it_was_given_for() {
    let world = World::start().await;
    let client = world.signed_in(seed::CUSTOMER).await;
    let secret = client
        .post("/mfa/totp", &json!({}))
        .await
        .unwrap()
        .text("/secret")
        .to_owned();
    let code = Authenticator::enrol(&secret).unwrap().code_at(world.clock.now(), 0);
    let confirmed = client
        .post("/mfa/totp/confirm", &json!({ "code": code }))
        .await
        .unwrap();
    let client = client.with_token(confirmed.text("/accessToken"));
    let login = world.login(seed::CUSTOMER).await;
    let body = json!({
        "challenge": login.text("/challenge"), "method": "backup", "code": confirmed.text("/backupCodes/0"),
    });
    let change = json!({ "currentPassword": seed::CUSTOMER.password, "newPassword": "a fine long sentence" });
    accepted(&client.post("/auth/password", &change).await.unwrap(), 204);
    refused(
        &world.visitor().post("/auth/mfa/verify", &body).await.unwrap(),
        401,
        "INVALID_CHALLENGE",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_at_the_present_password_is_told_of() {
    let world = World::start().await;
    let client = world.signed_in(seed::CUSTOMER).await;
    let guess = json!({ "currentPassword": "not it at all", "newPassword": "a fine long sentence" });
    refused(
        &client.post("/auth/password", &guess).await.unwrap(),
        401,
        "INVALID_CREDENTIALS",
    );
    assert_eq!(world.events("kind=authn_password_change_fail").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_lifts_a_lock_of_second_factors() {
    let world = World::start().await;
    let admin = world.signed_in(seed::ADMIN).await;
    let path = format!("/admin/accounts/{}/mfa-lock", seed::CUSTOMER.id);
    refused(
        &world.signed_in(seed::DRIVER).await.delete(&path).await.unwrap(),
        403,
        "FORBIDDEN",
    );
    accepted(&admin.delete(&path).await.unwrap(), 204);
    assert_eq!(world.events("kind=mfa_unlocked").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_addresses_wins_no_requests_for_an_account() {
    let world = World::start().await;
    let client = world.signed_in(seed::CUSTOMER).await;
    let order = json!({
        "restaurantId": seed::RESTAURANT.to_string(),
        "items": [{ "menuItemId": seed::DISH.to_string(), "quantity": 1 }],
        "deliveryAddress": { "street": "King Fahd Road 7" },
    });
    let mut refusals = 0;
    for _ in 0..40 {
        let client = client.clone().with_address(world.fresh_address());
        let answer = client.post("/orders", &order).await.unwrap();
        refusals += usize::from(answer.code() == "RATE_LIMIT_EXCEEDED");
    }
    assert_eq!(refusals, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_messages_are_shown_to_this_machine_alone() {
    let world = World::start().await;
    let client = world.visitor();
    refused(&client.get("/dev/sms").await.unwrap(), 404, "NOT_FOUND");
    let home = client.at_home();
    accepted(&home.get("/dev/sms").await.unwrap(), 200);
    let rebound = home
        .request(http::Method::GET, "/dev/sms")
        .header("host", "evil.example");
    let answer = momfood_api::client::Answer::read(rebound.send().await.unwrap())
        .await
        .unwrap();
    refused(&answer, 404, "NOT_FOUND");
}
