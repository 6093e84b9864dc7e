//! What must appear nowhere: passwords, codes, tokens and sealed fields in events, metrics, answers and errors.

use momfood_api::client::Authenticator;
use momfood_api::seed;
use serde_json::json;

use crate::world::{World, accepted};

#[tokio::test(flavor = "multi_thread")]
async fn secrets_appear_in_no_event_and_in_no_metric() {
    let world = World::start().await;
    let client = world.visitor();
    let (email, password) = ("reem.alqahtani@example.com", "palm dates at sunrise");
    let (national_id, iban, phone) = ("1000000008", "SA0380000000608010167519", "0551234567");
    let form = json!({
        "email": email, "password": password, "firstName": "Reem", "lastName": "Al-Qahtani",
        "phone": phone, "nationalId": national_id, "iban": iban,
    });
    accepted(&client.post("/auth/register", &form).await.unwrap(), 201);
    let login = client
        .post("/auth/login", &json!({ "email": email, "password": password }))
        .await
        .unwrap();
    let (access, refresh) = (
        login.text("/accessToken").to_owned(),
        login.text("/refreshToken").to_owned(),
    );
    let wrong = json!({ "email": email, "password": "hunter2 hunter2" });
    client.post("/auth/login", &wrong).await.unwrap();
    let client = client.with_token(&access);
    let enrolled = client.post("/mfa/totp", &json!({})).await.unwrap();
    let secret = enrolled.text("/secret").to_owned();
    let code = Authenticator::enrol(&secret).unwrap().code_at(world.clock.now(), 0);
    let confirmed = client
        .post("/mfa/totp/confirm", &json!({ "code": code }))
        .await
        .unwrap();
    let backup = confirmed.text("/backupCodes/0").to_owned();
    client
        .post("/auth/refresh", &json!({ "refreshToken": refresh }))
        .await
        .unwrap();

    let admin = world.signed_in(seed::ADMIN).await;
    let events = admin.get("/admin/events?limit=200").await.unwrap();
    let metrics = admin.get("/metrics").await.unwrap();
    let seen = format!("{} {}", events.body, metrics.body);
    for canary in [
        password,
        national_id,
        iban,
        phone,
        "hunter2",
        email,
        "+966551234567",
        &access,
        &refresh,
        &secret,
        &code,
        &backup,
    ] {
        assert!(!seen.contains(canary), "{canary} is in an event or a metric");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_fields_come_back_masked_and_only_to_their_owner() {
    let world = World::start().await;
    let client = world.signed_in(seed::CUSTOMER).await;
    let change = json!({ "nationalId": "1000000008", "iban": "SA0380000000608010167519" });
    accepted(&client.patch("/me", &change).await.unwrap(), 200);
    let answer = client.get("/me").await.unwrap();
    assert_eq!(answer.text("/nationalId"), "••••••0008");
    assert!(answer.text("/bankAccount").ends_with("7519"));
    assert!(!answer.body.to_string().contains("1000000008"));
}
