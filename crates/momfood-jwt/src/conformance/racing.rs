//! Laws of races: however many come at once, the store decides as if they had come one by one.

use std::sync::Arc;

use momfood_audit::conformance::race;

use super::fixture::{CAP, GRACE, MICRO, NOW, User, after, session};
use crate::{Creation, Reuse, Rotation, SessionStore};

/// Of all who present one token one exchanges it, and all others get the same successor.
pub async fn racing_tokens_have_one_winner_and_one_successor(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    let rotations = race(RACERS, |_| {
        let user = user.clone();
        async move { user.rotate(&id, 0, NOW).await }
    })
    .await;
    let winners = rotations
        .iter()
        .filter(|rotation| matches!(rotation, Rotation::Rotated(_)))
        .count();
    assert_eq!(winners, 1);
    for rotation in rotations {
        let (Rotation::Rotated(renewed) | Rotation::Replayed(renewed)) = rotation else {
            unreachable!("a racer within the grace was refused: {rotation:?}")
        };
        assert_eq!(renewed.generation, 1);
    }
    user.renew(&id, 1, NOW).await;
}

/// Theft is told once, not by everyone who holds the copy.
pub async fn racing_thieves_end_the_session_once(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, NOW).await;
    let now = after(GRACE + MICRO);
    let rotations = race(RACERS, |_| {
        let user = user.clone();
        async move { user.rotate(&id, 0, now).await }
    })
    .await;
    let told = |expected| rotations.iter().filter(|rotation| **rotation == expected).count();
    assert_eq!(told(Rotation::Reused(Reuse::Recent)), 1);
    assert_eq!(told(Rotation::Missing), RACERS - 1);
}

/// However many sign in at once, no more than the cap stay signed in, and every other one was told to have been ended.
pub async fn racing_sign_ins_keep_the_cap(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let creations = race(RACERS, |_| {
        let user = user.clone();
        async move { user.create(session(NOW), NOW).await }
    })
    .await;
    let evicted: usize = creations
        .iter()
        .map(|creation| match creation {
            Creation::Created { evicted } => evicted.len(),
            Creation::IdTaken => unreachable!("ids are random"),
        })
        .sum();
    assert_eq!(user.list(NOW).await.len(), usize::from(CAP.get()));
    assert_eq!(evicted, RACERS - usize::from(CAP.get()));
}

/// Once a revocation was answered, the session is gone, whatever rotations were under way.
pub async fn a_rotation_that_races_a_revocation_never_revives(store: Arc<dyn SessionStore>) {
    for all in [false, true] {
        let user = User::new(&store);
        let id = user.open().await;
        let answers = race(RACERS, |racer| {
            let user = user.clone();
            async move {
                if racer % 4 != 0 {
                    user.rotate(&id, 0, NOW).await;
                    return 0;
                }
                let ended = if all {
                    user.revoke_all(None, NOW).await
                } else {
                    usize::from(user.revoke(&id, NOW).await)
                };
                assert!(!user.has(&id, NOW).await, "revoked is revoked");
                ended
            }
        })
        .await;
        assert_eq!(answers.into_iter().sum::<usize>(), 1, "it was ended once");
        assert!(!user.has(&id, NOW).await);
    }
}

const RACERS: usize = 64;
