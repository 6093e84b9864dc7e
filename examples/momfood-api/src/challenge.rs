//! Logins that wait for their second factor: who passed the first one, for five minutes, once.
//!
//! A challenge is a bearer token of its own kind: it opens nothing but the check of a second factor, whose attempts are
//! counted by account and not by challenge, so that asking for another one wins no guesses.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use momfood_audit::Timestamp;
use momfood_crypto::{PasswordHash, RandomError, Token, TokenDigest};

use crate::domain::{Account, Id};

/// How long somebody may look for their phone.
pub const CHALLENGE_TTL: Duration = Duration::from_secs(5 * 60);
/// Most logins that wait at a time; past it the one nearest to its end is forgotten, and its owner signs in again.
const CAPACITY: usize = 10_000;

/// The waiting logins, by the digest of their token.
#[derive(Debug, Default)]
pub struct Challenges(Mutex<HashMap<TokenDigest, Waiting>>);

#[derive(Clone, Debug)]
struct Waiting {
    passed: FirstFactor,
    until: Timestamp,
}

/// Who passed the first factor, and with which password: a login ends with the password that it began with.
#[derive(Clone, Debug)]
pub struct FirstFactor {
    account: Id,
    password: PasswordHash,
}

impl FirstFactor {
    /// The proof that `account`'s present password was named.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self {
            account: account.id,
            password: account.password.clone(),
        }
    }

    /// The account.
    #[must_use]
    pub const fn account(&self) -> Id {
        self.account
    }

    /// Whether it still counts for `account` as it is now: open, and with the same password.
    #[must_use]
    pub fn holds_for(&self, account: &Account) -> bool {
        account.id == self.account && !account.disabled && account.password.as_str() == self.password.as_str()
    }
}

impl Challenges {
    /// Notes that a first factor was passed at `now`.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn open(&self, passed: FirstFactor, now: Timestamp) -> Result<Token, RandomError> {
        let token = Token::generate()?;
        let until = now.saturating_add(CHALLENGE_TTL);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= CAPACITY {
            waiting.retain(|_, login| login.until > now);
        }
        if waiting.len() >= CAPACITY
            && let Some(first) = waiting
                .iter()
                .min_by_key(|(_, login)| login.until)
                .map(|(digest, _)| *digest)
        {
            waiting.remove(&first);
        }
        waiting.insert(token.digest(), Waiting { passed, until });
        Ok(token)
    }

    /// Who waits behind `token`, if it is one of ours and in time. It stays open for another try.
    #[must_use]
    pub fn find(&self, token: &str, now: Timestamp) -> Option<FirstFactor> {
        let digest = Token::parse(token).ok()?.digest();
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .get(&digest)
            .filter(|login| login.until > now)
            .map(|login| login.passed.clone())
    }

    /// Ends the wait; of several who try at once, one is told `true`.
    #[must_use]
    pub fn close(&self, token: &str) -> bool {
        let Ok(token) = Token::parse(token) else { return false };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&token.digest()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000);

    fn passed(account: u128) -> FirstFactor {
        // Of the bcrypt test vectors of openwall's john: any hash that parses will do.
        let password = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
        FirstFactor {
            account: Id::fixed(account),
            password: password.unwrap(),
        }
    }

    #[test]
    fn a_challenge_ends_at_its_time_and_is_closed_once() {
        let challenges = Challenges::default();
        let token = challenges.open(passed(1), NOW).unwrap();
        let end = NOW.saturating_add(CHALLENGE_TTL);
        let found = challenges.find(token.expose(), NOW).unwrap();
        assert_eq!(found.account(), Id::fixed(1));
        assert!(challenges.find(token.expose(), end).is_none());
        assert!(challenges.close(token.expose()));
        assert!(!challenges.close(token.expose()));
    }

    #[test]
    fn a_flood_of_logins_takes_no_more_than_its_room() {
        let challenges = Challenges::default();
        for number in 0..CAPACITY + 10 {
            challenges.open(passed(number as u128), NOW).unwrap();
        }
        assert_eq!(challenges.0.lock().unwrap().len(), CAPACITY);
    }
}
