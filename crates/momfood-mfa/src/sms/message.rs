//! The message and who delivers it. The code is in the text, and nowhere else that prints.
//!
//! With an [`Origin`] the last line binds the code to one web site, so that a browser offers it there and not on a page
//! that only looks like it. Source: <https://wicg.github.io/sms-one-time-codes/>.

use std::error::Error;
use std::fmt;

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::code::Code;
use crate::id::ChallengeId;
use crate::label::Label;
use crate::phone::PhoneNumber;

/// Delivers messages: your gateway's client.
#[async_trait]
pub trait SmsSender: fmt::Debug + Send + Sync {
    /// Hands one message to the gateway, and returns when the gateway took it. Bound the time it may take.
    ///
    /// Use [`SmsMessage::id`] as the gateway's idempotency key if you retry.
    ///
    /// # Errors
    /// [`SmsSendError`] when the gateway did not take it, or did not say. The person then asks for another code.
    ///
    /// # Security
    /// Log neither the text nor the number.
    async fn send(&self, message: &SmsMessage) -> Result<(), SmsSendError>;
}

/// One message with one code. `Debug` masks the number and leaves the text out.
pub struct SmsMessage {
    id: ChallengeId,
    to: PhoneNumber,
    text: Zeroizing<String>,
}

impl SmsMessage {
    pub(crate) fn new(id: ChallengeId, to: PhoneNumber, issuer: &Label, code: &Code, origin: Option<&Origin>) -> Self {
        let code = code.expose();
        let mut text = Zeroizing::new(format!(
            "Your {issuer} verification code is: {code}\nNever tell it to anyone, not even to us."
        ));
        if let Some(Origin(domain)) = origin {
            text.push_str(&format!("\n\n@{domain} #{code}"));
        }
        Self { id, to, text }
    }

    /// The challenge that this message is for; no two messages share one.
    #[must_use]
    pub fn id(&self) -> ChallengeId {
        self.id
    }

    /// The recipient.
    #[must_use]
    pub fn to(&self) -> &PhoneNumber {
        &self.to
    }

    /// The text with the code.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for SmsMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsMessage")
            .field("id", &self.id)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// The gateway did not take a message. The cause must quote neither the text nor the number.
#[derive(Debug, thiserror::Error)]
#[error("the sms gateway did not take the message")]
pub struct SmsSendError(#[source] Box<dyn Error + Send + Sync>);

impl SmsSendError {
    /// Wraps the gateway's reason.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }

    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_sms_send"
    }
}

/// The domain of the web site where codes are typed in: `app.momfood.example`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin(Box<str>);

impl Origin {
    /// Reads a host name in lower-case ASCII, without scheme, port or path.
    ///
    /// # Errors
    /// [`OriginError`] for anything else.
    pub fn parse(domain: &str) -> Result<Self, OriginError> {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let sound = domain.len() <= MAX_ORIGIN_BYTES && domain.split('.').all(label);
        sound.then(|| Self(domain.into())).ok_or(OriginError)
    }
}

/// The text is no host name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an origin is a host name in lower-case ascii")]
pub struct OriginError;

impl OriginError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_origin"
    }
}

/// Longest host name (RFC 1035 §2.3.4).
pub const MAX_ORIGIN_BYTES: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    fn message(origin: Option<&str>) -> SmsMessage {
        let origin = origin.map(|domain| Origin::parse(domain).unwrap());
        SmsMessage::new(
            ChallengeId::from_bytes([7; 16]),
            PhoneNumber::parse("+966512345678").unwrap(),
            &Label::parse("MomFood").unwrap(),
            &Code::parse("012345").unwrap(),
            origin.as_ref(),
        )
    }

    #[test]
    fn the_last_line_binds_the_code_to_the_origin() {
        assert_eq!(
            message(Some("momfood.example")).text().lines().last(),
            Some("@momfood.example #012345")
        );
        assert!(!message(None).text().contains('@'));
        assert!(message(None).text().contains("012345"));
    }

    #[test]
    fn debug_shows_neither_code_nor_number() {
        let shown = format!("{:?}", message(Some("momfood.example")));
        assert!(!shown.contains("012345") && !shown.contains("512345"), "{shown}");
    }

    #[test]
    fn an_origin_cannot_break_out_of_its_line() {
        for domain in [
            "",
            "a\nb",
            "a b",
            "https://a",
            "a/b",
            "a:1",
            "A.b",
            "-a",
            "a-",
            "a..b",
            "a #1",
            "ä.b",
            &"a".repeat(64),
        ] {
            assert!(Origin::parse(domain).is_err(), "{domain}");
        }
        for domain in ["localhost", "app.momfood.example", "xn--mgba.example"] {
            assert!(Origin::parse(domain).is_ok(), "{domain}");
        }
    }
}
