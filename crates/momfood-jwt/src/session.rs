//! One signed-in device of a user: the record that every store keeps, and when it lives.

use momfood_audit::{ClientAddr, SafeText, Timestamp};

use crate::{authentication::Authentication, device::DeviceTag, id::SessionId};

mod rotation;

pub use rotation::{Presented, Renewed, Reuse, Rotation, RotationPolicy};

/// A session. There is nothing in it with which a token could be made.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its name: the same from sign-in to the end.
    pub id: SessionId,
    /// How many times its refresh token was exchanged; the token of this generation is the one that may be next.
    pub generation: u32,
    /// When the last exchange was: from then the grace of those who raced for it runs, and it is never moved by them.
    pub rotated_at: Option<Timestamp>,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When it was opened or last exchanged.
    pub last_used_at: Timestamp,
    /// From when on it is over unless it is used before; never later than `expires_at`.
    pub idle_expires_at: Timestamp,
    /// From when on it is over, whatever happens. Fixed at sign-in.
    pub expires_at: Timestamp,
    /// How the user proved who they are.
    pub authentication: Authentication,
    /// The device it is bound to, if to any. Fixed at sign-in.
    pub device: Option<DeviceTag>,
    /// What the device called itself at sign-in; may be empty.
    pub user_agent: SafeText,
    /// Where the user signed in from.
    pub address: Option<ClientAddr>,
}

impl Session {
    /// Whether neither of its two times has come.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.idle_expires_at && now < self.expires_at
    }
}
