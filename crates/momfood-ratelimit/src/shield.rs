//! What every request passes first: block list, flood, headers, programs.
//!
//! The plan refuses a request that lacks an `Accept` header and whoever has "bot" in its user agent, phones of the make
//! CUBOT among them, and lets through whoever calls itself Googlebot. Here such signs are points, and a refusal needs
//! enough of them; what is certain (blocked, flooding) is refused outright. A flood is counted before headers and programs
//! are judged, since requests that are refused are requests too.
//!
//! It sees one process's traffic from single addresses. A distributed flood is the work of a CDN; the origin should accept
//! nobody else.

mod bot;
mod header_rule;
mod request;
mod verdict;

use core::{num::NonZeroU32, time::Duration};
use std::sync::Arc;

use momfood_audit::{Event, EventKind, EventSink, Timestamp};

pub use bot::{Automation, BotVerdict, SearchBot};
pub use request::ShieldRequest;
pub use verdict::{Refusal, Verdict};

use crate::{
    BlockList, BlockReason, Charge, IpPrefix, Mode, Quota, RateLimiter, Retry, Source, Subject, limiter::Reports,
};

/// Judges requests by their address and headers.
///
/// # Security
/// It acts on [`ClientAddr`](momfood_audit::ClientAddr): resolve it with [`ProxyTrust`](crate::ProxyTrust), and put the
/// proxies on the block list's allow list, or one broken header blocks everybody behind them. Refusals are recorded once
/// a minute for each address and kind.
#[derive(Debug)]
pub struct Shield {
    limiter: Arc<RateLimiter>,
    blocks: Arc<BlockList>,
    reports: Reports,
    burst: Quota,
    sustained: Quota,
    refused: &'static [Automation],
    verified: Box<[(SearchBot, IpPrefix)]>,
}

impl Shield {
    /// A shield that blocks an address above the plan's 50 requests a second or 20 a second over a minute, refuses
    /// crawlers that call themselves so, and only scores tools such as curl. The limiter's clock is the shield's.
    #[must_use]
    pub fn new(limiter: Arc<RateLimiter>, blocks: Arc<BlockList>, sink: Arc<dyn EventSink>) -> Self {
        let preset = |id, limit, seconds| Quota::preset(id, limit, Duration::from_secs(seconds));
        Self {
            limiter,
            blocks,
            reports: Reports::new(sink),
            burst: preset("shield-burst", NonZeroU32::MIN.saturating_add(49), 1),
            sustained: preset("shield-sustained", NonZeroU32::MIN.saturating_add(1_199), 60),
            refused: &[Automation::Crawler],
            verified: Box::default(),
        }
    }

    /// Other limits, each per address, above which an address is flooding. They need different policy ids.
    #[must_use]
    pub fn with_flood_quotas(mut self, burst: Quota, sustained: Quota) -> Self {
        (self.burst, self.sustained) = (burst, sustained);
        self
    }

    /// Refuses tools such as curl too: the plan's behaviour.
    #[must_use]
    pub const fn with_automation_refused(mut self) -> Self {
        self.refused = &[Automation::Crawler, Automation::Tool];
        self
    }

    /// Refuses no program for saying what it is.
    #[must_use]
    pub const fn with_automation_scored(mut self) -> Self {
        self.refused = &[];
        self
    }

    /// The networks that search engines publish for their crawlers: who calls itself so and calls from there is
    /// [`BotVerdict::Verified`].
    #[must_use]
    pub fn with_verified_bots(mut self, networks: impl IntoIterator<Item = (SearchBot, IpPrefix)>) -> Self {
        self.verified = networks.into_iter().collect();
        self
    }

    /// Judges one request, and counts it. Addresses on the allow list pass.
    pub async fn inspect(&self, request: &ShieldRequest<'_>) -> Verdict {
        let now = self.limiter.clock().now();
        let ip = request.client.ip();
        if self.blocks.is_allowed(ip) {
            return Verdict::Pass {
                score: 0,
                bot: BotVerdict::Unknown,
            };
        }
        if let Some(block) = self.blocks.find_at(ip, now) {
            return Verdict::Refuse(Refusal::Blocked {
                retry_after: block.until.since(now),
            });
        }
        if let Some(retry_after) = self.flooding(request, now).await {
            return Verdict::Refuse(Refusal::Flood { retry_after });
        }
        let bot = self.bot(request);
        let header_points = header_rule::points(request);
        if header_points >= REFUSED_POINTS {
            self.report(EventKind::HeadersInvalid, request, now, |event| {
                event.with_field("points", header_points)
            });
            return Verdict::Refuse(Refusal::InvalidHeaders);
        }
        if let BotVerdict::Automation(automation) = bot
            && self.refused.contains(&automation)
        {
            self.report(EventKind::BotDetected, request, now, |event| {
                event.with_field("bot", automation.as_str())
            });
            return Verdict::Refuse(Refusal::Bot);
        }
        Verdict::Pass {
            score: header_points.saturating_add(bot.points()),
            bot,
        }
    }

    /// Counts the request; `Some` with the time to wait if its address floods, which it is blocked for.
    async fn flooding(&self, request: &ShieldRequest<'_>, now: Timestamp) -> Option<Duration> {
        let subject = Subject::ip(request.client.ip());
        let charges = [Charge::new(&self.burst, subject), Charge::new(&self.sustained, subject)].into();
        let decision = self.limiter.decide(&charges, Mode::Charge, now).await;
        if decision.is_allowed() {
            return None;
        }
        let wait = match decision.retry() {
            Retry::After(wait) => wait,
            Retry::Now | Retry::Never => self.sustained.period(),
        };
        if decision.source() == Source::Policy {
            // The store failed, and the operator's quotas say "refuse": no reason to block anybody.
            return Some(wait);
        }
        let burst = decision
            .denied_by()
            .any(|denied| denied.quota().id() == self.burst.id());
        self.report(EventKind::DdosDetected, request, now, |event| {
            event.with_field("pattern", if burst { "burst" } else { "sustained" })
        });
        // If it may not be blocked, it is refused for as long as it floods.
        let block = self.blocks.block_client(request.client, BlockReason::Flood).await;
        Some(block.map_or(wait, |block| block.until.since(now)))
    }

    fn bot(&self, request: &ShieldRequest<'_>) -> BotVerdict {
        match bot::classify(request.user_agent.unwrap_or_default()) {
            BotVerdict::Claimed(bot) if self.is_verified(bot, request) => BotVerdict::Verified(bot),
            verdict => verdict,
        }
    }

    fn is_verified(&self, bot: SearchBot, request: &ShieldRequest<'_>) -> bool {
        let ip = request.client.ip();
        self.verified
            .iter()
            .any(|(name, network)| *name == bot && network.contains(ip))
    }

    fn report(
        &self,
        kind: EventKind,
        request: &ShieldRequest<'_>,
        now: Timestamp,
        detail: impl FnOnce(Event) -> Event,
    ) {
        let subject = Subject::ip(request.client.ip());
        let tag = match kind {
            EventKind::HeadersInvalid => 1,
            EventKind::BotDetected => 2,
            _ => 3,
        };
        self.reports.once(tag, &subject, REPORT_PAUSE, now, |unrecorded| {
            let event = Event::new(kind)
                .with_event_time(now)
                .with_client(request.client)
                .with_field("unrecorded", unrecorded);
            detail(event)
        });
    }
}

/// CRS refuses at five points: one critical anomaly, or a notice and a warning.
const REFUSED_POINTS: u32 = 5;
const REPORT_PAUSE: Duration = Duration::from_secs(60);
