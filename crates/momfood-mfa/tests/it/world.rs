//! One service on a memory store, with a hand on its clock, an authenticator app and an eye on what it says and sends.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use momfood_audit::{Clock, Event, EventKind, ManualHand, Timestamp, VecSink};
use momfood_crypto::{Keyring, MacKey};
use momfood_mfa::{
    BackupCodes, ChallengeId, Enrolment, Label, MemoryMfaStore, MfaService, MfaStore, Origin, OutboxSmsSender, UserId,
};

pub(crate) const PHONE: &str = "+966512345678";
pub(crate) const OTHER_PHONE: &str = "+966587654321";

pub(crate) struct World {
    pub(crate) service: MfaService,
    pub(crate) store: Arc<dyn MfaStore>,
    pub(crate) sink: Arc<VecSink>,
    pub(crate) outbox: Arc<OutboxSmsSender>,
    pub(crate) clock: Clock,
    pub(crate) hand: ManualHand,
    pub(crate) keyring: Keyring,
    pub(crate) key: MacKey,
}

impl World {
    /// It is the first second of a step.
    pub(crate) fn new() -> Self {
        let store: Arc<dyn MfaStore> = Arc::new(MemoryMfaStore::new());
        let sink = Arc::new(VecSink::new());
        let outbox = Arc::new(OutboxSmsSender::new(NonZeroUsize::new(100).unwrap()));
        let (clock, hand) = Clock::manual(Timestamp::from_secs(1_767_225_600));
        let (keyring, key) = (Keyring::generate().unwrap(), MacKey::generate().unwrap());
        let service = MfaService::new(
            Label::parse("MomFood").unwrap(),
            &keyring,
            &key,
            store.clone(),
            outbox.clone(),
            sink.clone(),
        )
        .with_clock(clock.clone())
        .with_origin(Origin::parse("momfood.example").unwrap());
        Self {
            service,
            store,
            sink,
            outbox,
            clock,
            hand,
            keyring,
            key,
        }
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.hand.advance(Duration::from_secs(seconds));
    }

    /// An app that is live, and its backup codes; the next step has begun, so that its code is fresh.
    pub(crate) async fn enrolled(&self, user: &UserId) -> (App, Vec<String>) {
        let app = App::scan(&self.service.enrol_totp(user, "sara", None).await.unwrap());
        let codes = self
            .service
            .confirm_totp(user, &app.code(self.clock.now()), None)
            .await
            .unwrap();
        self.wait(30);
        self.sink.take();
        (app, texts(&codes))
    }

    pub(crate) async fn with_phone(&self, user: &UserId) {
        let challenge = self.service.enrol_phone(user, PHONE, None).await.unwrap();
        self.service
            .confirm_phone(user, challenge.id, &self.texted(challenge.id), None)
            .await
            .unwrap();
        self.wait(3_600);
        self.sink.take();
    }

    /// The code that was sent for a challenge.
    pub(crate) fn texted(&self, id: ChallengeId) -> String {
        let message = self
            .outbox
            .messages()
            .into_iter()
            .find(|message| message.id == id)
            .unwrap();
        message.text.rsplit('#').next().unwrap().to_owned()
    }

    /// The kinds of the events since the last look.
    pub(crate) fn heard(&self) -> Vec<EventKind> {
        self.sink.take().iter().map(Event::kind).collect()
    }
}

/// Another implementation's idea of the codes: totp-rs, set up from the URI.
pub(crate) struct App(totp_rs::Totp);

impl App {
    pub(crate) fn scan(enrolment: &Enrolment) -> Self {
        Self(totp_rs::Totp::from_url(enrolment.uri()).unwrap())
    }

    pub(crate) fn code(&self, at: Timestamp) -> String {
        self.0.generate(at.as_secs()).to_string()
    }

    /// A code that this app shows at no time near `at`.
    pub(crate) fn wrong_code(&self, at: Timestamp) -> String {
        let near: Vec<String> = (0..7)
            .map(|step| self.0.generate(at.as_secs() + 30 * step - 90).to_string())
            .collect();
        [
            "000000", "000001", "000002", "000003", "000004", "000005", "000006", "000007",
        ]
        .into_iter()
        .find(|code| !near.iter().any(|shown| shown == code))
        .unwrap()
        .to_owned()
    }
}

pub(crate) fn user(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

pub(crate) fn texts(codes: &BackupCodes) -> Vec<String> {
    codes.iter().map(|code| code.to_string()).collect()
}

/// Another code than `code`, of the same form.
pub(crate) fn other(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}
