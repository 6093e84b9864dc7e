//! Logins that wait for their second factor: who passed the first one, for five minutes, once.
//!
//! A challenge is a bearer token of its own kind: it opens nothing but the check of a second factor, whose attempts are
//! counted by account and not by challenge, so that asking for another one wins no guesses.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use momfood_audit::Timestamp;
use momfood_crypto::{RandomError, Token, TokenDigest};

use crate::domain::Id;

/// How long somebody may look for their phone.
pub const CHALLENGE_TTL: Duration = Duration::from_secs(5 * 60);
/// Most logins that wait at a time; past it the one nearest to its end is forgotten, and its owner signs in again.
const CAPACITY: usize = 10_000;

/// The waiting logins, by the digest of their token.
#[derive(Debug, Default)]
pub struct Challenges(Mutex<HashMap<TokenDigest, Waiting>>);

#[derive(Clone, Copy, Debug)]
struct Waiting {
    account: Id,
    until: Timestamp,
}

impl Challenges {
    /// Notes that `account` passed its first factor at `now`.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn open(&self, account: Id, now: Timestamp) -> Result<Token, RandomError> {
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
        waiting.insert(token.digest(), Waiting { account, until });
        Ok(token)
    }

    /// Who waits behind `token`, if it is one of ours and in time. It stays open for another try.
    #[must_use]
    pub fn account(&self, token: &str, now: Timestamp) -> Option<Id> {
        let digest = Token::parse(token).ok()?.digest();
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .get(&digest)
            .filter(|login| login.until > now)
            .map(|login| login.account)
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

    #[test]
    fn a_challenge_ends_at_its_time_and_is_closed_once() {
        let challenges = Challenges::default();
        let token = challenges.open(Id::fixed(1), NOW).unwrap();
        let end = NOW.saturating_add(CHALLENGE_TTL);
        assert_eq!(challenges.account(token.expose(), NOW), Some(Id::fixed(1)));
        assert_eq!(challenges.account(token.expose(), end), None);
        assert!(challenges.close(token.expose()));
        assert!(!challenges.close(token.expose()));
    }

    #[test]
    fn a_flood_of_logins_takes_no_more_than_its_room() {
        let challenges = Challenges::default();
        for number in 0..CAPACITY + 10 {
            challenges.open(Id::fixed(number as u128), NOW).unwrap();
        }
        assert_eq!(challenges.0.lock().unwrap().len(), CAPACITY);
    }
}
