//! The client's address, from the socket and one forwarding header, believing nobody but the configured proxies.
//!
//! Proxies append the address they were called from on the right, so the right end is the newest and the left end is
//! whatever the client wrote. The walk goes from right to left: while the speaker is a trusted proxy, what it says is
//! true; the first address that is no trusted proxy is the client. Taking the leftmost entry, or any header from any peer,
//! lets a client choose its address: to escape a limit, or to have somebody else blocked.
//!
//! The method is realclientip-go's trusted-range strategy. Where that gives no address (a proxy wrote `unknown`), this
//! gives the last one that was vouched for, flagged, so that a limit is never without a key. Nothing is allocated.

mod element;

use std::net::IpAddr;

use momfood_audit::{ClientAddr, Provenance};

use crate::{IpPrefix, canonical};

/// Which peers are proxies that may be believed, and the one header that they write.
///
/// ```
/// use momfood_ratelimit::{ForwardedBy, ProxyTrust};
///
/// let trust = ProxyTrust::new(["10.0.0.0/8".parse()?], ForwardedBy::XForwardedFor)?;
/// let seen = trust.resolve("10.0.0.7".parse()?, ["6.6.6.6, 203.0.113.9, 10.0.0.8"]);
/// assert_eq!(seen.client.ip().to_string(), "203.0.113.9"); // and not the forged 6.6.6.6
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
/// The proxies must append to the header (or overwrite it), and the service must be reachable through them only.
#[derive(Clone, Debug)]
pub struct ProxyTrust {
    trusted: Box<[IpPrefix]>,
    by: ForwardedBy,
}

/// How proxies say for whom they speak. Exactly one header is read; all others are the client's own words.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ForwardedBy {
    /// `X-Forwarded-For`: addresses, each proxy appending its peer.
    XForwardedFor,
    /// `Forwarded` (RFC 7239), its `for` parameter.
    Forwarded,
    /// A header with one address that the outermost proxy overwrites, such as `CF-Connecting-IP` or `X-Real-IP`. Make
    /// sure that it does: a proxy that lets the client's own header through hands the choice to the client.
    SingleHeader(Box<str>),
}

/// An address, and how the walk to it ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Resolved {
    /// Whom the request is counted on: [`Provenance::Peer`] or [`Provenance::TrustedProxy`].
    pub client: ClientAddr,
    /// How it was found.
    pub chain: Chain,
}

/// How the walk along the proxies ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "how far the address may be acted on depends on it"
)]
pub enum Chain {
    /// The peer is no trusted proxy: it is the client, and its headers were not read.
    Direct,
    /// The first address that is no trusted proxy.
    Complete,
    /// A trusted proxy called without the header: the proxy itself, a health check for one.
    Missing,
    /// Every address is a trusted proxy's: the leftmost one, an internal caller.
    AllTrusted,
    /// A trusted proxy wrote something that is no address, or the header is longer than is read: the last proxy that was
    /// vouched for. Many clients may share it: keep the proxies on the block list's allow list.
    Degraded,
}

impl ProxyTrust {
    /// No proxies: the client is the peer.
    #[must_use]
    pub fn none() -> Self {
        Self {
            trusted: Box::default(),
            by: ForwardedBy::XForwardedFor,
        }
    }

    /// Trusts the peers in these networks to write the header `by`. Networks of a CDN change: the caller supplies them.
    /// For a Unix socket, hand in a loopback address as the peer and trust it.
    ///
    /// # Errors
    /// [`ProxyTrustError::TooWide`] for a network wider than an IPv4 /8 or an IPv6 /7, `0.0.0.0/0` and `::/0` first:
    /// everybody would be a proxy, and so choose an address. [`ProxyTrustError::HeaderName`] if the single header has no
    /// name that HTTP allows.
    pub fn new(trusted: impl IntoIterator<Item = IpPrefix>, by: ForwardedBy) -> Result<Self, ProxyTrustError> {
        let trusted: Box<[IpPrefix]> = trusted.into_iter().collect();
        let too_wide = |prefix: &IpPrefix| prefix.prefix_len() < if prefix.is_v4() { 8 } else { 7 };
        if trusted.iter().any(too_wide) {
            return Err(ProxyTrustError::TooWide);
        }
        match &by {
            ForwardedBy::SingleHeader(name) if !element::is_token(name.as_bytes()) => Err(ProxyTrustError::HeaderName),
            _ => Ok(Self { trusted, by }),
        }
    }

