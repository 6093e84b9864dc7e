//! Headers that honest clients do not send, weighed as the OWASP Core Rule Set weighs them (REQUEST-920): critical 5,
//! warning 3, notice 2.

use super::ShieldRequest;

/// The points of a request's headers; five are too many.
pub(super) fn points(request: &ShieldRequest<'_>) -> u32 {
    let missing = |header: Option<&[u8]>| header.is_none_or(|value| value.trim_ascii().is_empty());
    let has_control = |header: Option<&[u8]>| header.unwrap_or_default().iter().any(|byte| is_control(*byte));
    [
        // 920320, 920330: a missing or empty User-Agent.
        (missing(request.user_agent), NOTICE),
        // 920300, 920310: a missing or empty Accept.
        (missing(request.accept), NOTICE),
        // A long chain of proxies is odd, but some have one.
        (request.forwarded_hops > MANY_HOPS, NOTICE),
        // 920280: no Host, or more than one.
        (request.hosts != 1, CRITICAL),
        // 920270: controls. hyper refuses NUL itself; the caller may not use hyper.
        (has_control(request.user_agent) || has_control(request.accept), CRITICAL),
        // 920620: more than one Content-Type.
        (request.content_types > 1, CRITICAL),
        // 920181: Content-Length beside Transfer-Encoding.
        (request.two_lengths, WARNING),
    ]
    .into_iter()
    .filter_map(|(broken, points)| broken.then_some(points))
    .sum()
}

const CRITICAL: u32 = 5;
const WARNING: u32 = 3;
const NOTICE: u32 = 2;

/// The plan's limit.
const MANY_HOPS: usize = 5;

const fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use momfood_audit::{ClientAddr, Provenance};

    use super::*;

    fn browser() -> ShieldRequest<'static> {
        ShieldRequest::new(ClientAddr::new(IpAddr::from([192, 0, 2, 1]), Provenance::Peer))
            .with_user_agent(Some(b"Mozilla/5.0"))
            .with_accept(Some(b"*/*"))
    }

    #[test]
    fn a_missing_header_is_a_notice_and_three_notices_are_too_many() {
        assert_eq!(points(&browser()), 0);
        let bare = browser().with_user_agent(None).with_accept(Some(b" "));
        assert_eq!(
            points(&bare),
            4,
            "the plan answers 400 to this; a health check sends it"
        );
        assert_eq!(points(&bare.with_forwarded(["a,b,c", "d,e,f"])), 6);
        assert_eq!(points(&browser().with_forwarded(["a,b,c,d,e"])), 0);
    }

    #[test]
    fn what_no_client_sends_by_accident_is_critical() {
        for request in [
            browser().with_hosts(0),
            browser().with_hosts(2),
            browser().with_content_types(2),
            browser().with_user_agent(Some(b"Mozilla\0")),
            browser().with_accept(Some(b"*/*\r\nX: y")),
        ] {
            assert_eq!(points(&request), 5, "{request:?}");
        }
        assert_eq!(points(&browser().with_two_lengths(true)), 3);
    }
}
