//! Refresh tokens: not JWTs, and not stored. A counter under a MAC says all that a rotation has to know.
//!
//! ```text
//! "mfr1." base64url( kid[4] ‖ subject[1..=128] ‖ family[16] ‖ generation:u32 ‖ tag[32] )
//!                    tag = HMAC-SHA-256 under the key kid, purpose "jwt.refresh", over all parts
//! session id = SHA-256("mf-sid1" ‖ family)[..16]
//! ```
//!
//! - What is not ours dies on the MAC, before any store is asked.
//! - The successor, generation + 1, can be computed again: all who race for it get the same token, so no race forks a session.
//! - A store knows the session id but not the family: a stolen table forges nothing. To forge takes the MAC key *and* a token of
//!   the session.

use core::fmt;

use momfood_crypto::{RandomError, random};
use ring::digest::{Context, SHA256};
use zeroize::Zeroize as _;

use crate::{
    device::{Device, DeviceTag},
    id::{ID_BYTES, SessionId},
    subject::Subject,
};

mod keys;

pub use keys::RefreshKeys;

/// A refresh token that we wrote. Whether it still stands is for the store to say.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    subject: Subject,
    family: Family,
    generation: u32,
}

impl RefreshToken {
    /// The first token of a new session.
    pub(crate) fn start(subject: Subject) -> Result<Self, RandomError> {
        Ok(Self {
            subject,
            family: Family(random::array()?),
            generation: 0,
        })
    }

    /// The token of the same session with another generation.
    pub(crate) fn at(mut self, generation: u32) -> Self {
        self.generation = generation;
        self
    }

    /// Whose session it is.
    #[must_use]
    pub const fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The session: the same over all generations.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        let mut context = Context::new(&SHA256);
        context.update(SESSION_LABEL);
        context.update(&self.family.0);
        let digest = context.finish();
        let mut id = [0; ID_BYTES];
        id.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
        SessionId::from_bytes(id)
    }

    /// How many rotations lie before it.
    #[must_use]
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// The fingerprint of `device` under this session's secret.
    pub(crate) fn device_tag(&self, device: &Device) -> Option<DeviceTag> {
        device.tag(&self.family.0)
    }
}

/// The secret of a session, in each of its refresh tokens and nowhere else.
#[derive(Clone)]
struct Family([u8; FAMILY_BYTES]);

impl Drop for Family {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Family(..)")
    }
}

/// The text is not a refresh token of ours. It says no more, since the text came from outside.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a refresh token")]
pub struct RefreshTokenError;

impl RefreshTokenError {
    /// The stable code: `refresh_token_invalid`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "refresh_token_invalid"
    }
}

const SESSION_LABEL: &[u8] = b"mf-sid1";
const FAMILY_BYTES: usize = 16;

#[cfg(test)]
mod tests;
