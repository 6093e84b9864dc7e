//! Laws of rotation: each answer of [`Rotation`], and what is left of the session after it.

use std::sync::Arc;

use super::fixture::{GRACE, IDLE, MICRO, NOW, User, after, password, session};
use crate::{Aal, AuthMethod, Authentication, DeviceTag, Reuse, Rotation, SessionId, SessionStore};

/// Within the grace an exchanged token is answered with its successor again, and the grace runs from the exchange alone.
pub async fn a_replay_does_not_prolong_the_grace(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, NOW).await;
    for now in [NOW, after(GRACE / 2), after(GRACE)] {
        let rotation = user.rotate(&id, 0, now).await;
        assert!(
            matches!(rotation, Rotation::Replayed(renewed) if renewed.generation == 1),
            "{rotation:?}"
        );
    }
    assert_eq!(
        user.rotate(&id, 0, after(GRACE + MICRO)).await,
        Rotation::Reused(Reuse::Recent)
    );
}

/// After the grace the exchanged token was copied: the session ends, also for who holds its newest token.
pub async fn a_used_up_generation_ends_the_session_after_the_grace(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, NOW).await;
    let now = after(GRACE + MICRO);
    assert_eq!(user.rotate(&id, 0, now).await, Rotation::Reused(Reuse::Recent));
    gone(&user, &id, &[0, 1, 2]).await;
}

/// Two generations behind there is no grace.
pub async fn a_stale_generation_ends_the_session(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, NOW).await;
    user.renew(&id, 1, NOW).await;
    assert_eq!(user.rotate(&id, 0, NOW).await, Rotation::Reused(Reuse::Stale));
    gone(&user, &id, &[0, 1, 2, 3]).await;
}

/// A generation that the store has not come to: it lost newer state, and the session cannot be told from a replay.
pub async fn a_future_generation_ends_the_session(store: Arc<dyn SessionStore>) {
    for ahead in [1, 2, u32::MAX] {
        let user = User::new(&store);
        let id = user.open().await;
        assert_eq!(user.rotate(&id, ahead, NOW).await, Rotation::Future);
        gone(&user, &id, &[0, ahead]).await;
    }
}

/// A session that is bound to a device ends when another presents its token, before generations are looked at.
pub async fn a_bound_session_ends_with_another_device(store: Arc<dyn SessionStore>) {
    let (bound, other) = (DeviceTag::from_bytes([1; 32]), DeviceTag::from_bytes([2; 32]));
    for (presented, generation) in [(None, 0), (Some(other), 0), (Some(other), 9)] {
        let user = User::new(&store);
        let mut session = session(NOW);
        session.device = Some(bound);
        let id = session.id;
        user.create(session, NOW).await;
        let rotation = user.rotate_with(&id, 0, Some(bound), NOW).await;
        assert!(matches!(rotation, Rotation::Rotated(_)), "{rotation:?}");
        let rotation = user.rotate_with(&id, generation, presented, NOW).await;
        assert_eq!(rotation, Rotation::DeviceMismatch);
        assert!(!user.has(&id, NOW).await);
    }
}

/// A stronger proof is part of every later answer; a weaker one is not; what has ended cannot be raised.
pub async fn a_step_up_is_remembered_and_a_weaker_one_is_not(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    let totp = Authentication::new(Aal::Two, AuthMethod::Otp.into(), after(MICRO));
    let raised = password(NOW).stepped_up(totp);
    let weaker = password(after(GRACE));
    for to in [totp, weaker] {
        let answer = user.store.step_up(&user.subject, &id, to, NOW).await;
        assert!(answer.is_ok_and(|answer| answer.is_some_and(|renewed| renewed.authentication == raised)));
    }
    let rotation = user.rotate(&id, 0, NOW).await;
    assert!(
        matches!(rotation, Rotation::Rotated(renewed) if renewed.authentication == raised),
        "{rotation:?}"
    );

    let other = User::new(&store);
    for (user, now) in [(&other, NOW), (&user, after(IDLE))] {
        let answer = user.store.step_up(&user.subject, &id, totp, now).await;
        assert!(answer.is_ok_and(|answer| answer.is_none()));
    }
}

/// A session that was never there, and one that has ended, have one answer.
pub async fn what_is_not_there_is_missing(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = session(NOW).id;
    assert!(!user.has(&id, NOW).await);
    gone(&user, &id, &[0, 1, u32::MAX]).await;
}

async fn gone(user: &User, id: &SessionId, generations: &[u32]) {
    for generation in generations {
        assert_eq!(user.rotate(id, *generation, NOW).await, Rotation::Missing);
        assert!(!user.has(id, NOW).await);
    }
}
