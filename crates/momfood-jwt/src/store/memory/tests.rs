//! What the laws of stores cannot see: how much is kept.

use std::{sync::Arc, time::Duration};

use momfood_audit::{Clock, NoSink, Timestamp};
use momfood_crypto::MacKey;

use super::*;
use crate::{Aal, AuthMethod, Device, KeyRing, RefreshKeys, SigningKey, TokenService};

impl MemorySessionStore {
    fn kept(&self) -> usize {
        let shards = self.others.iter().chain([&self.first]);
        shards.map(|shard| shard.read().unwrap().subjects.len()).sum()
    }

    fn shards_in_use(&self) -> usize {
        let shards = self.others.iter().chain([&self.first]);
        shards
            .filter(|shard| !shard.read().unwrap().subjects.is_empty())
            .count()
    }
}

#[tokio::test]
async fn memory_follows_the_live_sessions_and_not_all_that_ever_were() {
    const USERS: usize = 6_000;
    let store = Arc::new(MemorySessionStore::new());
    let (clock, hand) = Clock::manual(Timestamp::from_secs(1_767_225_600));
    let service = TokenService::<()>::new(
        "i",
        "a",
        KeyRing::new(SigningKey::generate_hs256().unwrap()),
        RefreshKeys::new(&MacKey::generate().unwrap()),
        Arc::clone(&store) as Arc<dyn SessionStore>,
        Arc::new(NoSink),
    )
    .unwrap()
    .with_clock(clock.clone());
    for week in 0..3 {
        for user in 0..USERS {
            let subject = Subject::new(&format!("user-{week}-{user}")).unwrap();
            let proof = Authentication::new(Aal::One, AuthMethod::Password.into(), clock.now());
            service.sign_in(&subject, &(), &Device::new(), proof).await.unwrap();
        }
        hand.advance(Duration::from_secs(7 * 24 * 60 * 60));
    }
    assert_eq!(store.shards_in_use(), 64);
    let bound = 2 * USERS + 64 * FIRST_SWEEP;
    assert!(store.kept() < bound, "{} of {} are kept", store.kept(), 3 * USERS);
}
