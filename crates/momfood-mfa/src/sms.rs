//! Codes by SMS: what they are bound to, how long they live, and how many may be sent.
//!
//! A code is stored as a MAC over user, challenge, purpose and code, so one that was sent to log in proves no telephone,
//! and no other user's. Only the newest challenge of a purpose is live: of several messages, the last one works. Sending
//! again never buys guesses, since those are counted for the user ([`attempt`](crate::attempt)) as well as the challenge.
//!
//! # Security
//! NIST SP 800-63B §5.1.3.3 calls SMS a restricted authenticator: a number can be taken over by its operator's desk. Offer
//! it beside TOTP, not instead.

use std::time::Duration;

use momfood_crypto::Mac;
use serde::Serialize;

use crate::code::Code;
use crate::id::ChallengeId;
use crate::phone::PhoneNumber;
use crate::tag::StoredTag;
use crate::user::UserId;

mod budget;
mod message;
mod outbox;

pub use budget::{SEND_WINDOW, SendDecision, SendLimit, SendState, decide_send};
pub use message::{MAX_ORIGIN_BYTES, Origin, OriginError, SmsMessage, SmsSendError, SmsSender};
pub use outbox::{OutboxMessage, OutboxSmsSender};

/// What a code proves.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a store must keep them apart")]
pub enum SmsPurpose {
    /// That the person holds a telephone that shall become their factor.
    EnrolPhone,
    /// That the person who logs in holds the telephone that is their factor.
    Login,
}

impl SmsPurpose {
    /// The stable name: `enrol_phone`, `login`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EnrolPhone => "enrol_phone",
            Self::Login => "login",
        }
    }
}

/// A code is on its way. Hand this to the client: it holds nothing secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SmsChallenge {
    /// The client names it when it answers.
    pub id: ChallengeId,
    /// How long the code is good for.
    pub expires_in: Duration,
    /// How long until another may be asked for.
    pub resend_after: Duration,
}

/// How codes by SMS behave.
///
/// The default: 5 minutes, 3 tries a challenge, and in 24 hours 10 messages to a user and 10 to a number for each purpose,
/// 30 s, 60 s, 120 s, … up to 15 minutes apart; only to Saudi numbers.
///
/// # Security
/// Whoever may make the service send to any number can be paid for it (toll fraud, SMS pumping), so countries are allowed
/// one by one. Limits for an address or for the whole service are `momfood-ratelimit`'s, in front of this.
#[derive(Clone, Debug)]
pub struct SmsPolicy {
    lifetime: Duration,
    max_tries: u32,
    limit: SendLimit,
    prefixes: Vec<Box<str>>,
}

impl SmsPolicy {
    /// Sets how long a code is good for: clamped to 1 to 10 minutes, the longest that NIST SP 800-63B §5.1.3.2 allows.
    #[must_use]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.clamp(MIN_LIFETIME, MAX_LIFETIME);
        self
    }

    /// Sets how many answers a challenge takes, clamped to 1..=10.
    #[must_use]
    pub fn with_max_tries(mut self, tries: u32) -> Self {
        self.max_tries = tries.clamp(1, MAX_TRIES);
        self
    }

    /// Sets how many messages go out, and how far apart.
    #[must_use]
    pub fn with_limit(mut self, limit: SendLimit) -> Self {
        self.limit = limit;
        self
    }

    /// Sets the countries that are sent to, as prefixes in E.164: `["+966", "+971"]`. None means nobody is sent to.
    #[must_use]
    pub fn with_prefixes<'a>(mut self, prefixes: impl IntoIterator<Item = &'a str>) -> Self {
        self.prefixes = prefixes.into_iter().map(Box::from).collect();
        self
    }

    pub(crate) fn allows(&self, phone: &PhoneNumber) -> bool {
        self.prefixes.iter().any(|prefix| phone.expose().starts_with(&**prefix))
    }

    pub(crate) const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    pub(crate) const fn max_tries(&self) -> u32 {
        self.max_tries
    }

    pub(crate) const fn limit(&self) -> &SendLimit {
        &self.limit
    }
}

impl Default for SmsPolicy {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(5 * 60),
            max_tries: 3,
            limit: SendLimit::default(),
            prefixes: vec!["+966".into()],
        }
    }
}

/// What the right answer to a challenge is stored as.
pub(crate) fn answer_tag(mac: &Mac, user: &UserId, id: ChallengeId, purpose: SmsPurpose, code: &Code) -> StoredTag {
    let (id, purpose, code) = (id.to_bytes(), purpose.as_str().as_bytes(), code.expose().as_bytes());
    mac.tag(&[user.as_bytes(), &id, purpose, code]).into()
}

const MIN_LIFETIME: Duration = Duration::from_secs(60);
const MAX_LIFETIME: Duration = Duration::from_secs(10 * 60);
const MAX_TRIES: u32 = 10;

#[cfg(test)]
mod tests {
    use momfood_crypto::MacKey;

    use super::*;

    /// Whoever can write to the store must not make a code of one thing the answer to another.
    #[test]
    fn an_answer_is_bound_to_user_challenge_purpose_and_code() {
        let mac = Mac::new(&MacKey::generate().unwrap(), "test");
        let user = |id| UserId::parse(id).unwrap();
        let challenge = |byte| ChallengeId::from_bytes([byte; 16]);
        let code = |digits| Code::parse(digits).unwrap();
        let tags = [
            answer_tag(&mac, &user("a"), challenge(1), SmsPurpose::Login, &code("000000")),
            answer_tag(&mac, &user("b"), challenge(1), SmsPurpose::Login, &code("000000")),
            answer_tag(&mac, &user("a"), challenge(2), SmsPurpose::Login, &code("000000")),
            answer_tag(&mac, &user("a"), challenge(1), SmsPurpose::EnrolPhone, &code("000000")),
            answer_tag(&mac, &user("a"), challenge(1), SmsPurpose::Login, &code("000001")),
        ];
        for (place, tag) in tags.iter().enumerate() {
            assert_eq!(tags.iter().position(|other| other == tag), Some(place));
        }
    }
}
