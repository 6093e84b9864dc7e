//! E-mail addresses that mail can be sent to: RFC 5321 limits, a dot-atom local part, an IDN domain by UTS #46.
//!
//! Not all of RFC 5322: no quoted local part, no comments, no address literal, no local part outside ASCII. Nobody
//! signs up with those, and each has been a way around somebody's check. That an address is real is proved by a mail.

mod disposable;

use std::borrow::Cow;
use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use crate::code::Code;
use crate::text::cap;

/// Longest address, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets; erratum 1690).
pub const MAX_EMAIL_BYTES: usize = 254;
/// Longest local part, in bytes (RFC 5321 §4.5.3.1.1).
pub const MAX_LOCAL_BYTES: usize = 64;
/// Largest text that is looked at, in bytes: an IDN may be longer before it is encoded.
const MAX_RAW_BYTES: usize = 1024;

/// An e-mail address. The local part is kept as given, the domain in lower-case ASCII (`xn--` for an IDN), so that the
/// two spellings of an IDN are equal. Debug shows the domain only.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct Email {
    address: String,
    /// Byte index of the `@` in `address`.
    at: usize,
}

impl Email {
    /// Parses an address. Surrounding blanks are dropped.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::Required`] for a blank, [`Code::InvalidEmail`], and [`Code::DisposableEmail`] if
    /// the domain or a parent of it hands out throw-away mailboxes.
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let trimmed = cap(raw, MAX_RAW_BYTES)?.trim_matches(' ');
        if trimmed.is_empty() {
            return Err(Code::Required);
        }
        let (local, domain) = trimmed.rsplit_once('@').ok_or(Code::InvalidEmail)?;
        if !is_dot_atom(local) || local.len() > MAX_LOCAL_BYTES {
            return Err(Code::InvalidEmail);
        }
        let domain = ascii_domain(domain).ok_or(Code::InvalidEmail)?;
        let address = format!("{local}@{domain}");
        if address.len() > MAX_EMAIL_BYTES {
            return Err(Code::InvalidEmail);
        }
        if disposable::contains(&domain) {
            return Err(Code::DisposableEmail);
        }
        Ok(Self {
            at: local.len(),
            address,
        })
    }

    /// The address to send to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The part before the `@`, as given.
    #[must_use]
    pub fn local(&self) -> &str {
        self.address.get(..self.at).unwrap_or("")
    }

    /// The domain in lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address.get(self.at.saturating_add(1)..).unwrap_or("")
    }

    /// The address under which one person counts once: lower case, no `+tag`, and no dots at Gmail.
    ///
    /// For uniqueness and abuse control only. Never send to it, and never show it: the parts that it drops are the
    /// user's (`normalizeEmail` rewriting the address itself has locked users out).
    #[must_use]
    pub fn canonical(&self) -> String {
        let lower = self.local().to_ascii_lowercase();
        // A tag alone (`+x@`) would leave nothing.
        let untagged = lower
            .split('+')
            .next()
            .filter(|name| !name.is_empty())
            .unwrap_or(&lower);
        match self.domain() {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", untagged.replace('.', "")),
            domain => format!("{untagged}@{domain}"),
        }
    }
}

/// `a***@example.com` would still tell two colleagues apart, so that only the domain is shown.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email(***@{})", self.domain())
    }
}

/// RFC 5322 §3.2.3.
fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    })
}

/// The domain in lower-case ASCII, if it is a host name with at least two labels and a top level that is no number.
fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()?;
    let (_, top) = ascii.rsplit_once('.')?;
    let numeric = top.bytes().all(|byte| byte.is_ascii_digit());
    (!numeric && top.len() >= 2).then_some(ascii)
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn debug_hides_the_local_part() {
        let email = Email::parse("canary.user@example.com").unwrap();
        assert_eq!(format!("{email:?}"), "Email(***@example.com)");
    }
}
