//! Who did it, to what, and from where: the three parties of an event.

use core::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::SafeText;

/// Who acted.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "id")]
#[non_exhaustive]
pub enum Actor {
    /// A person with an account, by the account's id.
    User(SafeText),
    /// Another program, by the name it authenticated with.
    Service(SafeText),
    /// This program itself: a timer, a rotation job.
    System,
}

impl Actor {
    /// The user with this account id. Pass an id, never an e-mail address or a name.
    #[must_use]
    pub fn user(id: &str) -> Self {
        Self::User(SafeText::new(id))
    }

    /// The account or service id, if the actor has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::User(id) | Self::Service(id) => Some(id.as_str()),
            Self::System => None,
        }
    }
}

/// What was acted on: a kind of thing, such as `orders`, and the id of one.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Target {
    kind: SafeText,
    id: SafeText,
}

impl Target {
    /// The thing of this kind with this id.
    #[must_use]
    pub fn new(kind: &str, id: &str) -> Self {
        Self {
            kind: SafeText::new(kind),
            id: SafeText::new(id),
        }
    }

    /// The kind of thing.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.kind.as_str()
    }

    /// The id among its kind.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// How a client's address became known, and so how far it can be believed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "whether an address may be acted on depends on it: matches must be total"
)]
pub enum Provenance {
    /// The other end of the socket.
    Peer,
    /// Vouched for by a proxy that the operator trusts.
    TrustedProxy,
    /// The client's own word: good for a hint, never for a block.
    Claimed,
}

/// A client's address with its provenance.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct ClientAddr {
    ip: IpAddr,
    provenance: Provenance,
}

impl ClientAddr {
    /// An address and how it became known.
    #[must_use]
    pub const fn new(ip: IpAddr, provenance: Provenance) -> Self {
        Self { ip, provenance }
    }

    /// The address.
    #[must_use]
    pub const fn ip(&self) -> IpAddr {
        self.ip
    }

    /// How it became known.
    #[must_use]
    pub const fn provenance(&self) -> Provenance {
        self.provenance
    }
}

impl fmt::Display for ClientAddr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ip.fmt(formatter)
    }
}
