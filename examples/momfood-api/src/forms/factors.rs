//! Bodies about second factors.

use momfood_crypto::Secret;
use momfood_validate::{Code, SaudiPhone, Violations};

use super::{opaque, open};

/// Longest code that is looked at, in bytes: a backup code with hyphens, in whatever digits.
const MAX_CODE_BYTES: usize = 256;
/// Longest challenge, in bytes.
const MAX_CHALLENGE_BYTES: usize = 128;

/// Which second factor a code comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "each factor has its own check: matches must be total"
)]
pub enum Method {
    /// An authenticator app.
    Totp,
    /// A printed code.
    Backup,
    /// A code by SMS.
    Sms,
}

impl Method {
    fn parse(raw: &str) -> Result<Self, Code> {
        match raw {
            "totp" => Ok(Self::Totp),
            "backup" => Ok(Self::Backup),
            "sms" => Ok(Self::Sms),
            _ => Err(Code::InvalidChoice),
        }
    }
}

/// `POST /auth/mfa/verify`.
#[derive(Debug)]
pub struct VerifyFactor {
    /// `challenge`, from the login.
    pub challenge: Secret<String>,
    /// `method`: `totp`, `backup` or `sms`.
    pub method: Method,
    /// `code`.
    pub code: Secret<String>,
    /// `smsChallenge`, with the method `sms`.
    pub sms_challenge: Option<String>,
}

impl VerifyFactor {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let challenge = body.required("challenge", opaque::<MAX_CHALLENGE_BYTES>);
        let method = body.required("method", Method::parse);
        let code = body.required("code", opaque::<MAX_CODE_BYTES>);
        let sms_challenge = body.optional("smsChallenge", opaque::<MAX_CHALLENGE_BYTES>);
        if method.value() == Some(&Method::Sms) && matches!(sms_challenge.value(), Some(None)) {
            body.reject("smsChallenge", Code::Required);
        }
        let (challenge, method, code, sms_challenge) = body.finish((challenge, method, code, sms_challenge))?;
        Ok(Self {
            challenge: Secret::new(challenge),
            method,
            code: Secret::new(code),
            sms_challenge,
        })
    }
}

/// `POST /auth/mfa/sms`: sends a code to the phone of whoever passed the first factor.
#[derive(Debug)]
pub struct SmsChallenge {
    /// `challenge`, from the login.
    pub challenge: Secret<String>,
}

impl SmsChallenge {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let challenge = body.required("challenge", opaque::<MAX_CHALLENGE_BYTES>);
        let (challenge,) = body.finish((challenge,))?;
        Ok(Self {
            challenge: Secret::new(challenge),
        })
    }
}

/// `POST /mfa/totp/confirm` and `POST /mfa/sms/confirm`.
#[derive(Debug)]
pub struct ConfirmCode {
    /// `code`.
    pub code: Secret<String>,
    /// `smsChallenge`, for a phone.
    pub sms_challenge: Option<String>,
}

impl ConfirmCode {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let code = body.required("code", opaque::<MAX_CODE_BYTES>);
        let sms_challenge = body.optional("smsChallenge", opaque::<MAX_CHALLENGE_BYTES>);
        let (code, sms_challenge) = body.finish((code, sms_challenge))?;
        Ok(Self {
            code: Secret::new(code),
            sms_challenge,
        })
    }
}

/// `POST /mfa/sms`.
#[derive(Debug)]
pub struct PhoneNumber {
    /// `phone`: a Saudi mobile number.
    pub phone: SaudiPhone,
}

impl PhoneNumber {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let phone = body.required("phone", SaudiPhone::parse_mobile);
        let (phone,) = body.finish((phone,))?;
        Ok(Self { phone })
    }
}
