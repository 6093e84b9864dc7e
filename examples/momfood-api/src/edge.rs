//! The edge: where a request comes from, how much it may ask for, and who is refused at the door.

mod known;
mod quotas;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use momfood_audit::{Actor, ClientAddr, Clock, EventSink, StoreError};
use momfood_crypto::MacKey;
use momfood_ratelimit::{
    AdaptivePolicy, BlockList, Charge, Charges, Decision, Dialect, ForwardedBy, IpPrefix, MemoryBlockStore,
    MemoryLimitStore, PrefixError, ProxyTrust, ProxyTrustError, QuotaError, RateLimiter, RiskScores, Share, Shield,
    Signal, Subject, bucket_prefix, rate_headers,
};
use serde_json::{Value, json};

use crate::config::Options;
use crate::error::{ApiError, ApiResult, ErrorCode};
use known::Known;
use quotas::Quotas;

/// The edge of the service.
#[derive(Debug)]
pub struct Edge {
    /// Which proxies are believed about their clients.
    pub proxies: ProxyTrust,
    /// Floods, blocks, headers, programs.
    pub shield: Shield,
    limiter: Arc<RateLimiter>,
    blocks: Arc<BlockList>,
    risks: RiskScores,
    adaptive: AdaptivePolicy,
    quotas: Quotas,
    known: Known,
    clock: Clock,
}

impl Edge {
    /// The edge that `options` describe.
    ///
    /// # Errors
    /// [`EdgeError`] for a network or a quota that is refused.
    pub fn wire(options: &Options, key: &MacKey, events: Arc<dyn EventSink>, clock: Clock) -> Result<Self, EdgeError> {
        let networks = options
            .trusted_proxies
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| text.trim().parse::<IpPrefix>())
            .collect::<Result<Vec<_>, _>>()?;
        let proxies = ProxyTrust::new(networks, ForwardedBy::XForwardedFor)?;
        let limiter = RateLimiter::new(Arc::new(MemoryLimitStore::new()), Arc::clone(&events));
        let limiter = Arc::new(limiter.with_clock(clock.clone()));
        let blocks = BlockList::new(Arc::new(MemoryBlockStore::new()), Arc::clone(&events))
            .with_clock(clock.clone())
            .with_allowed(proxies.trusted().iter().copied());
        let blocks = Arc::new(blocks);
        let quotas = Quotas::of(options)?;
        let (burst, sustained) = quotas.flood.clone();
        let shield = Shield::new(Arc::clone(&limiter), Arc::clone(&blocks), events).with_flood_quotas(burst, sustained);
        let shield = if options.refuse_automation {
            shield.with_automation_refused()
        } else {
            shield.with_automation_scored()
        };
        Ok(Self {
            proxies,
            shield,
            limiter,
            blocks,
            risks: RiskScores::new(RISK_HALF_LIFE),
            adaptive: AdaptivePolicy::default(),
            quotas,
            known: Known::new(key),
            clock,
        })
    }

    /// Charges a request to its address; an address that lately did what honest ones seldom do has less.
    pub async fn request(&self, client: ClientAddr) -> Decision<'_> {
        let charge = Charge::new(&self.quotas.address, Subject::ip(client.ip())).with_share(self.share(client));
        self.limiter.check(charge, client).await
    }

    /// Charges an attempt to sign in as `account` to its address (and the network around an IPv6 address) and to the
    /// account, all or none. Where the account is known, the attempt has a bucket that nobody elsewhere can use up.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimitExceeded`].
    pub async fn login(&self, client: ClientAddr, account: &str) -> ApiResult<()> {
        let mut charges = Charges::from([
            Charge::new(&self.quotas.login_address, Subject::ip(client.ip())).with_share(self.share(client)),
            self.of_account(client, account)?,
        ]);
        if let Some(network) = wide_network(client) {
            let charge = Charge::new(&self.quotas.login_network, Subject::prefix(network));
            charges.try_push(charge).map_err(|_| ErrorCode::Internal)?;
        }
        admitted(&self.limiter.check(charges, client).await)
    }

    /// Gives back what a good sign-in was charged to its account, and knows the account here from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn signed_in(&self, client: ClientAddr, account: &str) -> ApiResult<()> {
        self.limiter.refund(self.of_account(client, account)?).await?;
        self.known.note(account, client, self.clock.now());
        Ok(())
    }

    fn of_account<'a>(&'a self, client: ClientAddr, account: &'a str) -> ApiResult<Charge<'a>> {
        let subject = Subject::text("login", account).map_err(|_| ErrorCode::Validation)?;
        if !self.known.has(account, client, self.clock.now()) {
            return Ok(Charge::new(&self.quotas.login_account, subject));
        }
        // An account is known at few networks, and each has its own address quota besides.
        Ok(Charge::new(&self.quotas.login_known, subject))
    }

    /// Charges a request to the account that it is authenticated as: changing addresses wins nothing.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimitExceeded`].
    pub async fn account(&self, client: ClientAddr, account: &str) -> ApiResult<()> {
        let subject = Subject::user(account).map_err(|_| ErrorCode::Internal)?;
        admitted(
            &self
                .limiter
                .check(Charge::new(&self.quotas.account, subject), client)
                .await,
        )
    }

    /// Charges something that is kept, an order or a restaurant, to the account that makes it.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimitExceeded`].
    pub async fn creation(&self, client: ClientAddr, account: &str) -> ApiResult<()> {
        let subject = Subject::user(account).map_err(|_| ErrorCode::Internal)?;
        admitted(
            &self
                .limiter
                .check(Charge::new(&self.quotas.creation, subject), client)
                .await,
        )
    }

    /// Charges a registration to its address.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimitExceeded`].
    pub async fn registration(&self, client: ClientAddr) -> ApiResult<()> {
        let charge = Charge::new(&self.quotas.registration, Subject::ip(client.ip()));
        admitted(&self.limiter.check(charge, client).await)
    }

    /// Thinks worse of an address that named a wrong password.
    pub fn failed_login(&self, client: ClientAddr) {
        self.note(client, Signal::FailedLogin);
    }

    /// Thinks worse of an address that sent an attack.
    pub fn malicious_input(&self, client: ClientAddr) {
        self.note(client, Signal::MaliciousInput);
    }

    /// Thinks of an address what the status of its answer says.
    pub fn answered(&self, client: ClientAddr, status: u16) {
        if let Some(signal) = Signal::from_status(status) {
            self.note(client, signal);
        }
    }

    /// The addresses that are blocked now, as administrators see them.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn blocks(&self) -> Result<Vec<Value>, StoreError> {
        let blocks = self.blocks.list().await?;
        Ok(blocks
            .iter()
            .map(|block| {
                json!({
                    "address": block.prefix.network(),
                    "prefixLength": block.prefix.prefix_len(),
                    "reason": block.reason.as_str(),
                    "since": block.since.to_string(),
                    "until": block.until.to_string(),
                    "strikes": block.strikes,
                })
            })
            .collect())
    }

    /// Lifts the block of an address; whether there was one.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn lift(&self, address: IpAddr, by: Actor) -> Result<bool, StoreError> {
        self.blocks.unblock(bucket_prefix(address), by).await
    }

    fn share(&self, client: ClientAddr) -> Share {
        let score = self.risks.score(&Subject::ip(client.ip()), self.clock.now());
        self.adaptive.share(score)
    }

    fn note(&self, client: ClientAddr, signal: Signal) {
        self.risks.record(&Subject::ip(client.ip()), signal, self.clock.now());
    }
}

