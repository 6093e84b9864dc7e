//! The edge: client addresses, quotas, floods, blocks, bots; and what the administrator sees of them.

use std::net::IpAddr;
use std::num::NonZeroU32;

use http::Method;
use momfood_api::client::Answer;
use momfood_api::config::Options;
use momfood_api::seed;
use serde_json::json;

use crate::world::{World, accepted, refused};

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_quota_of_an_address_is_served_under_concurrency() {
    let options = Options {
        requests_per_minute: NonZeroU32::new(30),
        ..Options::default()
    };
    let world = World::with_options(options).await;
    let client = world.visitor();
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..45 {
        let client = client.clone();
        requests.spawn(async move { client.get("/healthz").await.unwrap() });
    }
    let answers = requests.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 30);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        refused(answer, 429, "RATE_LIMIT_EXCEEDED");
        assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
        assert_eq!(answer.headers["x-ratelimit-remaining"], "0");
    }
    accepted(&world.visitor().get("/healthz").await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_forwarding_header_escapes_no_limit() {
    let world = World::start().await;
    let client = world.visitor();
    let mut refusals = 0;
    for number in 0..15 {
        let request = client
            .request(Method::POST, "/auth/login")
            .header("content-type", "application/json")
            .body(json!({ "email": format!("u{number}@example.com"), "password": "x" }).to_string());
        let mut request = request.build().unwrap();
        let own = request.headers()["x-forwarded-for"].to_str().unwrap().to_owned();
        let forged = format!("198.51.100.{number}, {own}");
        request.headers_mut().insert("x-forwarded-for", forged.parse().unwrap());
        let answer = Answer::read(reqwest::Client::new().execute(request).await.unwrap())
            .await
            .unwrap();
        refusals += usize::from(answer.status == 429);
    }
    assert!(refusals > 0, "the leftmost entry is the client's own claim");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_from_many_addresses_meets_the_quota_of_the_account() {
    let world = World::start().await;
    let mut refusals = 0;
    for number in 0..15 {
        let body = json!({ "email": seed::CUSTOMER.email, "password": format!("summer in jeddah {number}") });
        let answer = world.visitor().post("/auth/login", &body).await.unwrap();
        refusals += usize::from(answer.code() == "RATE_LIMIT_EXCEEDED");
    }
    assert!(refusals > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_blocks_its_address_until_an_administrator_lifts_it() {
    let world = World::start().await;
    let client = world.visitor();
    let mut codes = Vec::new();
    for _ in 0..80 {
        codes.push(client.get("/healthz").await.unwrap().code().to_owned());
    }
    assert!(codes.iter().any(|code| code == "DDOS_PROTECTION"), "{codes:?}");
    refused(&client.get("/healthz").await.unwrap(), 403, "ADDRESS_BLOCKED");

    refused(
        &world
            .signed_in(seed::CUSTOMER)
            .await
            .get("/admin/blocks")
            .await
            .unwrap(),
        403,
        "FORBIDDEN",
    );
    let admin = world.signed_in(seed::ADMIN).await;
    let answer = admin.get("/admin/blocks").await.unwrap();
    let address: IpAddr = answer.text("/blocks/0/address").parse().unwrap();
    accepted(&admin.delete(&format!("/admin/blocks/{address}")).await.unwrap(), 204);
    refused(
        &admin.delete(&format!("/admin/blocks/{address}")).await.unwrap(),
        404,
        "NOT_FOUND",
    );
    for kind in ["ddos_detected", "address_blocked", "address_unblocked"] {
        assert!(!world.events(&format!("kind={kind}")).await.is_empty(), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_refused_only_where_the_operator_says_so() {
    let world = World::start().await;
    accepted(
        &world.visitor().with_agent("curl/8.12.1").get("/healthz").await.unwrap(),
        200,
    );
    let strict = World::with_options(Options {
        refuse_automation: true,
        ..Options::default()
    })
    .await;
    refused(
        &strict
            .visitor()
            .with_agent("curl/8.12.1")
            .get("/healthz")
            .await
            .unwrap(),
        403,
        "BOT_DETECTED",
    );
    let phone = "Mozilla/5.0 (Linux; Android 15; CUBOT KINGKONG 9) AppleWebKit/537.36 Chrome/140.0 Mobile";
    accepted(&strict.visitor().with_agent(phone).get("/healthz").await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_and_metrics_are_for_those_who_may_see_them() {
    let world = World::start().await;
    for account in [seed::CUSTOMER, seed::OWNER, seed::DRIVER] {
        let client = world.signed_in(account).await;
        refused(&client.get("/admin/events").await.unwrap(), 403, "FORBIDDEN");
    }
    refused(
        &world.visitor().get("/admin/events").await.unwrap(),
        401,
        "UNAUTHORIZED",
    );
    let metrics = world.visitor().get("/metrics").await.unwrap();
    accepted(&metrics, 200);
    let text = metrics.body.as_str().unwrap();
    assert!(text.contains("http_requests_total"), "{text}");
    assert!(!text.contains("10.0.0."), "an address is no label");
}
