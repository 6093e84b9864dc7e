//! Laws of time: sessions end by `now`, to the microsecond, whether anybody sweeps or not.

use std::sync::Arc;

use super::fixture::{ABSOLUTE, IDLE, MICRO, NOW, User, after};
use crate::{Rotation, SessionStore};

/// A session that is not used lives until its idle time, and no longer.
pub async fn a_session_ends_at_its_idle_time(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    assert!(user.has(&id, after(IDLE - MICRO)).await);
    assert!(!user.has(&id, after(IDLE)).await);
    assert_eq!(user.rotate(&id, 0, after(IDLE)).await, Rotation::Missing);
    assert!(!user.revoke(&id, after(IDLE)).await, "there is nothing to end");
    assert_eq!(user.revoke_all(None, after(IDLE)).await, 0);
}

/// Each rotation moves the idle time on, and none the absolute one.
pub async fn no_use_prolongs_the_absolute_time(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, after(IDLE / 2)).await;
    assert!(user.has(&id, after(IDLE)).await, "the idle time has moved");
    user.renew(&id, 1, after(IDLE)).await;
    assert!(user.has(&id, after(ABSOLUTE - MICRO)).await);
    assert!(!user.has(&id, after(ABSOLUTE)).await);
    assert_eq!(user.rotate(&id, 2, after(ABSOLUTE)).await, Rotation::Missing);
    assert!(!user.has(&id, NOW.saturating_add(ABSOLUTE * 2)).await);
}
