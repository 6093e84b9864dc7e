//! Second factors: an authenticator app, backup codes, a code by SMS; each code is accepted once.

use serde_json::{Value, json};

use super::super::DemoError;
use super::super::tour::{Expect, Tour};
use super::identity::Customer;
use crate::client::{Answer, Authenticator, Client};
use crate::seed;

pub(super) async fn second_factor(tour: &mut Tour, customer: &Customer) -> Result<(), DemoError> {
    tour.chapter("She adds a second factor");
    let answer = customer.client.post("/mfa/totp", &json!({})).await?;
    let (secret, uri, svg) = (answer.text("/secret"), answer.text("/uri"), answer.text("/svg"));
    tour.check(
        "enrolment shows a secret, an otpauth URI and a QR code",
        &format!(
            "{} characters, {}…, {} bytes of SVG",
            secret.len(),
            uri.get(..15).unwrap_or_default(),
            svg.len()
        ),
        uri.starts_with("otpauth://totp/") && svg.contains("<svg"),
    )
    .await?;
    let app = Authenticator::enrol(secret).ok_or(DemoError::Missing("a TOTP secret"))?;

    let first = app.code(0);
    let answer = customer
        .client
        .post("/mfa/totp/confirm", &json!({ "code": first }))
        .await?;
    let backup = answer.text("/backupCodes/0").to_owned();
    let count = answer.data("/backupCodes").as_array().map_or(0, Vec::len);
    tour.check(
        "a first code confirms it and brings backup codes",
        &format!("{count} codes"),
        count == 10,
    )
    .await?;

    let challenge = sign_in(tour, customer).await?;
    let used = verify(&customer.client, &challenge, "totp", &first).await?;
    tour.step(
        "the code that confirmed it does not sign in",
        &used,
        Expect::Code("INVALID_CODE"),
    )
    .await?;
    let code = app.code(1);
    let answer = verify(&customer.client, &challenge, "totp", &code).await?;
    tour.step("the next code does", &answer, Expect::OK).await?;

    let challenge = sign_in(tour, customer).await?;
    let answer = verify(&customer.client, &challenge, "totp", &code).await?;
    tour.step("shown again, it is refused", &answer, Expect::Code("INVALID_CODE"))
        .await?;
    let answer = verify(&customer.client, &challenge, "backup", &backup).await?;
    tour.step("a backup code signs in", &answer, Expect::OK).await?;
    let challenge = sign_in(tour, customer).await?;
    let answer = verify(&customer.client, &challenge, "backup", &backup).await?;
    tour.step("once", &answer, Expect::Code("INVALID_CODE")).await
}

pub(super) async fn text_message(tour: &mut Tour) -> Result<(), DemoError> {
    tour.chapter("A driver takes codes by SMS");
    let client = tour.visitor();
    let driver = tour.sign_in(client.clone(), seed::DRIVER).await?;
    let answer = driver.post("/mfa/sms", &json!({ "phone": "0501234567" })).await?;
    tour.step("a code is sent to the phone that he claims", &answer, Expect::OK)
        .await?;
    let challenge = answer.text("/smsChallenge").to_owned();

    let again = driver.post("/mfa/sms", &json!({ "phone": "0501234567" })).await?;
    tour.step(
        "a second one at once is not",
        &again,
        Expect::Code("RATE_LIMIT_EXCEEDED"),
    )
    .await?;
    let code = last_message(&driver).await?;
    let confirm = json!({ "smsChallenge": challenge, "code": arabic_indic(&code) });
    let answer = driver.post("/mfa/sms/confirm", &confirm).await?;
    tour.step("typed in Arabic digits, it proves the phone", &answer, Expect::OK)
        .await?;
    let driver = driver.with_token(answer.text("/accessToken"));
    let answer = driver.post("/mfa/sms/confirm", &confirm).await?;
    tour.step("once", &answer, Expect::Code("INVALID_CODE")).await
}

/// Passes the first factor.
async fn sign_in(tour: &mut Tour, customer: &Customer) -> Result<String, DemoError> {
    let credentials = json!({ "email": customer.email, "password": customer.password });
    let answer = customer.client.post("/auth/login", &credentials).await?;
    let status = answer.text("/status").to_owned();
    tour.check("her password alone", &status, status == "mfa_required")
        .await?;
    Ok(answer.text("/challenge").to_owned())
}

async fn verify(client: &Client, challenge: &str, method: &str, code: &str) -> Result<Answer, DemoError> {
    let body = json!({ "challenge": challenge, "method": method, "code": code });
    Ok(client.post("/auth/mfa/verify", &body).await?)
}

/// The code in the newest message of the development outbox.
async fn last_message(client: &Client) -> Result<String, DemoError> {
    let answer = client.clone().at_home().get("/dev/sms").await?;
    let messages = answer.data("/messages").as_array().cloned().unwrap_or_default();
    let text = messages
        .last()
        .and_then(|message| message.get("text"))
        .and_then(Value::as_str);
    let digits = text
        .unwrap_or_default()
        .split(|character: char| !character.is_ascii_digit());
    digits
        .into_iter()
        .find(|run| run.len() == 6)
        .map(str::to_owned)
        .ok_or(DemoError::Missing("a text message"))
}

fn arabic_indic(code: &str) -> String {
    code.chars()
        .filter_map(|digit| char::from_u32(0x0660 + digit.to_digit(10)?))
        .collect()
}
