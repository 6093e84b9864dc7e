//! Where each account has signed in from: a guesser who uses up an account's quota must not lock its owner out.
//!
//! An attempt from a network that the account is known at counts in a bucket of its own. Everybody else shares one bucket
//! for the account, and whoever signs in is known from then on.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use momfood_audit::{ClientAddr, Timestamp};
use momfood_crypto::{Mac, MacKey};
use momfood_ratelimit::bucket_prefix;

/// Networks at which accounts are known, by a keyed digest: the map tells nobody who was where.
#[derive(Debug)]
pub(super) struct Known {
    mac: Mac,
    until: Mutex<HashMap<[u8; 32], Timestamp>>,
}

impl Known {
    pub(super) fn new(key: &MacKey) -> Self {
        Self {
            mac: Mac::new(key, "edge.known"),
            until: Mutex::default(),
        }
    }

    /// Notes that `account` signed in from `client`.
    pub(super) fn note(&self, account: &str, client: ClientAddr, now: Timestamp) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= CAPACITY {
            until.retain(|_, end| *end > now);
        }
        // A full map forgets nobody for a newcomer: it takes as many good passwords to fill it.
        if until.len() < CAPACITY {
            until.insert(self.place(account, client), now.saturating_add(REMEMBERED));
        }
    }

    /// Whether `account` has lately signed in from where `client` is.
    pub(super) fn has(&self, account: &str, client: ClientAddr, now: Timestamp) -> bool {
        let place = self.place(account, client);
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(&place).is_some_and(|end| *end > now)
    }

    fn place(&self, account: &str, client: ClientAddr) -> [u8; 32] {
        let network = bucket_prefix(client.ip()).to_string();
        *self.mac.tag(&[account.as_bytes(), network.as_bytes()]).as_bytes()
    }
}

/// Most networks that are remembered, over all accounts.
const CAPACITY: usize = 50_000;
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use momfood_audit::Provenance;

    use super::*;

    #[test]
    fn an_account_is_known_where_it_signed_in_for_a_month_and_nowhere_else() {
        let known = Known::new(&MacKey::generate().unwrap());
        let at = |ip: &str| ClientAddr::new(ip.parse::<IpAddr>().unwrap(), Provenance::Peer);
        let now = Timestamp::from_secs(1_000);
        known.note("sara@example.com", at("2001:db8::1"), now);
        assert!(known.has("sara@example.com", at("2001:db8::2"), now), "one subscriber");
        assert!(!known.has("sara@example.com", at("2001:db9::1"), now));
        assert!(!known.has("omar@example.com", at("2001:db8::1"), now));
        assert!(!known.has("sara@example.com", at("2001:db8::1"), now.saturating_add(REMEMBERED)));
    }
}
