//! The facts of a request that the shield judges, borrowed from whatever HTTP types the caller has.

use momfood_audit::ClientAddr;

/// Headers as they came in. Start with [`new`](Self::new), which has none, and set what there is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ShieldRequest<'a> {
    /// Who asks.
    pub client: ClientAddr,
    /// `User-Agent`, as bytes: a client may send anything.
    pub user_agent: Option<&'a [u8]>,
    /// `Accept`.
    pub accept: Option<&'a [u8]>,
    /// How many `Host` headers or authorities there are.
    pub hosts: usize,
    /// How many `Content-Type` headers there are.
    pub content_types: usize,
    /// How many proxies the forwarding header names.
    pub forwarded_hops: usize,
    /// Whether there is both a `Content-Length` and a `Transfer-Encoding`.
    pub two_lengths: bool,
}

impl<'a> ShieldRequest<'a> {
    /// A request of `client` with one `Host` and nothing else.
    #[must_use]
    pub const fn new(client: ClientAddr) -> Self {
        Self {
            client,
            user_agent: None,
            accept: None,
            hosts: 1,
            content_types: 0,
            forwarded_hops: 0,
            two_lengths: false,
        }
    }

    /// With its `User-Agent`.
    #[must_use]
    pub const fn with_user_agent(mut self, user_agent: Option<&'a [u8]>) -> Self {
        self.user_agent = user_agent;
        self
    }

    /// With its `Accept`.
    #[must_use]
    pub const fn with_accept(mut self, accept: Option<&'a [u8]>) -> Self {
        self.accept = accept;
        self
    }

    /// With this many `Host` headers (HTTP/2: the authority is one).
    #[must_use]
    pub const fn with_hosts(mut self, count: usize) -> Self {
        self.hosts = count;
        self
    }

    /// With this many `Content-Type` headers.
    #[must_use]
    pub const fn with_content_types(mut self, count: usize) -> Self {
        self.content_types = count;
        self
    }

    /// With the lines of its forwarding header, of which the entries are counted.
    #[must_use]
    pub fn with_forwarded(mut self, lines: impl IntoIterator<Item: AsRef<[u8]>>) -> Self {
        self.forwarded_hops = lines.into_iter().take(MAX_LINES).fold(0, |hops: usize, line| {
            let line = line.as_ref();
            let commas = line
                .iter()
                .take(crate::MAX_FORWARDED_BYTES)
                .filter(|byte| **byte == b',')
                .count();
            hops.saturating_add(commas).saturating_add(1)
        });
        self
    }

    /// With both a `Content-Length` and a `Transfer-Encoding`.
    #[must_use]
    pub const fn with_two_lengths(mut self, both: bool) -> Self {
        self.two_lengths = both;
        self
    }
}

/// Far more lines than it takes to be refused.
const MAX_LINES: usize = 32;
