//! Webhooks, signed and checked as the Standard Webhooks specification says (version 1, symmetric), so that the other side
//! can use any of its libraries.
//!
//! ```text
//! webhook-id:        msg_p5jXN8AQM9LWM0D4loKWxJek
//! webhook-timestamp: 1614265330
//! webhook-signature: v1,base64(HMAC-SHA256(key, id "." timestamp "." body)) [v1,…]
//! ```
//!
//! Invariants: the raw body is what is signed; id and timestamp cannot hold a dot, so the three parts have one reading; a
//! message is accepted for a bounded time. Within that time it can be replayed: remember ids for twice the tolerance.

use std::fmt;
use std::time::Duration;

use ring::hmac;

use crate::encoding::{from_padded_base64, padded_base64};
use crate::secret::constant_time_eq;

mod key;

pub use key::{WebhookKey, WebhookKeyError};

/// Signs webhooks to one receiver, or checks those of one sender.
///
/// ```
/// use momfood_crypto::{Webhook, WebhookKey};
///
/// let webhook = Webhook::new(&WebhookKey::generate()?);
/// let now = 1_614_265_330;
/// let body = br#"{"order":17}"#;
/// let signed = webhook.sign("msg_1", now, body)?;
/// for (name, value) in signed.headers().pairs() {
///     // .. set the header
/// #   let _ = (name, value);
/// }
/// assert!(webhook.verify(&signed.headers(), body, now + 10).is_ok());
/// assert!(webhook.verify(&signed.headers(), b"{}", now + 10).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Webhook {
    current: hmac::Key,
    previous: Option<hmac::Key>,
    tolerance: Duration,
}

impl Webhook {
    /// Webhooks under `key`, accepted within [`DEFAULT_WEBHOOK_TOLERANCE`].
    #[must_use]
    pub fn new(key: &WebhookKey) -> Self {
        Self {
            current: key.hmac(),
            previous: None,
            tolerance: DEFAULT_WEBHOOK_TOLERANCE,
        }
    }

    /// Signs with `key` too, and accepts its signatures: for as long as both sides move to a new key.
    #[must_use]
    pub fn with_previous(mut self, key: &WebhookKey) -> Self {
        self.previous = Some(key.hmac());
        self
    }

    /// How far a timestamp may lie in the past or in the future, at most [`MAX_WEBHOOK_TOLERANCE`].
    #[must_use]
    pub fn with_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance.min(MAX_WEBHOOK_TOLERANCE);
        self
    }

    /// Signs `body` as it will be sent, at `now` in Unix seconds. Retries keep the id and sign anew.
    ///
    /// # Errors
    /// [`WebhookError::Malformed`] unless `id` has 1 to [`MAX_WEBHOOK_ID_LEN`] visible ASCII characters and no dot.
    pub fn sign(&self, id: &str, now: u64, body: &[u8]) -> Result<SignedWebhook, WebhookError> {
        if !is_id(id) {
            return Err(WebhookError::Malformed);
        }
        let timestamp = now.to_string();
        let mut signature = String::new();
        for key in self.keys() {
            let separator = if signature.is_empty() { "" } else { " " };
            let tag = tag(key, id, &timestamp, body);
            signature.push_str(&format!("{separator}{VERSION}{}", padded_base64(tag.as_ref())));
        }
        Ok(SignedWebhook {
            id: id.to_owned(),
            timestamp,
            signature,
        })
    }

    /// Checks the headers of a webhook against its raw body at `now`, in Unix seconds.
    ///
    /// # Errors
    /// [`WebhookError`]. Answer all of them alike, with 401 and an empty body.
    ///
    /// # Security
    /// Check before parsing the body. Then refuse an id that has been seen: a copy of a good message is a good message.
    pub fn verify(&self, headers: &WebhookHeaders<'_>, body: &[u8], now: u64) -> Result<(), WebhookError> {
        let sent = seconds(headers.timestamp).ok_or(WebhookError::Malformed)?;
        if !is_id(headers.id) || headers.signature.len() > MAX_SIGNATURE_LEN {
            return Err(WebhookError::Malformed);
        }
        if sent.abs_diff(now) > self.tolerance.as_secs() {
            return Err(WebhookError::Time);
        }
        // Other versions may stand beside ours; they are not for us to judge.
        let presented: Vec<_> = headers
            .signature
            .split(' ')
            .filter_map(|entry| from_padded_base64(entry.strip_prefix(VERSION)?))
            .collect();
        let mut authentic = false;
        for key in self.keys() {
            let expected = tag(key, headers.id, headers.timestamp, body);
            for signature in &presented {
                authentic |= constant_time_eq(expected.as_ref(), signature);
            }
        }
        if authentic {
            Ok(())
        } else {
            Err(WebhookError::Signature)
        }
    }

    fn keys(&self) -> impl Iterator<Item = &hmac::Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("previous", &self.previous.is_some())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

