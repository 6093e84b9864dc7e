//! One entry of a forwarding header: cut off from the right, read without allocating.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::canonical;

/// Takes the last element off `rest`, which is `None` once the first one is taken. With `quoting`, a separator inside a
/// quoted string (RFC 9110 §5.6.4) does not separate.
///
/// Quotes are matched from the right too, so that a quote which a client left open on the left cannot swallow what a
/// proxy appended.
pub(super) fn pop_last<'a>(rest: &mut Option<&'a [u8]>, separator: u8, quoting: bool) -> Option<&'a [u8]> {
    let line = (*rest)?;
    let mut quoted = false;
    for (index, &byte) in line.iter().enumerate().rev() {
        if byte == separator && !quoted {
            let (head, tail) = line.split_at_checked(index)?;
            *rest = Some(head);
            return tail.split_first().map(|(_, element)| element);
        }
        if quoting && byte == b'"' && !is_escaped(line, index) {
            quoted = !quoted;
        }
    }
    *rest = None;
    Some(line)
}

/// The address of an `X-Forwarded-For` entry: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, with a
/// zone that is dropped. Not `unknown`, a host name, or an unspecified address.
pub(super) fn address(entry: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(entry.trim_ascii()).ok()?;
    let ip = match text.strip_prefix('[').map(|text| text.split_once(']')) {
        Some(bracketed) => {
            let (ip, port) = bracketed?;
            (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then(|| v6(ip))??
        }
        None => match text.split_once(':') {
            None => v4(text)?,
            Some((ip, port)) if is_port(port) && !ip.is_empty() => v4(ip).or_else(|| v6(text))?,
            Some(_) => v6(text)?,
        },
    };
    let ip = canonical(ip);
    (!ip.is_unspecified()).then_some(ip)
}

/// The address in the `for` parameter of a `Forwarded` element (RFC 7239 §4, §6). Not `unknown` or an obfuscated `_name`,
/// and not an element with two of them.
pub(super) fn forwarded_for(element: &[u8]) -> Option<IpAddr> {
    let mut rest = Some(element);
    let mut found = None;
    while let Some(pair) = pop_last(&mut rest, b';', true) {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        let name = parts.next().unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"for") {
            let node = unquoted(parts.next()?.trim_ascii())?;
            if found.replace(node).is_some() {
                return None;
            }
        }
    }
    address(found?)
}

/// A token (RFC 9110 §5.6.2), which is what a field name is.
pub(super) fn is_token(name: &[u8]) -> bool {
    let symbol = |byte: &u8| b"!#$%&'*+-.^_`|~".contains(byte);
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || symbol(byte))
}

fn v4(text: &str) -> Option<IpAddr> {
    text.parse::<Ipv4Addr>().ok().map(IpAddr::V4)
}

fn v6(text: &str) -> Option<IpAddr> {
    let address = text.split_once('%').map_or(text, |(address, _zone)| address);
    address.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

fn is_port(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A token as it is, a quoted string without its quotes. An address needs no escapes, so one with any is no address.
fn unquoted(value: &[u8]) -> Option<&[u8]> {
    match value {
        [b'"', inner @ .., b'"'] => Some(inner),
        [b'"', ..] | [.., b'"'] => None,
        token => Some(token),
    }
}

/// Whether an odd number of backslashes stands before `index`.
fn is_escaped(line: &[u8], index: usize) -> bool {
    let before = line.get(..index).unwrap_or_default();
    let backslashes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
    !backslashes.is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_with_ports_brackets_and_zones() {
        for (entry, ip) in [
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1:4711\t", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("2001:db8::80", "2001:db8::80"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:80", "fe80::1"),
            ("::ffff:1.2.3.4", "1.2.3.4"),
            ("::ffff:102:304", "1.2.3.4"),
            ("64:ff9b::1.2.3.4", "1.2.3.4"),
            ("2001:db8::1.2.3.4", "2001:db8::102:304"),
        ] {
            assert_eq!(address(entry.as_bytes()), Some(ip.parse().unwrap()), "{entry}");
        }
    }

    #[test]
    fn everything_else_is_no_address() {
        for entry in [
            "",
            "unknown",
            "_hidden",
            "localhost",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.01",
            "192.0.2.1:",
            "192.0.2.1:123456",
            "192.0.2.1:80:80",
            "[192.0.2.1]",
            "[2001:db8::1",
            "2001:db8::1]",
            "[2001:db8::1]x",
            "[2001:db8::1]:",
            ":80",
            "0.0.0.0",
            "::",
            "::ffff:0.0.0.0",
            "\"192.0.2.1\"",
            "1.2.3.4\0",
            "١.٢.٣.٤",
            "1.2.3.4%eth0",
        ] {
            assert_eq!(address(entry.as_bytes()), None, "{entry:?}");
        }
        assert_eq!(address(b"\xff\xfe"), None);
    }

    #[test]
    fn the_for_parameter_is_read_as_rfc_7239_writes_it() {
        for (element, ip) in [
            ("for=192.0.2.43", "192.0.2.43"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            ("proto=http; for=192.0.2.60", "192.0.2.60"),
            ("by=\"a;for=6.6.6.6\";for=192.0.2.60", "192.0.2.60"),
            ("by=\"a\\\";for=6.6.6.6\";for=192.0.2.60", "192.0.2.60"),
            ("by=\"a;for=6.6.6.6\\\"\";for=192.0.2.60", "192.0.2.60"),
        ] {
            assert_eq!(
                forwarded_for(element.as_bytes()),
                Some(ip.parse().unwrap()),
                "{element}"
            );
        }
        for element in [
            "",
            "for",
            "for=",
            "for=unknown",
            "for=_hidden",
            "for=\"_gazonk\"",
            "proto=https",
            "for=1.2.3.4;for=5.6.7.8",
            "for=\"1.2.3.4",
            "for=1.2.3.4\"",
            "for=\"1.2.3.\\4\"",
            "xfor=1.2.3.4",
        ] {
            assert_eq!(forwarded_for(element.as_bytes()), None, "{element:?}");
        }
    }

    #[test]
    fn a_quote_left_open_on_the_left_swallows_nothing_on_the_right() {
        let mut rest = Some(&b"for=\"6.6.6.6, for=192.0.2.1, for=\"a,b\""[..]);
        assert_eq!(pop_last(&mut rest, b',', true), Some(&b" for=\"a,b\""[..]));
        assert_eq!(pop_last(&mut rest, b',', true), Some(&b" for=192.0.2.1"[..]));
        assert_eq!(pop_last(&mut rest, b',', true), Some(&b"for=\"6.6.6.6"[..]));
        assert_eq!(pop_last(&mut rest, b',', true), None);
    }
}
