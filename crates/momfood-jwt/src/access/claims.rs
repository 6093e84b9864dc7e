//! The claims of an access token (RFC 9068 §2.2 and RFC 7519 §4.1), as they are written and as they are read.
//!
//! ```json
//! {"iss":"https://id.momfood.sa","aud":"momfood-api","sub":"user-17","iat":1767225600,"exp":1767226500,
//!  "jti":"…","sid":"…","aal":2,"amr":["otp","pwd"],"auth_time":1767225590,"app":{…}}
//! ```
//!
//! The application's claims stand under one name of their own, `app`, so that none can take the place of ours. RFC 9068's
//! `client_id` is left out, for there is no OAuth client: the audience's own users sign in.
//!
//! Reading is strict: a claim that is missing, of another type, `null` or there twice refuses the token (the class of
//! CVE-2026-25537, where a wrong type meant "not checked"); dates are integers of seconds up to the year 9999.

use core::{error::Error, fmt};
use std::borrow::Cow;

use momfood_audit::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    authentication::{Aal, AuthMethods},
    encoding::parsed,
    id::{SessionId, TokenId},
    subject::Subject,
};

/// The claims as they are written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    pub(super) iss: &'a str,
    pub(super) aud: &'a str,
    pub(super) sub: &'a Subject,
    pub(super) iat: u64,
    pub(super) exp: u64,
    pub(super) jti: TokenId,
    pub(super) sid: SessionId,
    pub(super) aal: Aal,
    pub(super) amr: AuthMethods,
    pub(super) auth_time: u64,
    pub(super) app: &'a RawValue,
}

/// The application's claims in their final form. Encoded before a session is touched: claims that cannot be carried then
/// change nothing.
pub(crate) struct AppClaims(Box<RawValue>);

impl AppClaims {
    pub(crate) fn encode(claims: &impl Serialize) -> Result<Self, ClaimsError> {
        let json = to_raw_value(claims).map_err(|error| ClaimsError::Serialize(error.into()))?;
        if json.get().len() > MAX_APP_CLAIMS_BYTES {
            return Err(ClaimsError::TooLarge);
        }
        Ok(Self(json))
    }

    pub(super) fn json(&self) -> &RawValue {
        &self.0
    }
}

/// The application's claims cannot be carried in a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// They have no JSON form.
    #[error("the application's claims have no json form")]
    Serialize(#[source] Box<dyn Error + Send + Sync>),
    /// Their JSON is longer than [`MAX_APP_CLAIMS_BYTES`].
    #[error("the application's claims are longer than {MAX_APP_CLAIMS_BYTES} bytes")]
    TooLarge,
}

impl ClaimsError {
    /// The stable code: `claims_serialize` or `claims_too_large`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Serialize(_) => "claims_serialize",
            Self::TooLarge => "claims_too_large",
        }
    }
}

/// The claims as they are read; text that needs no unescaping is borrowed from the payload.
#[derive(Deserialize)]
#[serde(bound(deserialize = "C: DeserializeOwned"))]
pub(super) struct Read<'a, C> {
    #[serde(borrow)]
    pub(super) iss: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) aud: Audience<'a>,
    #[serde(deserialize_with = "parsed")]
    pub(super) sub: Subject,
    pub(super) iat: NumericDate,
    pub(super) exp: NumericDate,
    #[serde(default, deserialize_with = "present")]
    pub(super) nbf: Option<NumericDate>,
    pub(super) jti: TokenId,
    pub(super) sid: SessionId,
    pub(super) aal: Aal,
    pub(super) amr: AuthMethods,
    pub(super) auth_time: NumericDate,
    pub(super) app: C,
}

impl<'a, C: DeserializeOwned> Read<'a, C> {
    /// Reads a payload; `None` for anything but one object with all claims.
    pub(super) fn parse(payload: &'a [u8]) -> Option<Self> {
        // Serde would read a struct from an array too, and pass over invalid UTF-8 where it skips.
        let json = core::str::from_utf8(payload)
            .ok()
            .filter(|json| json.starts_with('{'))?;
        serde_json::from_str(json).ok()
    }
}

/// An integer of seconds since 1970 (RFC 7519 §2, where fractions are allowed: nobody who issues ours writes one).
#[derive(Clone, Copy)]
pub(super) struct NumericDate(u64);

impl NumericDate {
    pub(super) const fn time(self) -> Timestamp {
        Timestamp::from_secs(self.0)
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            seconds if seconds <= LAST_SECOND => Ok(Self(seconds)),
            _ => Err(de::Error::custom("a date past the year 9999")),
        }
    }
}

/// An optional claim that, where it stands, is not `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NumericDate>, D::Error> {
    NumericDate::deserialize(deserializer).map(Some)
}

/// One name or an array of names (RFC 7519 §4.1.3).
pub(super) struct Audience<'a>(Names<'a>);

enum Names<'a> {
    One(Cow<'a, str>),
    Many(Vec<Name<'a>>),
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl Audience<'_> {
    pub(super) fn contains(&self, audience: &str) -> bool {
        match &self.0 {
            Names::One(name) => name == audience,
            Names::Many(names) => names.iter().any(|Name(name)| name == audience),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Audience<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> de::Visitor<'de> for OneOrMany {
            type Value = Audience<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or an array of strings")
            }

            fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Audience(Names::One(Cow::Borrowed(name))))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Audience(Names::One(Cow::Owned(name.to_owned()))))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut names: A) -> Result<Self::Value, A::Error> {
                let mut many = Vec::new();
                while let Some(name) = names.next_element()? {
                    many.push(name);
                }
                Ok(Audience(Names::Many(many)))
            }
        }

        deserializer.deserialize_any(OneOrMany)
    }
}

/// Longest JSON of the application's claims, in bytes. With the longest of our own around it, a token still has no more than
/// [`MAX_TOKEN_BYTES`](crate::MAX_TOKEN_BYTES).
pub const MAX_APP_CLAIMS_BYTES: usize = 4_096;

/// Longest issuer or audience, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 256;

/// 9999-12-31T23:59:59Z.
const LAST_SECOND: u64 = 253_402_300_799;
