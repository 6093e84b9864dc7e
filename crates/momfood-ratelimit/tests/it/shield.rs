//! The shield: floods, bots, odd headers, and who is never its business.

use std::{net::IpAddr, sync::Arc, time::Duration};

use momfood_audit::{ClientAddr, EventKind, Provenance};
use momfood_ratelimit::{
    Automation, BlockList, BotVerdict, FailurePolicy, MemoryBlockStore, Quota, Refusal, SearchBot, Shield,
    ShieldRequest, Verdict,
};

use crate::support::{Bench, MINUTE, client};

const BROWSER: &[u8] = b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36";
const GOOGLEBOT: &[u8] = b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

fn blocks(bench: &Bench) -> Arc<BlockList> {
    let list = BlockList::new(Arc::new(MemoryBlockStore::new()), bench.sink.clone());
    Arc::new(
        list.with_clock(bench.clock.clone())
            .with_allowed(["10.0.0.0/8".parse().unwrap()]),
    )
}

fn shield(bench: &Bench) -> Shield {
    Shield::new(Arc::new(bench.limiter()), blocks(bench), bench.sink.clone())
}

fn request<'a>(ip: &str, agent: &'a [u8]) -> ShieldRequest<'a> {
    ShieldRequest::new(client(ip))
        .with_user_agent(Some(agent))
        .with_accept(Some(b"*/*"))
}

fn passes(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Pass { .. })
}

async fn answer(shield: &Shield, request: ShieldRequest<'_>) -> (u16, &'static str) {
    match shield.inspect(&request).await {
        Verdict::Pass { .. } => (200, "pass"),
        Verdict::Refuse(refusal) => (refusal.status(), refusal.code()),
    }
}

#[tokio::test]
async fn fifty_a_second_pass_and_the_next_is_a_flood_that_is_blocked() {
    let bench = Bench::new();
    let shield = shield(&bench);
    for number in 0..50 {
        assert!(
            passes(shield.inspect(&request("203.0.113.9", BROWSER)).await),
            "{number}"
        );
    }
    let verdict = shield.inspect(&request("203.0.113.9", BROWSER)).await;
    assert_eq!(verdict, Verdict::Refuse(Refusal::Flood { retry_after: MINUTE }));
    assert_eq!(bench.said(), [EventKind::DdosDetected, EventKind::AddressBlocked]);
    for _ in 0..1_000 {
        assert_eq!(
            answer(&shield, request("203.0.113.9", BROWSER)).await,
            (403, "ADDRESS_BLOCKED")
        );
    }
    assert_eq!(bench.said(), [], "a blocked flood floods no log");
    assert!(
        passes(shield.inspect(&request("203.0.113.10", BROWSER)).await),
        "the neighbour is none of it"
    );
    bench.hand.advance(MINUTE);
    assert!(
        passes(shield.inspect(&request("203.0.113.9", BROWSER)).await),
        "and it ends"
    );
}

#[tokio::test]
async fn more_than_twenty_a_second_over_a_minute_is_a_flood_too() {
    let bench = Bench::new();
    let shield = shield(&bench);
    let mut requests = 0;
    while passes(shield.inspect(&request("203.0.113.9", BROWSER)).await) {
        requests += 1;
        assert!(requests < 5_000, "40 a second for two minutes is no flood?");
        bench.hand.advance(Duration::from_millis(25));
    }
    assert!(requests > 1_200, "{requests} are within 20 a second over a minute");
    let calm = self::shield(&bench);
    for _ in 0..5_000 {
        assert!(
            passes(calm.inspect(&request("203.0.113.10", BROWSER)).await),
            "20 a second is no flood"
        );
        bench.hand.advance(Duration::from_millis(50));
    }
}

#[tokio::test]
async fn requests_that_are_refused_count_towards_a_flood() {
    let bench = Bench::new();
    let shield = shield(&bench).with_automation_refused();
    for _ in 0..50 {
        assert_eq!(
            answer(&shield, request("203.0.113.9", b"curl/8")).await,
            (403, "BOT_DETECTED")
        );
    }
    assert_eq!(
        answer(&shield, request("203.0.113.9", b"curl/8")).await,
        (429, "DDOS_PROTECTION")
    );
    let said = bench.said();
    assert_eq!(
        said,
        [
            EventKind::BotDetected,
            EventKind::DdosDetected,
            EventKind::AddressBlocked
        ]
    );
}

#[tokio::test]
async fn tools_are_scored_and_crawlers_refused_unless_it_is_said_otherwise() {
    let bench = Bench::new();
    let tool = Verdict::Pass {
        score: 3,
        bot: BotVerdict::Automation(Automation::Tool),
    };
    assert_eq!(shield(&bench).inspect(&request("192.0.2.1", b"curl/8.5.0")).await, tool);
    assert_eq!(
        answer(&shield(&bench), request("192.0.2.1", b"AhrefsBot/7.0")).await,
        (403, "BOT_DETECTED")
    );
    let plan = shield(&bench).with_automation_refused();
    assert_eq!(
        answer(&plan, request("192.0.2.2", b"curl/8.5.0")).await,
        (403, "BOT_DETECTED")
    );
    let lenient = shield(&bench).with_automation_scored();
    assert!(passes(lenient.inspect(&request("192.0.2.3", b"AhrefsBot/7.0")).await));
}

