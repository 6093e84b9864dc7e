//! How a new secret reaches the authenticator app: as text to type, as a key URI, or as a QR code of that URI.
//!
//! The format is that of the Key URI specification that Google Authenticator set and all apps read. Its parameters are
//! spelled out although they are the defaults, for apps with defaults of their own.

use std::fmt;
use std::fmt::Write as _;

use zeroize::Zeroizing;

use crate::code::CODE_DIGITS;
use crate::id::FactorId;
use crate::label::Label;
#[cfg(feature = "qr")]
use crate::qr;
use crate::totp::{TOTP_STEP, TotpSecret};

/// What a person needs once to set up their app. Show it over TLS, send it nowhere else, keep no copy.
///
/// `Debug` is redacted: all three forms are the secret.
pub struct Enrolment {
    factor: FactorId,
    secret: Zeroizing<String>,
    uri: Zeroizing<String>,
}

impl Enrolment {
    pub(crate) fn new(factor: FactorId, secret: &TotpSecret, issuer: &Label, account: &Label) -> Self {
        let secret = secret.to_base32();
        let uri = Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={CODE_DIGITS}&period={period}",
            issuer = PercentEncoded(issuer.as_str()),
            account = PercentEncoded(account.as_str()),
            secret = *secret,
            period = TOTP_STEP.as_secs(),
        ));
        Self { factor, secret, uri }
    }

    /// The factor that is waiting for its first code.
    #[must_use]
    pub fn factor(&self) -> FactorId {
        self.factor
    }

    /// The secret in base32, 32 characters, for typing it in.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// `otpauth://totp/Issuer:account?secret=…`, as a link for a phone that shows this page itself.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The URI as a QR code: an `<svg>` element to put into a page.
    #[cfg(feature = "qr")]
    #[cfg_attr(docsrs, doc(cfg(feature = "qr")))]
    #[must_use]
    pub fn svg(&self) -> Zeroizing<String> {
        qr::svg(&self.uri)
    }

    /// The URI as a QR code of half blocks, for a dark terminal.
    #[cfg(feature = "qr")]
    #[cfg_attr(docsrs, doc(cfg(feature = "qr")))]
    #[must_use]
    pub fn terminal(&self) -> Zeroizing<String> {
        qr::terminal(&self.uri)
    }
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolment")
            .field("factor", &self.factor)
            .finish_non_exhaustive()
    }
}

/// Everything but the unreserved characters of RFC 3986 §2.3 as `%XX`. A blank is `%20`: apps print a `+` as it is.
struct PercentEncoded<'a>(&'a str);

impl fmt::Display for PercentEncoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => f.write_char(byte.into()),
            _ => write!(f, "%{byte:02X}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// totp-rs is the reader: what it parses must be what was meant.
    #[test]
    fn another_reader_finds_issuer_account_and_secret() {
        let secret = TotpSecret::from_slice(b"12345678901234567890").unwrap();
        for (issuer, account) in [
            ("MomFood", "sara@example.com"),
            ("ماما فود", "سارة"),
            ("50% off & more", "a+b/c?d=e#f"),
        ] {
            let (issuer, account) = (Label::parse(issuer).unwrap(), Label::parse(account).unwrap());
            let enrolment = Enrolment::new(FactorId::random().unwrap(), &secret, &issuer, &account);
            let read = totp_rs::Totp::from_url(enrolment.uri()).unwrap();
            assert_eq!(read.issuer(), Some(issuer.as_str()));
            assert_eq!(read.account_name(), account.as_str());
            assert_eq!(read.secret().as_bytes(), secret.as_bytes());
            assert_eq!(enrolment.secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        }
    }
}
