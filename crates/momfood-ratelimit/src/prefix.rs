//! Networks, and the one spelling of an address that everything behind it works with.
//!
//! Every address is 128 bits; an IPv4 address is its IPv4-mapped form, so `::ffff:192.0.2.1`, `::ffff:c000:201` and
//! `192.0.2.1` are one address by their bits, whatever their notation, and one comparison under one mask serves both
//! families. That is also why no address crate is needed here.

use core::{fmt, str::FromStr};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The one spelling of an address: IPv4-mapped (RFC 4291 §2.5.5.2) and NAT64 (`64:ff9b::/96`, RFC 6052 §2.1) addresses
/// become the IPv4 address they carry. Idempotent.
#[must_use]
pub fn canonical(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) => embedded_v4(v6).map_or(ip, IpAddr::V4),
    }
}

/// What one client is counted as: an IPv4 address alone, an IPv6 address with its /64, since one subscriber holds at
/// least that many IPv6 addresses.
#[must_use]
pub fn bucket_prefix(ip: IpAddr) -> IpPrefix {
    let bits = bits(canonical(ip));
    let len = if is_mapped(bits) { 128 } else { 64 };
    IpPrefix::masked(bits, len)
}

/// A network such as `10.0.0.0/8` or `2001:db8::/32`. Bits behind the prefix are zeroed.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct IpPrefix {
    bits: u128,
    /// Of the 128-bit form: an IPv4 /8 is 104 here.
    len: u8,
}

impl IpPrefix {
    /// The network of `ip` with a prefix of `len` bits: at most 32 for IPv4, 128 for IPv6.
    ///
    /// # Errors
    /// [`PrefixError::Length`] if `len` is greater than that.
    pub fn new(ip: IpAddr, len: u8) -> Result<Self, PrefixError> {
        let (ip, len) = match ip {
            IpAddr::V4(_) if len <= 32 => (ip, len.saturating_add(MAPPED_LEN)),
            IpAddr::V6(_) if (MAPPED_LEN..=128).contains(&len) => (canonical(ip), len),
            IpAddr::V6(_) if len < MAPPED_LEN => (ip, len),
            _ => return Err(PrefixError::Length),
        };
        Ok(Self::masked(bits(ip), len))
    }

    /// The network of this one address.
    #[must_use]
    pub fn host(ip: IpAddr) -> Self {
        Self::masked(bits(canonical(ip)), 128)
    }

    /// Whether `ip` lies in it, in any of its spellings.
    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        bits(canonical(ip)) & mask(self.len) == self.bits
    }

    /// Whether all of `other` lies in it.
    #[must_use]
    pub const fn covers(&self, other: &Self) -> bool {
        self.len <= other.len && other.bits & mask(self.len) == self.bits
    }

    /// Its first address.
    #[must_use]
    pub fn network(&self) -> IpAddr {
        canonical(IpAddr::V6(Ipv6Addr::from_bits(self.bits)))
    }

    /// Its length in its own family: 0 to 32 for IPv4, 0 to 128 for IPv6.
    #[must_use]
    pub const fn prefix_len(&self) -> u8 {
        if self.is_v4() {
            self.len.saturating_sub(MAPPED_LEN)
        } else {
            self.len
        }
    }

    /// Whether it is a network of IPv4 addresses.
    #[must_use]
    pub const fn is_v4(&self) -> bool {
        self.len >= MAPPED_LEN && is_mapped(self.bits)
    }

    pub(crate) const fn masked(bits: u128, len: u8) -> Self {
        Self {
            bits: bits & mask(len),
            len,
        }
    }

    pub(crate) const fn bits(&self) -> u128 {
        self.bits
    }

    /// The length of the 128-bit form.
    pub(crate) const fn len128(&self) -> u8 {
        self.len
    }
}

/// The text is not a network.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrefixError {
    /// The part before the slash is not an IP address.
    #[error("not an IP address")]
    Address,
    /// The length is not a number, or greater than 32 for IPv4 or 128 for IPv6.
    #[error("prefix length is out of range")]
    Length,
}

