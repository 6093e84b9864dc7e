//! Laws of sessions that are ended: at once, for good, and none but those that were meant.

use std::sync::Arc;

use super::fixture::{CAP, NOW, User};
use crate::{Rotation, SessionStore};

/// No token and no question brings an ended session back.
pub async fn a_revoked_session_stays_away(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, NOW).await;
    assert!(user.revoke(&id, NOW).await);
    for generation in [0, 1, 2] {
        assert_eq!(user.rotate(&id, generation, NOW).await, Rotation::Missing);
        assert!(!user.has(&id, NOW).await);
    }
}

/// The second time there is nothing to end.
pub async fn ending_twice_is_no_error(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    assert!(user.revoke(&id, NOW).await);
    assert!(!user.revoke(&id, NOW).await);
    assert_eq!(user.revoke_all(None, NOW).await, 0);
}

/// Sessions of others, and the one that is named, live on.
pub async fn ending_all_keeps_the_one_to_keep_and_other_subjects(store: Arc<dyn SessionStore>) {
    let (user, other) = (User::new(&store), User::new(&store));
    let theirs = other.open().await;
    let mut ids = Vec::new();
    for _ in 0..CAP.get() {
        ids.push(user.open().await);
    }
    let kept = ids.pop();
    assert_eq!(user.revoke_all(kept.as_ref(), NOW).await, ids.len());
    for id in &ids {
        assert!(!user.has(id, NOW).await);
    }
    assert_eq!(user.list(NOW).await, Vec::from_iter(kept));
    assert_eq!(
        user.revoke_all(Some(&theirs), NOW).await,
        1,
        "another's session cannot be kept"
    );
    assert!(user.list(NOW).await.is_empty());
    assert!(other.has(&theirs, NOW).await);
}
