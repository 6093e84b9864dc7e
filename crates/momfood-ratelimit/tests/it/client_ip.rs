//! The client's address behind proxies, and what clients write to fake it.

use std::net::IpAddr;

use momfood_audit::Provenance;
use momfood_ratelimit::{
    Chain, ForwardedBy, IpPrefix, MAX_FORWARDED_BYTES, MAX_FORWARDED_HOPS, ProxyTrust, ProxyTrustError, Resolved,
    canonical,
};
use proptest::prelude::*;

const PROXY: &str = "10.0.0.1";

fn networks(networks: &[&str]) -> Vec<IpPrefix> {
    networks.iter().map(|network| network.parse().unwrap()).collect()
}

fn trust(by: ForwardedBy) -> ProxyTrust {
    ProxyTrust::new(networks(&["10.0.0.0/8", "2001:db8:ffff::/48"]), by).unwrap()
}

fn seen(by: ForwardedBy, peer: &str, lines: &[&str]) -> (String, Chain) {
    let resolved = trust(by).resolve(peer.parse().unwrap(), lines);
    assert_provenance(&resolved, peer.parse().unwrap());
    (resolved.client.ip().to_string(), resolved.chain)
}

fn assert_provenance(resolved: &Resolved, peer: IpAddr) {
    let from_peer = resolved.client.provenance() == Provenance::Peer;
    assert_ne!(resolved.client.provenance(), Provenance::Claimed);
    assert!(!from_peer || resolved.client.ip() == canonical(peer));
}

fn xff(peer: &str, lines: &[&str]) -> (String, Chain) {
    seen(ForwardedBy::XForwardedFor, peer, lines)
}

fn is(ip: &str, chain: Chain) -> (String, Chain) {
    (ip.to_owned(), chain)
}

#[test]
fn a_peer_that_is_no_proxy_is_the_client_whatever_it_writes() {
    for lines in [
        &[][..],
        &["6.6.6.6"],
        &["10.0.0.9"],
        &["garbage"],
        &["6.6.6.6", "10.0.0.9"],
    ] {
        assert_eq!(xff("203.0.113.9", lines), is("203.0.113.9", Chain::Direct));
        assert_eq!(xff("::ffff:203.0.113.9", lines), is("203.0.113.9", Chain::Direct));
    }
    let nobody = ProxyTrust::none().resolve("127.0.0.1".parse().unwrap(), ["6.6.6.6"]);
    assert_eq!(
        (nobody.client.ip().to_string(), nobody.chain),
        is("127.0.0.1", Chain::Direct)
    );
}

#[test]
fn the_client_is_the_rightmost_address_that_is_no_proxy() {
    let client = is("203.0.113.9", Chain::Complete);
    assert_eq!(xff(PROXY, &["203.0.113.9"]), client);
    assert_eq!(xff(PROXY, &["203.0.113.9, 10.0.0.2,10.0.0.3"]), client);
    assert_eq!(
        xff("::ffff:10.0.0.1", &["203.0.113.9, ::ffff:10.0.0.2, 2001:db8:ffff::7"]),
        client
    );
    assert_eq!(xff(PROXY, &["2001:db8::5"]), is("2001:db8::5", Chain::Complete));
}

#[test]
fn what_the_client_wrote_on_the_left_is_never_read() {
    let client = is("203.0.113.9", Chain::Complete);
    for forged in [
        "6.6.6.6",
        "10.0.0.7",
        "6.6.6.6, 10.0.0.7",
        "unknown",
        "\"",
        "[",
        ",,,,",
        "::1",
        "\0",
        "203.0.113.8:99999999",
    ] {
        assert_eq!(xff(PROXY, &[&format!("{forged}, 203.0.113.9")]), client, "{forged}");
        assert_eq!(
            xff(PROXY, &[forged, "203.0.113.9"]),
            client,
            "{forged} on a line of its own"
        );
    }
}

