#![cfg_attr(fuzzing, no_main)]
//! Client addresses from hostile headers.
//!
//! Laws: nothing panics; a peer that is no proxy is the client, whatever it writes; a proxy's address comes out only where
//! no client was named; the address is canonical, so that resolving is idempotent; and what stands to the left of an entry
//! that a proxy appended changes nothing.
//!
//! An input is one byte that picks the header, and then the header's lines, separated by line feeds.

mod shim;

use std::net::IpAddr;

use momfood_audit::Provenance;
use momfood_ratelimit::{Chain, ForwardedBy, ProxyTrust, bucket_prefix, canonical};

shim::fuzz!(|data: &[u8]| {
    let Some((mode, rest)) = data.split_first() else { return };
    let (by, appended) = match mode % 3 {
        0 => (ForwardedBy::XForwardedFor, Some(&b"203.0.113.9"[..])),
        1 => (ForwardedBy::Forwarded, Some(&b"for=203.0.113.9"[..])),
        _ => (ForwardedBy::SingleHeader("x-real-ip".into()), None),
    };
    let networks = ["10.0.0.0/8", "2001:db8::/32"].map(|network| network.parse().expect("a network"));
    let trust = ProxyTrust::new(networks, by).expect("two narrow networks");
    let trusted = |ip| trust.trusted().iter().any(|network| network.contains(ip));
    let lines: Vec<&[u8]> = rest.split(|byte| *byte == b'\n').collect();

    let stranger = IpAddr::from([198, 51, 100, 1]);
    let resolved = trust.resolve(stranger, &lines);
    assert_eq!((resolved.client.ip(), resolved.chain), (stranger, Chain::Direct));
    assert_eq!(resolved.client.provenance(), Provenance::Peer);

    let proxy = IpAddr::from([10, 0, 0, 1]);
    let resolved = trust.resolve(proxy, &lines);
    let ip = resolved.client.ip();
    assert_eq!(trusted(ip), resolved.chain != Chain::Complete);
    assert!(ip == proxy || resolved.client.provenance() == Provenance::TrustedProxy);
    assert_eq!(canonical(ip), ip);
    assert!(bucket_prefix(ip).contains(ip));
    if resolved.chain == Chain::Complete {
        assert_eq!(trust.resolve(ip, &lines).client.ip(), ip, "idempotent");
    }

    if let Some(appended) = appended {
        let client = IpAddr::from([203, 0, 113, 9]);
        // By a proxy that adds a line of its own, and by one that adds to the last line.
        let own_line = lines.iter().copied().chain([appended]).collect::<Vec<_>>();
        let mut last_line = lines.last().copied().unwrap_or_default().to_vec();
        last_line.extend_from_slice(b", ");
        last_line.extend_from_slice(appended);
        for resolved in [trust.resolve(proxy, own_line), trust.resolve(proxy, [last_line])] {
            assert_eq!((resolved.client.ip(), resolved.chain), (client, Chain::Complete));
        }
    }
});
