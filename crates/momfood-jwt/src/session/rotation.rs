//! What becomes of a session when one of its refresh tokens is presented: the whole decision, without I/O, clock or chance.
//!
//! ```text
//! presented generation   is the next one       Rotated: the counter moves on, the grace starts
//!  against the counter   one behind, in grace  Replayed: a racer or a lost answer; the same successor, nothing moves
//!                        one behind, later     Reused(Recent)  ┐
//!                        further behind        Reused(Stale)   ├ the session ends
//!                        ahead                 Future          │
//! another device than the one it is bound to   DeviceMismatch  ┘
//! ```
//!
//! A memory store calls [`Session::rotate`]; a script or a statement elsewhere must decide the same, and the conformance
//! suite holds it to that.

use core::time::Duration;

use momfood_audit::Timestamp;

use super::Session;
use crate::{authentication::Authentication, device::DeviceTag};

/// What a client presented.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "every store decides by all of it")]
pub struct Presented {
    /// The generation of its token.
    pub generation: u32,
    /// Its fingerprint under the session's secret.
    pub device: Option<DeviceTag>,
}

/// By what a rotation is judged.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "every store decides by all of it")]
pub struct RotationPolicy {
    /// How long after an exchange its token is answered again, for those who raced or lost the answer.
    pub grace: Duration,
    /// How long a session lives without an exchange.
    pub idle: Duration,
}

/// What came of a rotation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum Rotation {
    /// The token was exchanged.
    Rotated(Renewed),
    /// It had been exchanged within the grace: the answer is the same again.
    Replayed(Renewed),
    /// A token used up before: it was copied. The session was ended.
    Reused(Reuse),
    /// A token that this store has not come to: the store lost newer state, in a failover for example. The session was ended,
    /// for used-up tokens would pass as fresh ones; nobody stole anything.
    Future,
    /// Presented by another device than the session is bound to. The session was ended.
    DeviceMismatch,
    /// No such session of this subject: revoked, expired, or never there. Nothing was changed.
    Missing,
}

impl Rotation {
    /// Whether the session must no longer be there after this.
    #[must_use]
    pub const fn ends_session(&self) -> bool {
        matches!(self, Self::Reused(_) | Self::Future | Self::DeviceMismatch)
    }
}

/// How far behind a used-up token was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a security decision: matches must be total")]
pub enum Reuse {
    /// The one before the last exchange: perhaps a client that lost an answer and came back after the grace.
    Recent,
    /// An older one: no honest client holds it.
    Stale,
}

impl Reuse {
    /// The stable name: `recent` or `stale`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recent => "recent",
            Self::Stale => "stale",
        }
    }
}

/// What the next pair of tokens is made from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "every store answers with all of it")]
pub struct Renewed {
    /// The generation of the refresh token to hand out.
    pub generation: u32,
    /// How the user proved who they are.
    pub authentication: Authentication,
    /// When the session ends, whatever happens.
    pub expires_at: Timestamp,
}

impl Session {
    /// Judges `presented` at `now` and, if it is exchanged, moves on. If [`Rotation::ends_session`], remove the session.
    #[must_use = "a rotation may mean that the session has to be removed"]
    pub fn rotate(&mut self, presented: &Presented, policy: &RotationPolicy, now: Timestamp) -> Rotation {
        let rotation = self.judge(presented, policy, now);
        if let Rotation::Rotated(renewed) = rotation {
            self.generation = renewed.generation;
            self.rotated_at = Some(now);
            self.last_used_at = now;
            self.idle_expires_at = now.saturating_add(policy.idle).min(self.expires_at);
        }
        rotation
    }

    /// Takes a further proof of identity into account, as [`Authentication::stepped_up`] says; what an access token is made
    /// from then. The refresh token stays as it is.
    pub fn step_up(&mut self, to: Authentication) -> Renewed {
        self.authentication = self.authentication.stepped_up(to);
        self.renewed()
    }

    /// What the tokens of the session as it stands are made from.
    #[must_use]
    pub const fn renewed(&self) -> Renewed {
        Renewed {
            generation: self.generation,
            authentication: self.authentication,
            expires_at: self.expires_at,
        }
    }

    fn judge(&self, presented: &Presented, policy: &RotationPolicy, now: Timestamp) -> Rotation {
        if !self.is_live(now) {
            return Rotation::Missing;
        }
        if !self.is_device(presented.device.as_ref()) {
            return Rotation::DeviceMismatch;
        }
        match self.generation.checked_sub(presented.generation) {
            None => Rotation::Future,
            Some(0) => match self.generation.checked_add(1) {
                Some(generation) => Rotation::Rotated(Renewed {
                    generation,
                    ..self.renewed()
                }),
                // After 2^32 exchanges the counter is used up; it must not begin again.
                None => Rotation::Future,
            },
            Some(1) if self.in_grace(policy.grace, now) => Rotation::Replayed(self.renewed()),
            Some(1) => Rotation::Reused(Reuse::Recent),
            Some(_) => Rotation::Reused(Reuse::Stale),
        }
    }

    fn is_device(&self, presented: Option<&DeviceTag>) -> bool {
        match (&self.device, presented) {
            (None, _) => true,
            (Some(bound), Some(presented)) => bound.matches(presented),
            (Some(_), None) => false,
        }
    }

    fn in_grace(&self, grace: Duration, now: Timestamp) -> bool {
        self.rotated_at.is_some_and(|at| now.since(at) <= grace)
    }
}

#[cfg(test)]
mod tests;