/// The headers of a message that was signed.
#[derive(Clone)]
pub struct SignedWebhook {
    id: String,
    timestamp: String,
    signature: String,
}

impl SignedWebhook {
    /// The headers to send.
    #[must_use]
    pub fn headers(&self) -> WebhookHeaders<'_> {
        WebhookHeaders {
            id: &self.id,
            timestamp: &self.timestamp,
            signature: &self.signature,
        }
    }
}

/// The three headers of a webhook, as they were received or are to be sent.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "the specification has three headers")]
pub struct WebhookHeaders<'a> {
    /// `webhook-id`: the same for every try of one message.
    pub id: &'a str,
    /// `webhook-timestamp`: Unix seconds of this try.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more signatures, separated by spaces.
    pub signature: &'a str,
}

impl<'a> WebhookHeaders<'a> {
    /// Names and values.
    #[must_use]
    pub const fn pairs(&self) -> [(&'static str, &'a str); 3] {
        [
            ("webhook-id", self.id),
            ("webhook-timestamp", self.timestamp),
            ("webhook-signature", self.signature),
        ]
    }
}

/// Whoever has a signature can pass the message on as ours: it is not printed.
impl fmt::Debug for WebhookHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookHeaders")
            .field("id", &self.id)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SignedWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.headers().fmt(f)
    }
}

/// Why a webhook was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must break whoever accepts by it")]
pub enum WebhookError {
    /// A header is not what the specification says.
    #[error("malformed webhook headers")]
    Malformed,
    /// The timestamp is too far from now: a replay, or a clock that is wrong.
    #[error("webhook timestamp outside the tolerance")]
    Time,
    /// No signature is one of ours.
    #[error("webhook signature does not match")]
    Signature,
}

impl WebhookError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "webhook_malformed",
            Self::Time => "webhook_time",
            Self::Signature => "webhook_signature",
        }
    }
}

fn tag(key: &hmac::Key, id: &str, timestamp: &str, body: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        context.update(part);
    }
    context.sign()
}

fn is_id(id: &str) -> bool {
    (1..=MAX_WEBHOOK_ID_LEN).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.')
}

/// Unix seconds in their one spelling.
fn seconds(text: &str) -> Option<u64> {
    let seconds: u64 = text.get(..20).unwrap_or(text).parse().ok()?;
    (seconds.to_string() == text).then_some(seconds)
}

/// How far a timestamp may be off unless stated otherwise, as in the specification's own libraries.
pub const DEFAULT_WEBHOOK_TOLERANCE: Duration = Duration::from_secs(5 * 60);
/// Widest tolerance: ids must be remembered for twice as long.
pub const MAX_WEBHOOK_TOLERANCE: Duration = Duration::from_secs(60 * 60);
/// Longest id, in bytes.
pub const MAX_WEBHOOK_ID_LEN: usize = 128;

const VERSION: &str = "v1,";
/// Room for the signatures of many keys and versions.
const MAX_SIGNATURE_LEN: usize = 1_024;
