//! Somebody joins: with mistakes first, then with a wrong password, then properly.

use serde_json::json;

use super::super::DemoError;
use super::super::tour::{Expect, Tour};
use crate::client::Client;

/// The new customer, as the later stories need her.
#[derive(Debug)]
pub(super) struct Customer {
    pub(super) client: Client,
    pub(super) email: &'static str,
    pub(super) password: &'static str,
}

pub(super) async fn joins(tour: &mut Tour) -> Result<Customer, DemoError> {
    tour.chapter("Somebody joins");
    let client = tour.visitor();
    let (email, password) = ("noura@example.com", "palm dates at sunrise");

    let mistakes = json!({ "email": "nobody", "password": "12345678", "firstName": "", "role": "admin" });
    let answer = client.post("/auth/register", &mistakes).await?;
    let faults = answer
        .body
        .pointer("/error/details")
        .and_then(|list| list.as_array().map(Vec::len));
    tour.check(
        "a form with five faults names all five at once",
        &format!("{} with {} details", answer.code(), faults.unwrap_or(0)),
        answer.code() == "VALIDATION_ERROR" && faults == Some(5),
    )
    .await?;

    let form = json!({
        "email": email, "password": password, "firstName": "نورة", "lastName": "Al-Harbi",
        "phone": "٠٥٥ ١٢٣ ٤٥٦٧", "nationalId": "1000000008", "iban": "SA03 8000 0000 6080 1016 7519",
    });
    let answer = client.post("/auth/register", &form).await?;
    tour.step(
        "a customer registers; national id and IBAN are stored sealed",
        &answer,
        Expect::CREATED,
    )
    .await?;

    let wrong = json!({ "email": email, "password": "not her password" });
    let answer = client.post("/auth/login", &wrong).await?;
    tour.step("a wrong password", &answer, Expect::Code("INVALID_CREDENTIALS"))
        .await?;
    let unknown = json!({ "email": "nobody@example.com", "password": "not her password" });
    let answer = client.post("/auth/login", &unknown).await?;
    tour.step(
        "an unknown address: the same answer after the same work",
        &answer,
        Expect::Code("INVALID_CREDENTIALS"),
    )
    .await?;

    let answer = client
        .post("/auth/login", &json!({ "email": email, "password": password }))
        .await?;
    tour.step("the right password", &answer, Expect::OK).await?;
    let client = client.with_token(answer.text("/accessToken"));

    let answer = client.get("/me").await?;
    let masked = answer.text("/nationalId").to_owned();
    tour.check(
        "her profile shows the tail of the sealed id",
        &masked,
        masked == "••••••0008",
    )
    .await?;
    Ok(Customer {
        client,
        email,
        password,
    })
}
