//! One subject with its sessions, and the questions that the laws ask of a store.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use core::{num::NonZeroU16, time::Duration};
use std::sync::Arc;

use momfood_audit::{SafeText, Timestamp};
use momfood_crypto::random;

use crate::{
    Aal, AuthMethod, Authentication, Creation, DeviceTag, Presented, Rotation, RotationPolicy, Session, SessionId,
    SessionStore, Subject,
};

pub(super) const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);
pub(super) const IDLE: Duration = Duration::from_secs(600);
pub(super) const ABSOLUTE: Duration = Duration::from_secs(1_000);
pub(super) const GRACE: Duration = Duration::from_secs(30);
pub(super) const MICRO: Duration = Duration::from_micros(1);
pub(super) const CAP: NonZeroU16 = NonZeroU16::MIN.saturating_add(2);
pub(super) const POLICY: RotationPolicy = RotationPolicy {
    grace: GRACE,
    idle: IDLE,
};

pub(super) fn after(duration: Duration) -> Timestamp {
    NOW.saturating_add(duration)
}

pub(super) fn password(at: Timestamp) -> Authentication {
    Authentication::new(Aal::One, AuthMethod::Password.into(), at)
}

/// A session of random id, opened at `now`.
pub(super) fn session(now: Timestamp) -> Session {
    let expires_at = now.saturating_add(ABSOLUTE);
    Session {
        id: SessionId::from_bytes(random::array().expect("randomness")),
        generation: 0,
        rotated_at: None,
        created_at: now,
        last_used_at: now,
        idle_expires_at: now.saturating_add(IDLE).min(expires_at),
        expires_at,
        authentication: password(now),
        device: None,
        user_agent: SafeText::new("Firefox \"on\" \\ phone:1 | طعام"),
        address: None,
    }
}

/// A subject whom no other law knows; `name` may be hostile.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) store: Arc<dyn SessionStore>,
    pub(super) subject: Subject,
}

impl User {
    pub(super) fn new(store: &Arc<dyn SessionStore>) -> Self {
        let number = u64::from_be_bytes(random::array().expect("randomness"));
        Self::named(store, &format!("user-{number:016x}"))
    }

    pub(super) fn named(store: &Arc<dyn SessionStore>, name: &str) -> Self {
        Self {
            store: Arc::clone(store),
            subject: Subject::new(name).expect("a subject"),
        }
    }

    pub(super) async fn create(&self, session: Session, now: Timestamp) -> Creation {
        self.store
            .create(&self.subject, session, CAP, now)
            .await
            .expect("an answer")
    }

    /// Opens a session at [`NOW`].
    pub(super) async fn open(&self) -> SessionId {
        let session = session(NOW);
        let id = session.id;
        let creation = self.create(session, NOW).await;
        assert!(matches!(creation, Creation::Created { .. }), "{creation:?}");
        id
    }

    pub(super) async fn rotate_with(
        &self,
        id: &SessionId,
        generation: u32,
        device: Option<DeviceTag>,
        now: Timestamp,
    ) -> Rotation {
        let presented = Presented { generation, device };
        self.store
            .rotate(&self.subject, id, &presented, &POLICY, now)
            .await
            .expect("an answer")
    }

    pub(super) async fn rotate(&self, id: &SessionId, generation: u32, now: Timestamp) -> Rotation {
        self.rotate_with(id, generation, None, now).await
    }

    /// Rotates, which must succeed.
    pub(super) async fn renew(&self, id: &SessionId, generation: u32, now: Timestamp) {
        let rotation = self.rotate(id, generation, now).await;
        assert!(matches!(rotation, Rotation::Rotated(_)), "{rotation:?}");
    }

    /// Whether the session lives, in every way in which a store can be asked.
    pub(super) async fn has(&self, id: &SessionId, now: Timestamp) -> bool {
        let live = self.store.is_live(&self.subject, id, now).await.expect("an answer");
        let found = self.find(id, now).await.is_some();
        let listed = self.list(now).await.contains(id);
        assert_eq!((live, live), (found, listed), "is_live, find and list agree");
        live
    }

    pub(super) async fn find(&self, id: &SessionId, now: Timestamp) -> Option<Session> {
        self.store.find(&self.subject, id, now).await.expect("an answer")
    }

    pub(super) async fn list(&self, now: Timestamp) -> Vec<SessionId> {
        let sessions = self.store.list(&self.subject, now).await.expect("an answer");
        sessions.into_iter().map(|session| session.id).collect()
    }

    pub(super) async fn revoke(&self, id: &SessionId, now: Timestamp) -> bool {
        self.store.revoke(&self.subject, id, now).await.expect("an answer")
    }

    pub(super) async fn revoke_all(&self, keep: Option<&SessionId>, now: Timestamp) -> usize {
        self.store
            .revoke_all(&self.subject, keep, now)
            .await
            .expect("an answer")
    }
}
