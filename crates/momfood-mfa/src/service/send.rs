//! Sending one code. The order: country, budgets, challenge stored, message sent. Nothing is sent that is not paid for,
//! and no code reaches a person before it can be verified.

use std::time::Duration;

use momfood_audit::{EventKind, Public};
use momfood_crypto::{Bind, OpenError};

use super::MfaService;
use crate::code::Code;
use crate::error::SendError;
use crate::id::ChallengeId;
use crate::phone::PhoneNumber;
use crate::report::Report;
use crate::sms::{SendDecision, SmsChallenge, SmsMessage, SmsPurpose, answer_tag};
use crate::store::{Challenge, PhoneFactor, SendScope};

impl MfaService {
    /// Sends a code for `purpose` to `number`, which is what `phone` seals, and says so.
    pub(super) async fn send(
        &self,
        report: &Report<'_>,
        purpose: SmsPurpose,
        number: PhoneNumber,
        phone: PhoneFactor,
    ) -> Result<SmsChallenge, SendError> {
        let sent = self.try_send(report, purpose, number, phone).await;
        let event = match &sent {
            Ok(challenge) => report
                .event(EventKind::MfaSmsSent)
                .with_field("challenge", Public(challenge.id.to_string())),
            Err(error) => report
                .event(EventKind::MfaSmsRefused)
                .with_field("reason", error.code()),
        };
        report.emit(event.with_field("purpose", purpose.as_str()));
        sent
    }

    pub(super) fn open_number(&self, phone: &PhoneFactor, report: &Report<'_>) -> Result<PhoneNumber, SendError> {
        let read = |bytes: &[u8]| {
            str::from_utf8(bytes)
                .ok()
                .and_then(|text| PhoneNumber::parse(text).ok())
        };
        self.phones
            .open(&phone.number, &Bind::row(report.user().as_str()))
            .and_then(|bytes| read(&bytes).ok_or(OpenError))
            .map_err(|error| {
                report.say(EventKind::CryptDecryptFail, "what", "phone_number");
                SendError::Unsealed(error)
            })
    }

    async fn try_send(
        &self,
        report: &Report<'_>,
        purpose: SmsPurpose,
        number: PhoneNumber,
        phone: PhoneFactor,
    ) -> Result<SmsChallenge, SendError> {
        if !self.sms.allows(&number) {
            return Err(SendError::Country);
        }
        let resend_after = self.pay(report, purpose, &number).await?;
        let (id, code) = (ChallengeId::random()?, Code::random()?);
        let challenge = Challenge {
            id,
            purpose,
            phone,
            answer: answer_tag(&self.sms_mac, report.user(), id, purpose, &code),
            expires_at: report.at().saturating_add(self.sms.lifetime()),
            tries_left: self.sms.max_tries(),
        };
        self.store.put_challenge(report.user(), challenge, report.at()).await?;
        let message = SmsMessage::new(id, number, &self.issuer, &code, self.origin.as_ref());
        self.sender.send(&message).await?;
        Ok(SmsChallenge {
            id,
            expires_in: self.sms.lifetime(),
            resend_after,
        })
    }

    /// Pays for one message from the user's budget and the number's, and says when another may be sent.
    ///
    /// The two may live on different nodes of a store, so they are two decisions; the first is given back when the second
    /// is no.
    async fn pay(&self, report: &Report<'_>, purpose: SmsPurpose, number: &PhoneNumber) -> Result<Duration, SendError> {
        let number = self.phone_mac.tag(&[number.expose().as_bytes()]);
        let user = SendScope::User(report.user().clone());
        let after_user = self.pay_from(report, &user).await?;
        match self.pay_from(report, &SendScope::Phone(number.into(), purpose)).await {
            Ok(after_number) => Ok(after_user.max(after_number)),
            Err(refusal) => {
                self.store.refund_send(&user).await?;
                Err(refusal)
            }
        }
    }

    async fn pay_from(&self, report: &Report<'_>, scope: &SendScope) -> Result<Duration, SendError> {
        match self.store.reserve_send(scope, self.sms.limit(), report.at()).await? {
            SendDecision::Granted { resend_after } => Ok(resend_after),
            SendDecision::CoolDown { retry_after } => Err(SendError::CoolDown { retry_after }),
            SendDecision::Spent { retry_after } => Err(SendError::BudgetSpent { retry_after }),
        }
    }
}
