//! What must appear nowhere: passwords, codes, tokens and sealed fields in logs, events, metrics, answers and errors.

use std::io::Write;
use std::sync::{Arc, Mutex};

use momfood_api::client::Authenticator;
use momfood_api::seed;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use crate::world::{World, accepted};

/// Everything that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn listen() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let listening = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_writer(move || writer.clone())
            .try_init();
        assert!(listening.is_ok(), "no other test of this process listens");
        log
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// Whether `text` holds `digits` as a number of its own, and not as a part of a longer one or of a fraction.
fn holds_number(text: &str, digits: &str) -> bool {
    text.match_indices(digits).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + digits.len()..].chars().next();
        let joins = |character: Option<char>| character.is_some_and(|it| it.is_ascii_alphanumeric() || it == '.');
        !joins(before) && !joins(after)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_appear_in_no_log_no_event_and_no_metric() {
    let log = Log::listen();
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
    let logged = log.text();
    assert!(logged.contains("/auth/login"), "the log was listened to");
    // The client of this test runs in the same process; what *it* logs of its own requests is its user's.
    let logged: String = logged
        .lines()
        .filter(|line| !line.contains("hyper_util::client"))
        .collect();
    let seen = format!("{logged} {} {}", events.body, metrics.body);
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
        &backup,
    ] {
        assert!(!seen.contains(canary), "{canary} is in a log, an event or a metric");
    }
    let seen = format!("{logged} {}", events.body);
    assert!(!holds_number(&seen, &code), "the code is in a log or an event");
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
