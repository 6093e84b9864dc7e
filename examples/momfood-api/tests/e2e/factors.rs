//! Second factors over HTTP: the login waits for one, each code counts once, guessing locks.

use std::time::Duration;

use momfood_api::client::{Authenticator, Client};
use momfood_api::seed::{self, DemoAccount};
use serde_json::{Value, json};

use crate::world::{World, accepted, refused};

/// Gives `account` an authenticator; returns it, its owner's session, and the backup codes.
async fn enrolled(world: &World, account: DemoAccount) -> (Authenticator, Client, Vec<String>) {
    let client = world.signed_in(account).await;
    let answer = client.post("/mfa/totp", &json!({})).await.unwrap();
    accepted(&answer, 200);
    let app = Authenticator::enrol(answer.text("/secret")).unwrap();
    let code = app.code_at(world.clock.now(), 0);
    let answer = client
        .post("/mfa/totp/confirm", &json!({ "code": code }))
        .await
        .unwrap();
    accepted(&answer, 200);
    let codes = answer.data("/backupCodes").as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    world.hand.advance(Duration::from_secs(60));
    (app, client, codes)
}

fn verify(challenge: &str, method: &str, code: &str) -> Value {
    json!({ "challenge": challenge, "method": method, "code": code })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_with_a_second_factor_gives_no_token_before_it() {
    let world = World::start().await;
    let (app, _, _) = enrolled(&world, seed::CUSTOMER).await;
    let answer = world.login(seed::CUSTOMER).await;
    assert_eq!(answer.text("/status"), "mfa_required");
    assert!(answer.text("/accessToken").is_empty() && answer.text("/refreshToken").is_empty());
    assert_eq!(answer.data("/methods"), &json!(["totp", "backup"]));

    let body = verify(answer.text("/challenge"), "totp", &app.code_at(world.clock.now(), 0));
    let signed_in = world.visitor().post("/auth/mfa/verify", &body).await.unwrap();
    accepted(&signed_in, 200);
    let client = world.visitor().with_token(signed_in.text("/accessToken"));
    accepted(&client.get("/me").await.unwrap(), 200);
    refused(
        &world.visitor().post("/auth/mfa/verify", &body).await.unwrap(),
        401,
        "INVALID_CHALLENGE",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_and_a_backup_code_count_once() {
    let world = World::start().await;
    let (app, _, codes) = enrolled(&world, seed::CUSTOMER).await;
    for (method, code) in [
        ("totp", app.code_at(world.clock.now(), 0)),
        ("backup", codes[3].to_lowercase()),
    ] {
        let first = world.login(seed::CUSTOMER).await;
        let body = verify(first.text("/challenge"), method, &code);
        accepted(&world.visitor().post("/auth/mfa/verify", &body).await.unwrap(), 200);
        let second = world.login(seed::CUSTOMER).await;
        let body = verify(second.text("/challenge"), method, &code);
        refused(
            &world.visitor().post("/auth/mfa/verify", &body).await.unwrap(),
            401,
            "INVALID_CODE",
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_racers_with_one_code_one_signs_in() {
    let world = World::start().await;
    let (app, _, _) = enrolled(&world, seed::CUSTOMER).await;
    let code = app.code_at(world.clock.now(), 0);
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let login = world.login(seed::CUSTOMER).await;
        let (client, body) = (world.visitor(), verify(login.text("/challenge"), "totp", &code));
        racers.spawn(async move { client.post("/auth/mfa/verify", &body).await.unwrap() });
    }
    let answers = racers.join_all().await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1,
        "{answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn six_wrong_codes_lock_and_the_right_one_waits_too() {
    let world = World::start().await;
    let (app, _, _) = enrolled(&world, seed::CUSTOMER).await;
    for number in 1..=6 {
        let login = world.login(seed::CUSTOMER).await;
        let body = verify(login.text("/challenge"), "totp", &format!("00000{number}"));
        let answer = world.visitor().post("/auth/mfa/verify", &body).await.unwrap();
        if number < 6 {
            refused(&answer, 401, "INVALID_CODE");
        } else {
            refused(&answer, 423, "LOCKED");
            assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
        }
        world.hand.advance(Duration::from_secs(1));
    }
    let login = world.login(seed::CUSTOMER).await;
    let body = verify(login.text("/challenge"), "totp", &app.code_at(world.clock.now(), 0));
    refused(
        &world.visitor().post("/auth/mfa/verify", &body).await.unwrap(),
        423,
        "LOCKED",
    );
    assert!(!world.events("kind=mfa_locked").await.is_empty());

    world.hand.advance(Duration::from_secs(600));
    let login = world.login(seed::CUSTOMER).await;
    let body = verify(login.text("/challenge"), "totp", &app.code_at(world.clock.now(), 0));
    accepted(&world.visitor().post("/auth/mfa/verify", &body).await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proven_phone_receives_login_codes() {
    let world = World::start().await;
    let client = world.signed_in(seed::DRIVER).await;
    let sent = client
        .post("/mfa/sms", &json!({ "phone": "0501234567" }))
        .await
        .unwrap();
    accepted(&sent, 200);
    let code = newest_code(&client).await;
    let body = json!({ "smsChallenge": sent.text("/smsChallenge"), "code": code });
    accepted(&client.post("/mfa/sms/confirm", &body).await.unwrap(), 200);

    world.hand.advance(Duration::from_secs(300));
    let login = world.login(seed::DRIVER).await;
    assert_eq!(login.data("/methods"), &json!(["sms"]));
    let challenge = login.text("/challenge").to_owned();
    let sent = world
        .visitor()
        .post("/auth/mfa/sms", &json!({ "challenge": challenge }))
        .await
        .unwrap();
    accepted(&sent, 200);
    let mut body = verify(&challenge, "sms", &newest_code(&client).await);
    body["smsChallenge"] = json!(sent.text("/smsChallenge"));
    accepted(&world.visitor().post("/auth/mfa/verify", &body).await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_dies_after_five_minutes() {
    let world = World::start().await;
    let client = world.signed_in(seed::DRIVER).await;
    let sent = client
        .post("/mfa/sms", &json!({ "phone": "0501234567" }))
        .await
        .unwrap();
    let body = json!({ "smsChallenge": sent.text("/smsChallenge"), "code": newest_code(&client).await });
    world.hand.advance(Duration::from_secs(301));
    refused(
        &client.post("/mfa/sms/confirm", &body).await.unwrap(),
        401,
        "INVALID_CODE",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_factor_is_only_changed_from_a_session_that_passed_it() {
    let world = World::start().await;
    let old = world.signed_in(seed::CUSTOMER).await;
    let (app, confirmed, _) = enrolled(&world, seed::CUSTOMER).await;
    refused(&old.get("/me").await.unwrap(), 401, "UNAUTHORIZED");
    accepted(&confirmed.get("/me").await.unwrap(), 200);

    world.hand.advance(Duration::from_secs(11 * 60));
    refused(&confirmed.delete("/mfa/totp").await.unwrap(), 403, "STEP_UP_REQUIRED");
    refused(
        &confirmed.post("/mfa/totp", &json!({})).await.unwrap(),
        403,
        "STEP_UP_REQUIRED",
    );
    let login = world.login(seed::CUSTOMER).await;
    let body = verify(login.text("/challenge"), "totp", &app.code_at(world.clock.now(), 0));
    let fresh = world.visitor().post("/auth/mfa/verify", &body).await.unwrap();
    let fresh = world.visitor().with_token(fresh.text("/accessToken"));
    accepted(&fresh.delete("/mfa/totp").await.unwrap(), 204);
    assert_eq!(world.login(seed::CUSTOMER).await.text("/status"), "signed_in");
}

async fn newest_code(client: &Client) -> String {
    let answer = client.clone().at_home().get("/dev/sms").await.unwrap();
    let text = answer.data("/messages").as_array().unwrap().last().unwrap()["text"]
        .as_str()
        .unwrap()
        .to_owned();
    text.split(|character: char| !character.is_ascii_digit())
        .find(|run| run.len() == 6)
        .unwrap()
        .to_owned()
}
