//! Codes by SMS: prove a telephone, then log in with it.
//!
//! The order of sending: country, budgets, challenge stored, message sent. Nothing is sent that is not paid for, and no
//! code reaches a person before it can be verified.

use momfood_audit::{ClientAddr, EventKind, Public};
use momfood_crypto::{Bind, OpenError};

use super::MfaService;
use crate::code::Code;
use crate::error::{SendError, VerifyError};
use crate::factor::{Accepted, Factor};
use crate::id::{ChallengeId, FactorId};
use crate::phone::PhoneNumber;
use crate::report::Report;
use crate::sms::{SendDecision, SmsChallenge, SmsMessage, SmsPurpose};
use crate::store::{Answer, Challenge, PhoneFactor, SendScope};
use crate::tag::StoredTag;
use crate::user::UserId;

impl MfaService {
    /// Sends a code to a number, in E.164, that shall become the user's. Nothing is live before
    /// [`confirm_phone`](Self::confirm_phone); a number that is live already stays so until then.
    ///
    /// # Errors
    /// [`SendError`]; nothing was sent, unless it is [`SendError::Send`].
    pub async fn enrol_phone(
        &self,
        user: &UserId,
        number: &str,
        client: Option<ClientAddr>,
    ) -> Result<SmsChallenge, SendError> {
        let report = self.report(user, client);
        let number = PhoneNumber::parse(number)?;
        let phone = PhoneFactor {
            id: FactorId::random()?,
            number: self
                .phones
                .seal(number.expose().as_bytes(), &Bind::row(user.as_str()))?,
        };
        let challenge = self.send(&report, SmsPurpose::EnrolPhone, number, phone).await?;
        report.emit(
            report
                .event(EventKind::MfaEnrolled)
                .with_field("factor", Factor::Sms.as_str()),
        );
        Ok(challenge)
    }

    /// Makes the number live that the challenge's code was sent to. It replaces a number from before.
    ///
    /// # Errors
    /// [`VerifyError::Rejected`] for any refusal. It counts against the challenge's tries and the budget of messages, not
    /// against the user's attempts: guessing right would prove a telephone, and let nobody in.
    pub async fn confirm_phone(
        &self,
        user: &UserId,
        challenge: ChallengeId,
        code: &str,
        client: Option<ClientAddr>,
    ) -> Result<(), VerifyError> {
        let report = self.report(user, client);
        let refused = |kind, reason| report.refused_uncounted(kind, reason, None);
        let code = Code::parse(code).map_err(|error| refused(EventKind::MfaSmsFail, error.code()))?;
        self.answer(&report, challenge, SmsPurpose::EnrolPhone, &code)
            .await?
            .map_err(|(kind, reason)| refused(kind, reason))?;
        report.emit(
            report
                .event(EventKind::MfaSmsSuccess)
                .with_field("purpose", SmsPurpose::EnrolPhone.as_str()),
        );
        report.emit(
            report
                .event(EventKind::MfaActivated)
                .with_field("factor", Factor::Sms.as_str()),
        );
        Ok(())
    }

    /// Sends a code to the user's proven number, and to no other.
    ///
    /// # Errors
    /// [`SendError`]; nothing was sent, unless it is [`SendError::Send`].
    pub async fn send_sms(&self, user: &UserId, client: Option<ClientAddr>) -> Result<SmsChallenge, SendError> {
        let report = self.report(user, client);
        let phone = self.store.factors(user).await?.phone.ok_or(SendError::NotEnrolled)?;
        let number = self.open_number(&phone, &report)?;
        self.send(&report, SmsPurpose::Login, number, phone).await
    }