#[test]
fn all_lines_are_one_list_in_their_order() {
    assert_eq!(
        xff(PROXY, &["6.6.6.6", "203.0.113.9, 10.0.0.3", "10.0.0.2"]),
        is("203.0.113.9", Chain::Complete)
    );
    assert_eq!(
        xff(PROXY, &["203.0.113.9", "", " , ,\t,"]),
        is("203.0.113.9", Chain::Complete)
    );
}

#[test]
fn where_no_client_is_named_the_last_proxy_is_counted() {
    for lines in [&[][..], &[""], &[" , ,"]] {
        assert_eq!(xff(PROXY, lines), is(PROXY, Chain::Missing), "{lines:?}");
    }
    assert_eq!(xff(PROXY, &["10.0.0.3, 10.0.0.2"]), is("10.0.0.3", Chain::AllTrusted));
    assert_eq!(xff(PROXY, &["203.0.113.9, unknown"]), is(PROXY, Chain::Degraded));
    assert_eq!(
        xff(PROXY, &["203.0.113.9, _hidden, 10.0.0.2"]),
        is("10.0.0.2", Chain::Degraded)
    );
    assert_eq!(xff(PROXY, &["203.0.113.9, 0.0.0.0"]), is(PROXY, Chain::Degraded));
    let bytes = trust(ForwardedBy::XForwardedFor).resolve(PROXY.parse().unwrap(), [b"\xff\xfe"]);
    assert_eq!(bytes.chain, Chain::Degraded);
}

#[test]
fn a_header_is_read_up_to_its_bounds() {
    let proxies = |count: usize| vec!["10.0.0.2"; count].join(",");
    let within = format!("203.0.113.9,{}", proxies(MAX_FORWARDED_HOPS - 1));
    assert_eq!(xff(PROXY, &[&within]), is("203.0.113.9", Chain::Complete));
    let beyond = format!("203.0.113.9,{}", proxies(MAX_FORWARDED_HOPS));
    assert_eq!(xff(PROXY, &[&beyond]), is("10.0.0.2", Chain::Degraded));
    assert_eq!(xff(PROXY, &[&proxies(10_000)]), is("10.0.0.2", Chain::Degraded));

    let blanks = " ".repeat(MAX_FORWARDED_BYTES);
    assert_eq!(
        xff(PROXY, &[&format!("203.0.113.9,{blanks}")]),
        is(PROXY, Chain::Degraded)
    );
    // Cut in the middle of an address, the rest of it is not taken for one.
    let cut = format!("203.0.113.9,{}", " ".repeat(MAX_FORWARDED_BYTES - 4));
    assert_eq!(xff(PROXY, &[&cut]), is(PROXY, Chain::Degraded));
    let commas = ",".repeat(1 << 20);
    assert_eq!(xff(PROXY, &[&commas]).1, Chain::Degraded);
}

#[test]
fn forwarded_is_read_by_rfc_7239() {
    let forwarded = |lines: &[&str]| seen(ForwardedBy::Forwarded, PROXY, lines);
    for (line, ip) in [
        ("for=203.0.113.9", "203.0.113.9"),
        ("For=\"[2001:db8::5]:4711\";proto=https", "2001:db8::5"),
        ("for=6.6.6.6, for=203.0.113.9;by=10.0.0.1, for=10.0.0.2", "203.0.113.9"),
        ("for=\"6.6.6.6, for=203.0.113.9", "203.0.113.9"),
        ("for=203.0.113.9;ext=\"a, for=6.6.6.6\"", "203.0.113.9"),
    ] {
        assert_eq!(forwarded(&[line]), is(ip, Chain::Complete), "{line}");
    }
    for line in [
        "for=unknown",
        "for=_secret",
        "proto=https",
        "203.0.113.9",
        "for=203.0.113.9;for=6.6.6.6",
    ] {
        assert_eq!(forwarded(&[line]), is(PROXY, Chain::Degraded), "{line}");
    }
}

