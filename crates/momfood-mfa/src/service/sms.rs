//! Codes by SMS: prove a telephone, then log in with it.

use momfood_audit::{ClientAddr, EventKind};
use momfood_crypto::Bind;

use super::MfaService;
use crate::code::Code;
use crate::error::{SendError, VerifyError};
use crate::factor::{Accepted, Factor};
use crate::id::{ChallengeId, FactorId};
use crate::phone::PhoneNumber;
use crate::report::Report;
use crate::sms::{SmsChallenge, SmsPurpose, answer_tag};
use crate::store::{Answer, PhoneFactor};
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
        report.say(EventKind::MfaEnrolled, "factor", Factor::Sms.as_str());
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
        self.answer(&report, challenge, SmsPurpose::EnrolPhone, &code, refused)
            .await?;
        report.say(EventKind::MfaActivated, "factor", Factor::Sms.as_str());
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
        let refuse = |kind, reason| report.refused(kind, reason, &grant);
        self.answer(&report, challenge, SmsPurpose::Login, &code, refuse)
            .await?;
        Ok(Accepted::new(Factor::Sms))
    }

    /// Gives `code` as the answer; `refuse` says so when it is not the right one.
    async fn answer(
        &self,
        report: &Report<'_>,
        id: ChallengeId,
        purpose: SmsPurpose,
        code: &Code,
        refuse: impl FnOnce(EventKind, &'static str) -> VerifyError,
    ) -> Result<(), VerifyError> {
        let tag = answer_tag(&self.sms_mac, report.user(), id, purpose, code);
        let answer = self
            .store
            .answer_challenge(report.user(), id, purpose, &tag, report.at())
            .await?;
        match answer {
            Answer::Right => {
                report.say(EventKind::MfaSmsSuccess, "purpose", purpose.as_str());
                Ok(())
            }
            Answer::Wrong => Err(refuse(EventKind::MfaSmsFail, "wrong")),
            Answer::Expired => Err(refuse(EventKind::MfaSmsExpired, "expired")),
            Answer::Gone => Err(refuse(EventKind::MfaSmsFail, "no_such_challenge")),
        }
    }
}