    /// Verifies the code of a challenge of [`send_sms`](Self::send_sms), and uses it up.
    ///
    /// # Errors
    /// [`VerifyError`]; nobody is let in.
    pub async fn verify_sms(
        &self,
        user: &UserId,
        challenge: ChallengeId,
        code: &str,
        client: Option<ClientAddr>,
    ) -> Result<Accepted, VerifyError> {
        let report = self.report(user, client);
        let fail = EventKind::MfaSmsFail;
        let code = Code::parse(code).map_err(|error| report.refused_uncounted(fail, error.code(), None))?;
        let grant = self.reserve(&report, fail).await?;
        self.answer(&report, challenge, SmsPurpose::Login, &code)
            .await?
            .map_err(|(kind, reason)| report.refused(kind, reason, &grant))?;
        report.emit(
            report
                .event(EventKind::MfaSmsSuccess)
                .with_field("purpose", SmsPurpose::Login.as_str()),
        );
        Ok(Accepted::new(Factor::Sms))
    }

    async fn send(
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
            answer: self.answer_tag(report.user(), id, purpose, &code),
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

    /// Pays for one message from the user's budget and the number's. The two may live on different nodes of a store, so
    /// they are two decisions; the first is given back when the second is no.
    async fn pay(
        &self,
        report: &Report<'_>,
        purpose: SmsPurpose,
        number: &PhoneNumber,
    ) -> Result<std::time::Duration, SendError> {
        let number = self.phone_mac.tag(&[number.expose().as_bytes()]).into();
        let scopes = [
            SendScope::User(report.user().clone()),
            SendScope::Phone(number, purpose),
        ];
        let mut resend_after = std::time::Duration::ZERO;
        let mut paid: Option<&SendScope> = None;
        for scope in &scopes {
            let refusal = match self.store.reserve_send(scope, self.sms.limit(), report.at()).await? {
                SendDecision::Granted { resend_after: after } => {
                    resend_after = resend_after.max(after);
                    paid = Some(scope);
                    continue;
                }
                SendDecision::CoolDown { retry_after } => SendError::CoolDown { retry_after },
                SendDecision::Spent { retry_after } => SendError::BudgetSpent { retry_after },
            };
            if let Some(paid) = paid {
                self.store.refund_send(paid).await?;
            }
            return Err(refusal);
        }
        Ok(resend_after)
    }

    /// The outer result is the store's; the inner one is how a refusal is reported.
    async fn answer(
        &self,
        report: &Report<'_>,
        id: ChallengeId,
        purpose: SmsPurpose,
        code: &Code,
    ) -> Result<Result<(), (EventKind, &'static str)>, VerifyError> {
        let tag = self.answer_tag(report.user(), id, purpose, code);
        let answer = self
            .store
            .answer_challenge(report.user(), id, purpose, &tag, report.at())
            .await?;
        Ok(match answer {
            Answer::Right => Ok(()),
            Answer::Wrong => Err((EventKind::MfaSmsFail, "wrong")),
            Answer::Expired => Err((EventKind::MfaSmsExpired, "expired")),
            Answer::Gone => Err((EventKind::MfaSmsFail, "no_such_challenge")),
        })
    }

    fn answer_tag(&self, user: &UserId, id: ChallengeId, purpose: SmsPurpose, code: &Code) -> StoredTag {
        let parts: [&[u8]; 4] = [
            user.as_str().as_bytes(),
            &id.to_bytes(),
            purpose.as_str().as_bytes(),
            code.expose().as_bytes(),
        ];
        self.sms_mac.tag(&parts).into()
    }

    fn open_number(&self, phone: &PhoneFactor, report: &Report<'_>) -> Result<PhoneNumber, SendError> {
        let read = |bytes: &[u8]| {
            str::from_utf8(bytes)
                .ok()
                .and_then(|text| PhoneNumber::parse(text).ok())
        };
        self.phones
            .open(&phone.number, &Bind::row(report.user().as_str()))
            .and_then(|bytes| read(&bytes).ok_or(OpenError))
            .map_err(|error| {
                report.emit(
                    report
                        .event(EventKind::CryptDecryptFail)
                        .with_field("what", "phone_number"),
                );
                SendError::Unsealed(error)
            })
    }
}
