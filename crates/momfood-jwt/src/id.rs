//! The two public ids of 128 bits: a session's and an access token's. Neither opens anything.

use core::{fmt, str::FromStr};

use base64::display::Base64Display;
use momfood_crypto::{RandomError, random};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encoding::{BASE64URL, decode_into, parsed};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; ID_BYTES]);

        impl $name {
            /// The id with these bytes, as a store kept them.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; ID_BYTES]) -> Self {
                Self(bytes)
            }

            /// 16 bytes, for a binary column or key.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; ID_BYTES] {
                &self.0
            }
        }

        /// 22 characters of unpadded base64url.
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                Base64Display::new(&self.0, &BASE64URL).fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let mut buffer = [0; BUFFER_BYTES];
                let bytes = decode_into(text, &mut buffer).ok_or(IdError)?;
                bytes.try_into().map(Self).map_err(|_| IdError)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                parsed(deserializer)
            }
        }
    };
}

id! {
    /// A session's public name: the claim `sid`, and the name under which a store keeps it.
    ///
    /// It stays the same from sign-in to the session's end, over every rotation. It is a one-way image of the secret in the
    /// session's refresh tokens, so it may be logged and shown to its user.
    SessionId
}

id! {
    /// An access token's own name: the claim `jti`. Random, so that no two tokens share one.
    TokenId
}

impl TokenId {
    pub(crate) fn generate() -> Result<Self, RandomError> {
        random::array().map(Self)
    }
}

/// The text is not the base64url of 16 bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an id has 22 characters of base64url")]
pub struct IdError;

impl IdError {
    /// The stable code: `id_malformed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "id_malformed"
    }
}

/// Bytes of an id: with 128 random bits, no two will ever meet.
pub const ID_BYTES: usize = 16;

/// [`ID_BYTES`] in whole groups of 3, as the decoder writes them.
const BUFFER_BYTES: usize = ID_BYTES.div_ceil(3) * 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_what_it_prints_and_nothing_else() {
        let id = SessionId::from_bytes([0xfb; 16]);
        let text = id.to_string();
        assert_eq!(text.len(), 22);
        assert_eq!(text.parse(), Ok(id));
        for other in [
            "",
            "AAAA",
            text.split_at(1).1,
            &format!("{text}A"),
            &format!("{text}=="),
            "AAAAAAAAAAAAAAAAAAAAAB",
        ] {
            assert_eq!(other.parse::<SessionId>(), Err(IdError), "{other}");
        }
    }
}
