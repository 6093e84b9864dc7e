//! The id of a row: a random UUID, so that knowing one id helps nobody to guess another.

use std::fmt;

use momfood_crypto::{RandomError, random};
use serde::{Serialize, Serializer};
use uuid::{Builder, Uuid};

/// The id of an account, a restaurant, a dish or an order.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Id(Uuid);

impl Id {
    /// A fresh random id (UUID version 4).
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn random() -> Result<Self, RandomError> {
        Ok(Self(Builder::from_random_bytes(random::array()?).into_uuid()))
    }

    /// An id known in advance: the demo's restaurant, so that a printed command works on every start.
    #[must_use]
    pub const fn fixed(value: u128) -> Self {
        Self(Uuid::from_u128(value))
    }

    /// Reads an id in its one spelling: lower-case and hyphenated.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        momfood_validate::Uuid::parse(text).ok().map(Self::from)
    }

    /// The id as the permission check compares it.
    #[must_use]
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl From<momfood_validate::Uuid> for Id {
    fn from(uuid: momfood_validate::Uuid) -> Self {
        Self(Uuid::from_u128(uuid.as_u128()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
