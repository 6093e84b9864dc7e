//! Attackers: one guesses codes, one probes for injections, one hurries, one floods.

use http::Method;
use serde_json::json;

use super::super::DemoError;
use super::super::tour::{Expect, Tour};
use crate::client::Authenticator;
use crate::seed;

pub(super) async fn guessing_codes(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("Somebody has a password and guesses codes");
    let client = tour.visitor();
    let victim = tour.sign_in(client.clone(), seed::OTHER_CUSTOMER).await?;
    let enrolled = victim.post("/mfa/totp", &json!({})).await?;
    let app = Authenticator::enrol(enrolled.text("/secret")).ok_or(DemoError::Missing("a TOTP secret"))?;
    let answer = victim
        .post("/mfa/totp/confirm", &json!({ "code": app.code(0) }))
        .await?;
    tour.step("the victim has a second factor", &answer, Expect::OK).await?;

    let attacker = tour.visitor();
    let credentials = json!({ "email": seed::OTHER_CUSTOMER.email, "password": seed::OTHER_CUSTOMER.password });
    let challenge = attacker
        .post("/auth/login", &credentials)
        .await?
        .text("/challenge")
        .to_owned();
    for number in 1..=6_u8 {
        let guess = json!({ "challenge": challenge, "method": "totp", "code": format!("00000{number}") });
        let answer = attacker.post("/auth/mfa/verify", &guess).await?;
        let expected = if number < 6 { "INVALID_CODE" } else { "LOCKED" };
        tour.step(&format!("wrong code {number}"), &answer, Expect::Code(expected))
            .await?;
    }
    Ok(())
}

pub(super) async fn injection(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("Somebody probes for injections");
    let attacker = tour.visitor();
    let attacker = tour.sign_in(attacker, seed::OWNER).await?;
    let answer = attacker
        .get("/restaurants?q=%27%20OR%20%271%27%3D%271%27%20--%20")
        .await?;
    tour.step("SQL in a search", &answer, Expect::Code("MALICIOUS_INPUT"))
        .await?;
    let restaurant = json!({
        "name": "<script>alert(document.cookie)</script>", "phone": "0112345678",
        "address": { "street": "King Fahd Road 7", "latitude": 24.7, "longitude": 46.7 },
    });
    let answer = attacker.post("/restaurants", &restaurant).await?;
    tour.step("a script in a name", &answer, Expect::Code("MALICIOUS_INPUT"))
        .await?;
    let answer = attacker.get("/restaurants?q=O%27Brien").await?;
    tour.step("O'Brien is no attack", &answer, Expect::OK).await
}

pub(super) async fn burst(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("Somebody tries passwords in a hurry");
    let attacker = tour.visitor();
    let mut answers = Vec::new();
    for number in 0..12_u8 {
        let guess = json!({ "email": seed::CUSTOMER.email, "password": format!("summer in jeddah {number}") });
        answers.push(attacker.post("/auth/login", &guess).await?);
    }
    let refused = answers.iter().filter(|answer| answer.code() == "RATE_LIMIT_EXCEEDED");
    let waits = refused
        .clone()
        .filter(|answer| answer.headers.contains_key("retry-after"))
        .count();
    let refused = refused.count();
    tour.check(
        "twelve passwords in a row",
        &format!(
            "{} tried, {refused} refused with 429, {waits} of them with Retry-After",
            answers.len() - refused
        ),
        refused > 0 && refused == waits,
    )
    .await
}

pub(super) async fn flood(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("Somebody floods the service");
    let attacker = tour.visitor();
    let mut flood = tokio::task::JoinSet::new();
    for _ in 0..200_u8 {
        let attacker = attacker.clone();
        flood.spawn(async move { attacker.get("/healthz").await });
    }
    let mut codes = Vec::new();
    while let Some(answer) = flood.join_next().await {
        if let Ok(answer) = answer {
            codes.push(answer?.code().to_owned());
        }
    }
    let refused = codes.iter().filter(|code| !code.is_empty()).count();
    tour.check(
        "200 requests at once",
        &format!("{} answered, {refused} refused", codes.len() - refused),
        codes.iter().any(|code| code == "DDOS_PROTECTION"),
    )
    .await?;
    tour.step(
        "the address is blocked",
        &attacker.get("/healthz").await?,
        Expect::Code("ADDRESS_BLOCKED"),
    )
    .await?;

    let admin = tour.admin();
    let answer = admin.get("/admin/blocks").await?;
    let blocked = answer.text("/blocks/0/address").to_owned();
    tour.check("an administrator sees the block", &blocked, !blocked.is_empty())
        .await?;
    let answer = admin
        .send(Method::DELETE, &format!("/admin/blocks/{blocked}"), &json!({}))
        .await?;
    tour.step("and lifts it", &answer, Expect::DONE).await?;
    tour.step(
        "the address is served again",
        &attacker.get("/healthz").await?,
        Expect::OK,
    )
    .await?;

    let bot = tour.visitor().with_agent("python-requests/2.32");
    tour.step(
        "a script that says so is refused here",
        &bot.get("/healthz").await?,
        Expect::Code("BOT_DETECTED"),
    )
    .await
}