#[test]
fn a_single_header_is_one_address_on_one_line() {
    let single = |lines: &[&str]| seen(ForwardedBy::SingleHeader("CF-Connecting-IP".into()), PROXY, lines);
    assert_eq!(single(&["203.0.113.9"]), is("203.0.113.9", Chain::Complete));
    assert_eq!(single(&["10.0.0.9"]), is("10.0.0.9", Chain::AllTrusted));
    assert_eq!(single(&[]), is(PROXY, Chain::Missing));
    for lines in [
        &["6.6.6.6", "203.0.113.9"][..],
        &["6.6.6.6, 203.0.113.9"],
        &[""],
        &["unknown"],
    ] {
        assert_eq!(single(lines), is(PROXY, Chain::Degraded), "{lines:?}");
    }
    let long = format!("{}203.0.113.9", " ".repeat(1 << 20));
    assert_eq!(single(&[&long]), is(PROXY, Chain::Degraded));
}

#[test]
fn trusting_everybody_is_refused() {
    for everybody in [
        "0.0.0.0/0",
        "::/0",
        "::ffff:0:0/96",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "2000::/3",
    ] {
        let trust = ProxyTrust::new(networks(&["10.0.0.0/8", everybody]), ForwardedBy::XForwardedFor);
        assert_eq!(trust.err(), Some(ProxyTrustError::TooWide), "{everybody}");
    }
    assert!(ProxyTrust::new(networks(&["10.0.0.0/8", "fc00::/7"]), ForwardedBy::Forwarded).is_ok());
    for name in ["", "x real ip", "x-real-ip\n", "é"] {
        let trust = ProxyTrust::new([], ForwardedBy::SingleHeader(name.into()));
        assert_eq!(trust.err(), Some(ProxyTrustError::HeaderName), "{name:?}");
    }
}

fn entries() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|ip| IpAddr::from(ip).to_string()),
        any::<[u8; 16]>().prop_map(|ip| IpAddr::from(ip).to_string()),
        any::<u8>().prop_map(|last| format!("10.0.0.{last}")),
        any::<u8>().prop_map(|last| format!("for=10.0.0.{last}")),
        "[ -~]{0,20}",
        Just(String::new()),
    ]
}

proptest! {
    /// Whoever writes whatever: a trusted address comes out only where no client was named.
    #[test]
    fn a_proxy_is_never_taken_for_a_client(
        peer in any::<[u8; 4]>(),
        near in any::<bool>(),
        lines in prop::collection::vec(prop::collection::vec(entries(), 0..6), 0..4),
        by in prop_oneof![
            Just(ForwardedBy::XForwardedFor),
            Just(ForwardedBy::Forwarded),
            Just(ForwardedBy::SingleHeader("x-real-ip".into())),
        ],
    ) {
        let peer: IpAddr = if near { [10, 0, 0, peer[3]].into() } else { peer.into() };
        let lines: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
        let trust = trust(by);
        let trusted = |ip| trust.trusted().iter().any(|network| network.contains(ip));
        let resolved = trust.resolve(peer, &lines);
        assert_provenance(&resolved, peer);
        let ip = resolved.client.ip();
        prop_assert_eq!(canonical(ip), ip);
        prop_assert_eq!(trusted(peer), resolved.chain != Chain::Direct);
        prop_assert_eq!(trusted(ip), !matches!(resolved.chain, Chain::Direct | Chain::Complete));
    }

    /// What a proxy appended decides; nothing that stood before it can change the outcome.
    #[test]
    fn an_appended_client_cannot_be_displaced(forged in "[ -~]{0,200}", client in any::<[u8; 4]>()) {
        let client = IpAddr::from(client);
        prop_assume!(!client.is_unspecified() && !client.to_string().starts_with("10."));
        let forwarded = [
            (ForwardedBy::XForwardedFor, format!("{forged}, {client}")),
            (ForwardedBy::Forwarded, format!("{forged}, for={client};proto=https")),
        ];
        for (by, line) in forwarded {
            let resolved = trust(by).resolve(PROXY.parse().unwrap(), [line]);
            prop_assert_eq!((resolved.client.ip(), resolved.chain), (client, Chain::Complete));
        }
    }
}