/// The /48 around an IPv6 address, which one site has by default (RFC 6177); an IPv4 address has no such neighbours.
fn wide_network(client: ClientAddr) -> Option<IpPrefix> {
    let ip = bucket_prefix(client.ip()).network();
    ip.is_ipv6().then(|| IpPrefix::new(ip, 48).ok()).flatten()
}

fn admitted(decision: &Decision<'_>) -> ApiResult<()> {
    if decision.is_allowed() {
        Ok(())
    } else {
        Err(refused(decision))
    }
}

/// The refusal of a quota, with its headers.
#[must_use]
pub fn refused(decision: &Decision<'_>) -> ApiError {
    rate_headers(decision, DIALECT).fold(
        ApiError::new(ErrorCode::RateLimitExceeded),
        |error, (name, value)| match value.as_str().parse() {
            Ok(value) => error.with_header(http::HeaderName::from_static(name), value),
            Err(_) => error,
        },
    )
}

/// Why the edge cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EdgeError {
    /// A network cannot be read.
    #[error("a trusted proxy is no address and no CIDR range")]
    Network(#[from] PrefixError),
    /// A network may not be trusted.
    #[error("a trusted proxy is refused")]
    Proxies(#[from] ProxyTrustError),
    /// A quota cannot be granted.
    #[error("a quota is refused")]
    Quota(#[from] QuotaError),
}

/// The headers of the plan.
pub const DIALECT: Dialect = Dialect::Legacy;
/// How fast a bad impression fades.
const RISK_HALF_LIFE: Duration = Duration::from_secs(10 * 60);