    /// The header whose lines [`resolve`](Self::resolve) is to be given.
    #[must_use]
    pub fn header(&self) -> &str {
        match &self.by {
            ForwardedBy::XForwardedFor => "x-forwarded-for",
            ForwardedBy::Forwarded => "forwarded",
            ForwardedBy::SingleHeader(name) => name,
        }
    }

    /// The trusted networks, for the allow list of the block list.
    #[must_use]
    pub fn trusted(&self) -> &[IpPrefix] {
        &self.trusted
    }

    /// The client of a connection from `peer` whose request carries `lines` of the header, **all** of them in their
    /// order (`headers.get_all(trust.header())`): a proxy may append a line of its own.
    pub fn resolve<L>(&self, peer: IpAddr, lines: L) -> Resolved
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: DoubleEndedIterator>,
    {
        let mut walk = Walk {
            trust: self,
            last: ClientAddr::new(canonical(peer), Provenance::Peer),
            hops: 0,
            budget: MAX_FORWARDED_BYTES,
        };
        let chain = if !self.trusts(walk.last.ip()) {
            Chain::Direct
        } else if matches!(self.by, ForwardedBy::SingleHeader(_)) {
            walk.single(lines)
        } else {
            walk.list(lines)
        };
        Resolved {
            client: walk.last,
            chain,
        }
    }

    fn trusts(&self, ip: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(ip))
    }
}

/// The most entries that are walked.
pub const MAX_FORWARDED_HOPS: usize = 32;

/// The most bytes that are read, from the right.
pub const MAX_FORWARDED_BYTES: usize = 4_096;

struct Walk<'t> {
    trust: &'t ProxyTrust,
    /// The last address that was vouched for.
    last: ClientAddr,
    hops: usize,
    budget: usize,
}

impl Walk<'_> {
    fn single<L: IntoIterator<Item: AsRef<[u8]>>>(&mut self, lines: L) -> Chain {
        let mut lines = lines.into_iter();
        match (lines.next(), lines.next()) {
            (None, _) => Chain::Missing,
            (Some(line), None) if line.as_ref().len() <= self.budget => {
                self.step(element::address(line.as_ref())).unwrap_or(Chain::AllTrusted)
            }
            // Of two lines one is forged, and nobody can tell which.
            (Some(_), _) => Chain::Degraded,
        }
    }

    fn list<L>(&mut self, lines: L) -> Chain
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: DoubleEndedIterator>,
    {
        for line in lines.into_iter().rev() {
            if let Some(chain) = self.line(line.as_ref()) {
                return chain;
            }
        }
        if self.hops == 0 {
            Chain::Missing
        } else {
            Chain::AllTrusted
        }
    }

    /// Walks one line; `Some` if the walk ends in it.
    fn line(&mut self, line: &[u8]) -> Option<Chain> {
        let quoting = self.trust.by == ForwardedBy::Forwarded;
        let (read, cut) = match line.split_at_checked(line.len().saturating_sub(self.budget)) {
            Some((unread, read)) => (read, !unread.is_empty()),
            None => (line, false),
        };
        self.budget = self.budget.saturating_sub(read.len().saturating_add(1));
        let mut rest = Some(read);
        while let Some(entry) = element::pop_last(&mut rest, b',', quoting) {
            if (cut && rest.is_none()) || self.hops == MAX_FORWARDED_HOPS {
                return Some(Chain::Degraded);
            }
            let entry = entry.trim_ascii();
            if entry.is_empty() {
                // RFC 9110 §5.6.1.2: empty list elements are ignored.
                continue;
            }
            self.hops = self.hops.saturating_add(1);
            let address = if quoting {
                element::forwarded_for(entry)
            } else {
                element::address(entry)
            };
            if let Some(chain) = self.step(address) {
                return Some(chain);
            }
        }
        None
    }

    /// Takes what the last proxy said; `Some` if it is not about another trusted proxy.
    fn step(&mut self, address: Option<IpAddr>) -> Option<Chain> {
        let Some(ip) = address else {
            return Some(Chain::Degraded);
        };
        self.last = ClientAddr::new(ip, Provenance::TrustedProxy);
        (!self.trust.trusts(ip)).then_some(Chain::Complete)
    }
}

/// The configuration would let clients choose their address.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyTrustError {
    /// A trusted network is wider than an IPv4 /8 or an IPv6 /7.
    #[error("a trusted network is too wide to hold only proxies")]
    TooWide,
    /// The name of the single header is no HTTP field name.
    #[error("the header name is not a token")]
    HeaderName,
}
