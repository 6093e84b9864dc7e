//! Tokens: rotated, stolen, forged.

use serde_json::json;

use super::super::DemoError;
use super::super::tour::{Expect, Tour};
use crate::seed;

pub(super) async fn stolen_refresh_token(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("A refresh token is stolen");
    let client = tour.visitor();
    let credentials = json!({ "email": seed::OTHER_CUSTOMER.email, "password": seed::OTHER_CUSTOMER.password });
    let first = client.post("/auth/login", &credentials).await?;
    let stolen = json!({ "refreshToken": first.text("/refreshToken") });

    let second = client.post("/auth/refresh", &stolen).await?;
    tour.step("he refreshes", &second, Expect::OK).await?;
    let third = client
        .post(
            "/auth/refresh",
            &json!({ "refreshToken": second.text("/refreshToken") }),
        )
        .await?;
    tour.step("and again, later", &third, Expect::OK).await?;
    let signed_in = client.clone().with_token(third.text("/accessToken"));
    tour.step("his session lives", &signed_in.get("/me").await?, Expect::OK)
        .await?;

    let thief = tour.visitor();
    let answer = thief.post("/auth/refresh", &stolen).await?;
    tour.step(
        "a thief shows the first token",
        &answer,
        Expect::Code("INVALID_REFRESH_TOKEN"),
    )
    .await?;
    tour.step(
        "which ends the session, at once",
        &signed_in.get("/me").await?,
        Expect::Code("UNAUTHORIZED"),
    )
    .await?;
    let answer = client
        .post("/auth/refresh", &json!({ "refreshToken": third.text("/refreshToken") }))
        .await?;
    tour.step(
        "and its newest token too",
        &answer,
        Expect::Code("INVALID_REFRESH_TOKEN"),
    )
    .await
}

pub(super) async fn forged_access_token(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("Access tokens are forged");
    let client = tour.visitor();
    // {"alg":"none","typ":"at+jwt"} . {"sub":"admin"} . (nothing)
    let unsigned = client
        .clone()
        .with_token("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhZG1pbiJ9.");
    tour.step(
        "one without a signature",
        &unsigned.get("/me").await?,
        Expect::Code("UNAUTHORIZED"),
    )
    .await?;
    let credentials = json!({ "email": seed::CUSTOMER.email, "password": seed::CUSTOMER.password });
    let token = client
        .post("/auth/login", &credentials)
        .await?
        .text("/accessToken")
        .to_owned();
    let mut bent = token.into_bytes();
    if let Some(byte) = bent.iter_mut().rev().nth(20) {
        *byte = if *byte == b'A' { b'B' } else { b'A' };
    }
    let bent = client.with_token(&String::from_utf8_lossy(&bent));
    tour.step(
        "one with a bent signature",
        &bent.get("/me").await?,
        Expect::Code("UNAUTHORIZED"),
    )
    .await
}
