//! Every line of the module's table, and both sides of each of its edges.

use momfood_audit::SafeText;

use super::*;
use crate::{
    authentication::{Aal, AuthMethod},
    id::SessionId,
};

const START: Timestamp = Timestamp::from_secs(1_000);
const POLICY: RotationPolicy = RotationPolicy {
    grace: Duration::from_secs(30),
    idle: Duration::from_secs(600),
};
const MICRO: Duration = Duration::from_micros(1);

fn session() -> Session {
    Session {
        id: SessionId::from_bytes([1; 16]),
        generation: 5,
        rotated_at: Some(START),
        created_at: START,
        last_used_at: START,
        idle_expires_at: START.saturating_add(POLICY.idle),
        expires_at: START.saturating_add(Duration::from_secs(1_000)),
        authentication: Authentication::new(Aal::One, AuthMethod::Password.into(), START),
        device: None,
        user_agent: SafeText::default(),
        address: None,
    }
}

fn after(duration: Duration) -> Timestamp {
    START.saturating_add(duration)
}

fn present(session: &mut Session, generation: u32, now: Timestamp) -> Rotation {
    session.rotate(
        &Presented {
            generation,
            device: None,
        },
        &POLICY,
        now,
    )
}

#[test]
fn the_next_generation_moves_the_session_on() {
    let mut session = session();
    let now = after(Duration::from_secs(100));
    let Rotation::Rotated(renewed) = present(&mut session, 5, now) else {
        panic!()
    };
    assert_eq!(renewed.generation, 6);
    assert_eq!(
        (session.generation, session.rotated_at, session.last_used_at),
        (6, Some(now), now)
    );
    assert_eq!(session.idle_expires_at, now.saturating_add(POLICY.idle));
    assert_eq!(session.created_at, START);
}

#[test]
fn the_idle_time_never_passes_the_absolute_one() {
    let mut session = session();
    for now in [500, 900].map(Duration::from_secs).map(after) {
        let generation = session.generation;
        assert!(matches!(present(&mut session, generation, now), Rotation::Rotated(_)));
    }
    assert_eq!(session.idle_expires_at, session.expires_at);
    let end = session.expires_at;
    assert_eq!(present(&mut session, 7, end), Rotation::Missing);
}

#[test]
fn the_grace_ends_after_its_last_microsecond() {
    let mut session = session();
    let Rotation::Replayed(renewed) = present(&mut session, 4, after(POLICY.grace)) else {
        panic!()
    };
    assert_eq!(renewed.generation, 5);
    assert_eq!(session.rotated_at, Some(START), "a replay does not prolong the grace");
    assert_eq!(
        present(&mut session, 4, after(POLICY.grace + MICRO)),
        Rotation::Reused(Reuse::Recent)
    );
}

#[test]
fn a_clock_set_back_looks_like_no_time_at_all() {
    let earlier = START.saturating_sub(Duration::from_secs(90));
    assert!(matches!(present(&mut session(), 4, earlier), Rotation::Replayed(_)));
    assert!(matches!(present(&mut session(), 5, earlier), Rotation::Rotated(_)));
}

#[test]
fn generations_out_of_turn_end_the_session() {
    for (generation, expected) in [
        (3, Rotation::Reused(Reuse::Stale)),
        (0, Rotation::Reused(Reuse::Stale)),
        (6, Rotation::Future),
        (u32::MAX, Rotation::Future),
    ] {
        let rotation = present(&mut session(), generation, START);
        assert_eq!(rotation, expected, "{generation}");
        assert!(rotation.ends_session());
    }
    let mut fresh = Session {
        generation: 0,
        rotated_at: None,
        ..session()
    };
    assert!(matches!(present(&mut fresh, 0, START), Rotation::Rotated(_)));
}

#[test]
fn a_counter_that_is_used_up_does_not_begin_again() {
    let mut session = Session {
        generation: u32::MAX,
        ..session()
    };
    assert_eq!(present(&mut session, u32::MAX, START), Rotation::Future);
}

#[test]
fn a_bound_session_goes_on_with_its_own_device_only() {
    let tag = |byte| DeviceTag::from_bytes([byte; 32]);
    for (bound, presented, same) in [
        (None, None, true),
        (None, Some(tag(1)), true),
        (Some(tag(1)), Some(tag(1)), true),
        (Some(tag(1)), Some(tag(2)), false),
        (Some(tag(1)), None, false),
    ] {
        let mut session = Session {
            device: bound,
            ..session()
        };
        let rotation = session.rotate(
            &Presented {
                generation: 5,
                device: presented,
            },
            &POLICY,
            START,
        );
        assert_eq!(rotation == Rotation::DeviceMismatch, !same, "{bound:?} {presented:?}");
        assert_eq!(rotation.ends_session(), !same);
        assert!(
            session.device.is_some() == bound.is_some(),
            "a session is never bound again"
        );
    }
}

#[test]
fn an_expired_session_is_missing_whatever_is_presented() {
    let mut session = session();
    let end = session.idle_expires_at;
    assert!(session.is_live(end.saturating_sub(MICRO)));
    for generation in [0, 4, 5, 6] {
        assert_eq!(present(&mut session, generation, end), Rotation::Missing);
    }
}
