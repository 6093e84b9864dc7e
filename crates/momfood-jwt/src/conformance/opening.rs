//! Laws of sessions that begin: whose they are, and how many there may be.

use core::time::Duration;
use std::sync::Arc;

use super::fixture::{IDLE, NOW, User, after, session};
use crate::{Creation, DeviceTag, SessionStore};

/// A session is there as it was given, and in no other way.
pub async fn a_created_session_is_live_found_and_listed(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let mut given = session(NOW);
    given.device = Some(DeviceTag::from_bytes([0xfe; 32]));
    let id = given.id;
    assert_eq!(
        user.create(given.clone(), NOW).await,
        Creation::Created { evicted: vec![] }
    );
    assert!(user.has(&id, NOW).await);
    let kept = user.find(&id, NOW).await;
    assert_eq!(format!("{kept:?}"), format!("{:?}", Some(&given)));
    let same = kept.and_then(|kept| kept.device).zip(given.device);
    assert!(
        same.is_some_and(|(kept, given)| kept.matches(&given)),
        "the device tag is kept whole"
    );
}

/// A second session of one id changes nothing.
pub async fn an_id_that_is_there_is_not_overwritten(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let id = user.open().await;
    user.renew(&id, 0, NOW).await;
    let mut twin = session(NOW);
    twin.id = id;
    assert_eq!(user.create(twin, NOW).await, Creation::IdTaken);
    assert!(user.find(&id, NOW).await.is_some_and(|session| session.generation == 1));
}

/// Past the cap, the session that was not used for longest ends, and the others do not.
pub async fn the_least_recently_used_makes_room(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    let mut ids = Vec::new();
    for second in 0..3 {
        let now = after(Duration::from_secs(second));
        let session = session(now);
        ids.push(session.id);
        user.create(session, now).await;
    }
    let now = after(Duration::from_secs(10));
    let [oldest, unused, third] = ids.as_slice() else {
        unreachable!("three were opened")
    };
    user.renew(oldest, 0, now).await;
    let fourth = session(now);
    let id = fourth.id;
    assert_eq!(
        user.create(fourth, now).await,
        Creation::Created { evicted: vec![*unused] }
    );
    for (id, live) in [(oldest, true), (unused, false), (third, true), (&id, true)] {
        assert_eq!(user.has(id, now).await, live);
    }
    let listed = user.list(now).await;
    assert_eq!(listed.last(), Some(third), "the most recently used come first");
}

/// A session that has expired is not counted, and is not among those that were ended to make room.
pub async fn expired_sessions_take_no_room(store: Arc<dyn SessionStore>) {
    let user = User::new(&store);
    for _ in 0..3 {
        user.open().await;
    }
    let now = after(IDLE);
    assert_eq!(
        user.create(session(now), now).await,
        Creation::Created { evicted: vec![] }
    );
    assert_eq!(user.list(now).await.len(), 1);
}

/// With the id of another's session, nobody sees, uses or ends it.
pub async fn a_session_belongs_to_its_subject_alone(store: Arc<dyn SessionStore>) {
    let (owner, other) = (User::new(&store), User::new(&store));
    let id = owner.open().await;
    assert!(!other.has(&id, NOW).await);
    assert!(!other.revoke(&id, NOW).await);
    assert_eq!(other.rotate(&id, 0, NOW).await, crate::Rotation::Missing);
    assert_eq!(other.revoke_all(None, NOW).await, 0);
    assert!(owner.has(&id, NOW).await);
}

/// Subjects that a careless key would join, or a pattern would match, are different subjects.
pub async fn hostile_subjects_are_told_apart(store: Arc<dyn SessionStore>) {
    let own = User::new(&store);
    let name = own.subject.as_str();
    let hostile = ["*", "?", ":", "{x}", "}{", "'", "\"", "\\", "%", ";--", "$1", "/../"];
    for mark in hostile {
        let user = User::named(&store, &format!("{name}{mark}"));
        let id = user.open().await;
        assert!(user.has(&id, NOW).await);
        assert!(!own.has(&id, NOW).await);
    }
    let id = own.open().await;
    for mark in hostile {
        let user = User::named(&store, &format!("{name}{mark}"));
        assert_eq!(user.revoke_all(None, NOW).await, 1);
        assert!(own.has(&id, NOW).await, "{mark}");
    }
}