/// `10.0.0.0/8`, `2001:db8::/32`, or an address alone, which is a network of one.
impl FromStr for IpPrefix {
    type Err = PrefixError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (ip, len) = text.split_once('/').map_or((text, None), |(ip, len)| (ip, Some(len)));
        let ip: IpAddr = ip.parse().map_err(|_| PrefixError::Address)?;
        match len {
            Some(len) => Self::new(ip, len.parse().map_err(|_| PrefixError::Length)?),
            None => Ok(Self::host(ip)),
        }
    }
}

impl fmt::Display for IpPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.network(), self.prefix_len())
    }
}

impl fmt::Debug for IpPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The 128 bits of an address that is already [`canonical`].
pub(crate) const fn bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = ip.to_bits();
    let head = bits & mask(MAPPED_LEN);
    (head == MAPPED || head == NAT64).then(|| {
        let [.., a, b, c, d] = ip.octets();
        Ipv4Addr::new(a, b, c, d)
    })
}

const fn is_mapped(bits: u128) -> bool {
    bits & mask(MAPPED_LEN) == MAPPED
}

const fn mask(len: u8) -> u128 {
    match len {
        0 => 0,
        1..=127 => u128::MAX << (128 - len),
        _ => u128::MAX,
    }
}

const MAPPED_LEN: u8 = 96;
const MAPPED: u128 = Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0).to_bits();
const NAT64: u128 = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0).to_bits();

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn net(text: &str) -> IpPrefix {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_one_spelling() {
        for spelling in ["1.2.3.4", "::ffff:1.2.3.4", "::ffff:102:304", "64:ff9b::1.2.3.4"] {
            assert_eq!(canonical(ip(spelling)), ip("1.2.3.4"), "{spelling}");
        }
        for own in ["2001:db8::1.2.3.4", "::1.2.3.4", "::1", "64:ff9b:1::1.2.3.4"] {
            assert_eq!(canonical(ip(own)), ip(own), "{own} is an IPv6 address of its own");
        }
    }

    #[test]
    fn a_client_is_its_v4_address_or_its_v6_subscriber_network() {
        assert_eq!(bucket_prefix(ip("192.0.2.7")).to_string(), "192.0.2.7/32");
        assert_eq!(bucket_prefix(ip("::ffff:192.0.2.7")).to_string(), "192.0.2.7/32");
        assert_eq!(bucket_prefix(ip("2001:db8:1:2:3::4")).to_string(), "2001:db8:1:2::/64");
    }

    #[test]
    fn a_network_contains_every_spelling_of_its_addresses() {
        assert!(net("10.0.0.0/8").contains(ip("::ffff:10.200.0.1")));
        assert!(!net("10.0.0.0/8").contains(ip("11.0.0.1")));
        assert!(
            net("::/0").contains(ip("1.2.3.4")),
            "the whole of IPv6 holds the mapped addresses"
        );
        assert!(!net("0.0.0.0/0").contains(ip("2001:db8::1")));
        assert_eq!(net("::ffff:10.0.0.0/104"), net("10.0.0.0/8"));
        assert!(net("10.0.0.0/8").covers(&net("10.1.0.0/16")));
        assert!(!net("10.1.0.0/16").covers(&net("10.0.0.0/8")));
    }

    #[test]
    fn networks_are_read_and_printed() {
        assert_eq!(net("10.1.2.3/8").to_string(), "10.0.0.0/8");
        assert_eq!(net("2001:db8::1").to_string(), "2001:db8::1/128");
        assert_eq!("10.0.0.0/33".parse::<IpPrefix>(), Err(PrefixError::Length));
        assert_eq!("::/129".parse::<IpPrefix>(), Err(PrefixError::Length));
        assert_eq!("10.0.0.0/".parse::<IpPrefix>(), Err(PrefixError::Length));
        assert_eq!("example/8".parse::<IpPrefix>(), Err(PrefixError::Address));
        assert_eq!("".parse::<IpPrefix>(), Err(PrefixError::Address));
    }
}
