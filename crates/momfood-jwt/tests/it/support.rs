//! One service with a clock that stands still, and tokens made by hand under a key that the tests know.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use momfood_audit::{Clock, Event, EventKind, EventSink, ManualHand, StoreError, Timestamp, VecSink};
use momfood_crypto::MacKey;
use momfood_jwt::{
    Aal, AuthMethod, Authentication, Device, KeyRing, MemorySessionStore, RefreshError, RefreshKeys, SessionStore,
    SigningKey, Subject, TokenPair, TokenService,
};
use ring::hmac;
use serde::{Deserialize, Serialize};

pub(crate) const NOW: u64 = 1_767_225_600;
pub(crate) const ISSUER: &str = "https://id.momfood.sa";
pub(crate) const AUDIENCE: &str = "momfood-api";
pub(crate) const SECRET: &[u8] = b"\x01 a secret that the tests know \xff";
pub(crate) const SECOND: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct App {
    pub(crate) role: String,
}

pub(crate) fn app(role: &str) -> App {
    App { role: role.to_owned() }
}

pub(crate) fn subject() -> Subject {
    Subject::new("user-17").unwrap()
}

pub(crate) fn password() -> Authentication {
    Authentication::new(Aal::One, AuthMethod::Password.into(), Timestamp::from_secs(NOW))
}

pub(crate) struct World {
    pub(crate) service: Arc<TokenService<App>>,
    pub(crate) keys: KeyRing,
    pub(crate) hand: ManualHand,
    sink: Arc<VecSink>,
}

impl World {
    /// A service under the HS256 key that the tests know, on a store in memory.
    pub(crate) fn new() -> Self {
        Self::with(SigningKey::hs256(SECRET).unwrap(), Arc::new(MemorySessionStore::new()))
    }

    pub(crate) fn with(key: SigningKey, store: Arc<dyn SessionStore>) -> Self {
        let keys = KeyRing::new(key);
        let (clock, hand) = Clock::manual(Timestamp::from_secs(NOW));
        let sink = Arc::new(VecSink::new());
        let service = TokenService::new(
            ISSUER,
            AUDIENCE,
            keys.clone(),
            RefreshKeys::new(&MacKey::generate().unwrap()),
            store,
            Arc::clone(&sink) as Arc<dyn EventSink>,
        );
        let service = Arc::new(service.unwrap().with_clock(clock));
        Self {
            service,
            keys,
            hand,
            sink,
        }
    }

    pub(crate) async fn sign_in(&self) -> TokenPair {
        self.sign_in_on(&Device::new()).await
    }

    pub(crate) async fn sign_in_on(&self, device: &Device) -> TokenPair {
        let pair = self
            .service
            .sign_in(&subject(), &app("customer"), device, password())
            .await;
        pair.unwrap()
    }

    pub(crate) async fn refresh(&self, token: &str) -> Result<TokenPair, RefreshError> {
        self.refresh_on(token, &Device::new()).await
    }

    pub(crate) async fn refresh_on(&self, token: &str, device: &Device) -> Result<TokenPair, RefreshError> {
        self.service.refresh(token, device, same_account).await
    }

    /// What was told since the last time.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.sink.take()
    }

    pub(crate) fn told(&self) -> Vec<EventKind> {
        self.events().iter().map(Event::kind).collect()
    }

    /// Whether the access token is let in, session and all.
    pub(crate) async fn lets_in(&self, token: &str) -> bool {
        self.service.authenticate(token).await.is_ok()
    }
}

/// The account as it was.
pub(crate) async fn same_account(_: Subject) -> Result<Option<App>, StoreError> {
    Ok(Some(app("customer")))
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The name of the key that the tests know.
pub(crate) fn kid() -> String {
    SigningKey::hs256(SECRET).unwrap().kid().to_string()
}

/// `header.payload` signed under the key that the tests know, whatever the two are.
pub(crate) fn sign(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    sign_with(SECRET, header, payload)
}

pub(crate) fn sign_with(secret: &[u8], header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    seal(secret, &format!("{}.{}", base64(header), base64(payload)))
}

/// The two parts of `signed` with their signature.
pub(crate) fn seal(secret: &[u8], signed: &str) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", base64(tag))
}

pub(crate) fn header() -> String {
    format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{}"}}"#, kid())
}

/// Claims that hold at [`NOW`]; each is `name: JSON`.
pub(crate) fn claims() -> Vec<(&'static str, String)> {
    let text = |text: &str| format!("{text:?}");
    vec![
        ("iss", text(ISSUER)),
        ("aud", text(AUDIENCE)),
        ("sub", text("user-17")),
        ("iat", NOW.to_string()),
        ("exp", (NOW + 900).to_string()),
        ("jti", text("AAAAAAAAAAAAAAAAAAAAAA")),
        ("sid", text("AAAAAAAAAAAAAAAAAAAAAA")),
        ("aal", "1".to_owned()),
        ("amr", r#"["pwd"]"#.to_owned()),
        ("auth_time", NOW.to_string()),
        ("app", r#"{"role":"customer"}"#.to_owned()),
    ]
}

pub(crate) fn object(claims: &[(&str, String)]) -> String {
    let members: Vec<String> = claims.iter().map(|(name, json)| format!("{name:?}:{json}")).collect();
    format!("{{{}}}", members.join(","))
}

/// The claims with `name` set to `json`, or left out.
pub(crate) fn claims_with(name: &str, json: Option<&str>) -> String {
    let mut claims: Vec<(&str, String)> = claims().into_iter().filter(|(other, _)| *other != name).collect();
    claims.extend(json.map(|json| (name, json.to_owned())));
    object(&claims)
}
