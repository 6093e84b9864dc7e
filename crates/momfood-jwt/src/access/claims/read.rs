//! The claims as they are read, strictly: one that is missing, of another type, `null` or there twice refuses the token (the
//! class of CVE-2026-25537, where a wrong type meant "not checked"); dates are integers of seconds up to the year 9999.

use core::fmt;
use std::borrow::Cow;

use momfood_audit::Timestamp;
use serde::{Deserialize, Deserializer, de, de::DeserializeOwned};

use crate::{
    authentication::{Aal, AuthMethods},
    encoding::parsed,
    id::{SessionId, TokenId},
    subject::Subject,
};

/// The claims as they are read; text that needs no unescaping is borrowed from the payload.
#[derive(Deserialize)]
#[serde(bound(deserialize = "C: DeserializeOwned"))]
pub(in crate::access) struct Read<'a, C> {
    #[serde(borrow)]
    pub(in crate::access) iss: Cow<'a, str>,
    #[serde(borrow)]
    pub(in crate::access) aud: Audience<'a>,
    #[serde(deserialize_with = "parsed")]
    pub(in crate::access) sub: Subject,
    pub(in crate::access) iat: NumericDate,
    pub(in crate::access) exp: NumericDate,
    #[serde(default, deserialize_with = "present")]
    pub(in crate::access) nbf: Option<NumericDate>,
    pub(in crate::access) jti: TokenId,
    pub(in crate::access) sid: SessionId,
    pub(in crate::access) aal: Aal,
    pub(in crate::access) amr: AuthMethods,
    pub(in crate::access) auth_time: NumericDate,
    pub(in crate::access) app: C,
}

impl<'a, C: DeserializeOwned> Read<'a, C> {
    /// Reads a payload; `None` for anything but one object with all claims.
    pub(in crate::access) fn parse(payload: &'a [u8]) -> Option<Self> {
        // Serde would read a struct from an array too, and pass over invalid UTF-8 where it skips.
        let json = core::str::from_utf8(payload)
            .ok()
            .filter(|json| json.starts_with('{'))?;
        serde_json::from_str(json).ok()
    }
}

/// An integer of seconds since 1970 (RFC 7519 §2, where fractions are allowed: nobody who issues ours writes one).
#[derive(Clone, Copy)]
pub(in crate::access) struct NumericDate(u64);

impl NumericDate {
    pub(in crate::access) const fn time(self) -> Timestamp {
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
pub(in crate::access) struct Audience<'a>(Names<'a>);

enum Names<'a> {
    One(Cow<'a, str>),
    Many(Vec<Name<'a>>),
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl Audience<'_> {
    pub(in crate::access) fn contains(&self, audience: &str) -> bool {
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

/// 9999-12-31T23:59:59Z.
const LAST_SECOND: u64 = 253_402_300_799;