#[tokio::test]
async fn a_search_engine_is_claimed_until_its_address_proves_it() {
    let bench = Bench::new();
    let shield = shield(&bench)
        .with_automation_refused()
        .with_verified_bots([(SearchBot::Googlebot, "66.249.64.0/19".parse().unwrap())]);
    let verdict = async |ip| shield.inspect(&request(ip, GOOGLEBOT)).await;
    let (verified, claimed) = (
        BotVerdict::Verified(SearchBot::Googlebot),
        BotVerdict::Claimed(SearchBot::Googlebot),
    );
    assert_eq!(
        verdict("66.249.66.1").await,
        Verdict::Pass {
            score: 0,
            bot: verified
        }
    );
    assert_eq!(verdict("203.0.113.9").await, Verdict::Pass { score: 5, bot: claimed });
}

#[tokio::test]
async fn a_missing_header_is_no_crime_and_nonsense_is() {
    let bench = Bench::new();
    let shield = shield(&bench);
    let bare = ShieldRequest::new(client("192.0.2.1"));
    let verdict = shield.inspect(&bare).await;
    assert!(matches!(verdict, Verdict::Pass { score: 4, .. }), "{verdict:?}");
    assert_eq!(
        answer(&shield, bare.with_content_types(2)).await,
        (400, "INVALID_REQUEST")
    );
    assert_eq!(answer(&shield, bare.with_hosts(0)).await, (400, "INVALID_REQUEST"));
    assert_eq!(bench.said(), [EventKind::HeadersInvalid], "once a minute");
}

#[tokio::test]
async fn the_allow_list_passes_everything() {
    let bench = Bench::new();
    let shield = shield(&bench);
    for _ in 0..500 {
        assert!(passes(shield.inspect(&request("10.0.0.1", b"AhrefsBot")).await));
    }
    assert_eq!(bench.said(), []);
}

#[tokio::test]
async fn a_claimed_address_is_refused_but_never_blocked() {
    let bench = Bench::new();
    let shield = shield(&bench);
    let claimed = ClientAddr::new(IpAddr::from([203, 0, 113, 9]), Provenance::Claimed);
    let forged = ShieldRequest::new(claimed)
        .with_user_agent(Some(BROWSER))
        .with_accept(Some(b"*/*"));
    for _ in 0..50 {
        let _ = shield.inspect(&forged).await;
    }
    assert_eq!(answer(&shield, forged).await, (429, "DDOS_PROTECTION"));
    assert_eq!(bench.said(), [EventKind::DdosDetected]);
    bench.hand.advance(Duration::from_secs(1));
    assert!(passes(shield.inspect(&forged).await));
}

#[tokio::test]
async fn an_outage_of_the_store_blocks_nobody() {
    let bench = Bench::new();
    let shield = shield(&bench);
    bench.remote.cut(true);
    for _ in 0..500 {
        assert!(passes(shield.inspect(&request("203.0.113.9", BROWSER)).await));
    }
    assert_eq!(bench.said(), [EventKind::ProtectionDegraded]);
}

#[tokio::test]
async fn an_outage_may_refuse_if_the_service_says_so_and_still_blocks_nobody() {
    let bench = Bench::new();
    let quota = |id, limit, seconds| Quota::per(id, limit, Duration::from_secs(seconds)).unwrap();
    let strict = |quota: Quota| quota.with_failure_policy(FailurePolicy::Deny);
    let shield = shield(&bench).with_flood_quotas(strict(quota("burst", 50, 1)), strict(quota("sustained", 1_200, 60)));
    bench.remote.cut(true);
    assert_eq!(
        answer(&shield, request("203.0.113.9", BROWSER)).await,
        (429, "DDOS_PROTECTION")
    );
    bench.remote.cut(false);
    assert!(passes(shield.inspect(&request("203.0.113.9", BROWSER)).await));
    assert_eq!(
        bench.said(),
        [EventKind::ProtectionDegraded; 2],
        "it failed, and it recovered"
    );
}

#[tokio::test]
async fn the_limits_of_a_flood_are_the_services_to_choose() {
    let bench = Bench::new();
    let quota = |id, limit, seconds| Quota::per(id, limit, Duration::from_secs(seconds)).unwrap();
    let shield = shield(&bench).with_flood_quotas(quota("burst", 2, 1), quota("sustained", 100, 60));
    for expected in [200, 200, 429] {
        assert_eq!(answer(&shield, request("203.0.113.9", BROWSER)).await.0, expected);
    }
}
