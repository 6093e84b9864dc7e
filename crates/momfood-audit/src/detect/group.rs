//! For whom is counted: which party of an event makes it belong together with others.
//!
//! An event that does not name the party is in no group, never in a common one of the nameless: three strangers are not one
//! attacker.

use core::{
    fmt,
    hash::{BuildHasher, Hash},
    net::{IpAddr, Ipv6Addr},
};

use crate::{Actor, Event, EventKind, Provenance, Target};

/// What events are grouped by.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum GroupBy {
    /// The client's address; of IPv6 its /64, since a host has all addresses of one. An address that the client only claims
    /// is none: whoever may choose it would stay below every threshold, or have somebody else blocked.
    Client,
    /// The actor.
    Actor,
    /// The target.
    Target,
    /// The first that the event names of actor, client and target. For rules where a single event matters, and who did it is
    /// second.
    FirstKnown,
    /// The kind of event.
    Kind,
    /// All events that the rule counts together.
    Global,
}

/// The group of a finding.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Group {
    /// The clients of this network: one address of IPv4, a /64 of IPv6.
    Client(IpAddr),
    /// This actor.
    Actor(Actor),
    /// This target.
    Target(Target),
    /// All events of this kind.
    Kind(EventKind),
    /// All events that the rule counts.
    Global,
}

impl GroupBy {
    /// The group of `event`, if it names what it is grouped by.
    #[must_use]
    pub fn group(self, event: &Event) -> Option<Group> {
        match self {
            Self::Client => network(event).map(Group::Client),
            Self::Actor => event.actor().cloned().map(Group::Actor),
            Self::Target => event.target().cloned().map(Group::Target),
            Self::FirstKnown => [Self::Actor, Self::Client, Self::Target]
                .into_iter()
                .find_map(|by| by.group(event)),
            Self::Kind => Some(Group::Kind(event.kind())),
            Self::Global => Some(Group::Global),
        }
    }

    /// The same, as a number instead of copies of the names. Two groups share one with a chance of 2⁻⁶⁴, which nobody can
    /// improve who does not know the hasher's keys.
    pub(super) fn key(self, event: &Event, hasher: &impl BuildHasher) -> Option<u64> {
        match self {
            Self::Client => network(event).map(|network| hash(hasher, self, network)),
            Self::Actor => event.actor().map(|actor| hash(hasher, self, actor)),
            Self::Target => event.target().map(|target| hash(hasher, self, target)),
            Self::FirstKnown => [Self::Actor, Self::Client, Self::Target]
                .into_iter()
                .find_map(|by| by.key(event, hasher)),
            Self::Kind => Some(hash(hasher, self, event.kind())),
            Self::Global => Some(0),
        }
    }
}

fn hash(hasher: &impl BuildHasher, by: GroupBy, party: impl Hash) -> u64 {
    hasher.hash_one((by, party))
}

/// The network whose holder is one party, from an address that can be believed.
fn network(event: &Event) -> Option<IpAddr> {
    let client = event.client()?;
    match client.provenance() {
        Provenance::Peer | Provenance::TrustedProxy => {}
        Provenance::Claimed => return None,
    }
    Some(match client.ip().to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    })
}

impl Group {
    /// What the group is grouped by: `client`, `actor`, `target`, `kind` or `global`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Client(_) => "client",
            Self::Actor(_) => "actor",
            Self::Target(_) => "target",
            Self::Kind(_) => "kind",
            Self::Global => "global",
        }
    }
}

/// The group's name among its like: `192.0.2.1`, `2001:db8::/64`, `u-7`, `orders/9`, `authz_fail`, `*`.
impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(IpAddr::V4(address)) => address.fmt(formatter),
            Self::Client(IpAddr::V6(network)) => write!(formatter, "{network}/64"),
            Self::Actor(actor) => formatter.write_str(actor.id().unwrap_or("system")),
            Self::Target(target) => write!(formatter, "{}/{}", target.kind(), target.id()),
            Self::Kind(kind) => kind.fmt(formatter),
            Self::Global => formatter.write_str("*"),
        }
    }
}
