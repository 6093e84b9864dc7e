//! Names of a factor and of a challenge: 128 random bits each, so that a name is never used twice and never guessed.
//!
//! Neither is a secret: a challenge's id opens nothing without its code. They exist so that an answer reaches exactly the
//! factor and the challenge it was meant for, even when that one was replaced a moment ago.

use std::fmt;

use momfood_crypto::{RandomError, random};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One enrolled factor; enrolling again makes another.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct FactorId(u128);

impl FactorId {
    /// The id as it came from storage.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    pub(crate) fn random() -> Result<Self, RandomError> {
        Ok(Self::from_bytes(random::array()?))
    }

    /// 16 bytes, for storage.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Debug for FactorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactorId({:032x})", self.0)
    }
}

/// One code that was sent, as the client names it when it answers: 32 lower-case hexadecimal characters.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct ChallengeId(u128);

impl ChallengeId {
    /// Reads an id that a client presented.
    ///
    /// # Errors
    /// [`ChallengeIdError`] for anything but 32 lower-case hexadecimal characters.
    pub fn parse(text: &str) -> Result<Self, ChallengeIdError> {
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != CHALLENGE_ID_LEN || !text.bytes().all(hex) {
            return Err(ChallengeIdError);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| ChallengeIdError)
    }

    /// The id as it came from storage.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    pub(crate) fn random() -> Result<Self, RandomError> {
        Ok(Self::from_bytes(random::array()?))
    }

    /// 16 bytes, for storage.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChallengeId({self})")
    }
}

impl Serialize for ChallengeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChallengeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The text is no challenge's id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a challenge id has {CHALLENGE_ID_LEN} lower-case hexadecimal characters")]
pub struct ChallengeIdError;

impl ChallengeIdError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_challenge_id"
    }
}

const CHALLENGE_ID_LEN: usize = 32;
