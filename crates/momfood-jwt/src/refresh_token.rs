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

use base64::Engine as _;
use momfood_crypto::{Mac, MacKey, RandomError, Secret, random};
use ring::digest::{Context, SHA256};

use crate::{
    device::{Device, DeviceTag},
    encoding::{BASE64URL, decode_into},
    id::SessionId,
    subject::{MAX_SUBJECT_BYTES, Subject},
};

/// The keys of refresh tokens: one that writes, and those before it, which are still read.
///
/// To replace the key over several nodes, give every node the new one as `previous` first, and make it current then.
#[derive(Clone, Debug)]
pub struct RefreshKeys {
    current: RefreshKey,
    previous: Vec<RefreshKey>,
}

#[derive(Clone, Debug)]
struct RefreshKey {
    id: [u8; KEY_ID_BYTES],
    mac: Mac,
}

impl RefreshKeys {
    /// Tokens are written and read under `current`.
    #[must_use]
    pub fn new(current: &MacKey) -> Self {
        Self {
            current: RefreshKey::new(current),
            previous: Vec::new(),
        }
    }

    /// Tokens are read under `previous` too; each refresh moves its session on to the current key.
    #[must_use]
    pub fn with_previous(mut self, previous: &MacKey) -> Self {
        self.previous.push(RefreshKey::new(previous));
        self
    }

    /// Reads a token that a client presented: about a microsecond, and far less for what is not even shaped like one.
    ///
    /// # Errors
    /// [`RefreshTokenError`] for whatever we did not write. That the session lives is not known yet.
    pub fn parse(&self, text: &str) -> Result<RefreshToken, RefreshTokenError> {
        let mut buffer = [0; BUFFER_BYTES];
        let body = text
            .strip_prefix(PREFIX)
            .filter(|body| body.len() <= MAX_BODY_CHARACTERS)
            .and_then(|body| decode_into(body, &mut buffer))
            .ok_or(RefreshTokenError)?;
        let parts = Parts::split(body).ok_or(RefreshTokenError)?;
        if !self.all().any(|key| key.wrote(&parts)) {
            return Err(RefreshTokenError);
        }
        parts.token().ok_or(RefreshTokenError)
    }

    /// The text of `token` under the current key: the same each time.
    #[must_use]
    pub fn write(&self, token: &RefreshToken) -> Secret<String> {
        let generation = token.generation.to_be_bytes();
        let RefreshKey { id, mac } = &self.current;
        let subject = token.subject.as_str().as_bytes();
        let tag = mac.tag(&[id, subject, &token.family.0, &generation]);
        let body = [id, subject, &token.family.0, &generation, tag.as_bytes()].concat();
        let mut text = String::with_capacity(PREFIX.len() + MAX_BODY_CHARACTERS);
        text.push_str(PREFIX);
        BASE64URL.encode_string(&body, &mut text);
        Secret::new(text)
    }

    fn all(&self) -> impl Iterator<Item = &RefreshKey> {
        core::iter::once(&self.current).chain(&self.previous)
    }
}

impl RefreshKey {
    fn new(key: &MacKey) -> Self {
        let tag = Mac::new(key, "jwt.refresh.kid").tag(&[]);
        let mut id = [0; KEY_ID_BYTES];
        id.iter_mut().zip(tag.as_bytes()).for_each(|(to, from)| *to = *from);
        Self {
            id,
            mac: Mac::new(key, "jwt.refresh"),
        }
    }

    fn wrote(&self, parts: &Parts<'_>) -> bool {
        *parts.key_id == self.id
            && self.mac.verify(
                &[parts.key_id, parts.subject, parts.family, parts.generation],
                parts.tag,
            )
    }
}

/// The bytes of a token, cut but not yet believed. All parts but the subject have fixed lengths, so there is one way to cut.
struct Parts<'a> {
    key_id: &'a [u8; KEY_ID_BYTES],
    subject: &'a [u8],
    family: &'a [u8; FAMILY_BYTES],
    generation: &'a [u8; 4],
    tag: &'a [u8; TAG_BYTES],
}

impl<'a> Parts<'a> {
    fn split(body: &'a [u8]) -> Option<Self> {
        let (key_id, rest) = body.split_first_chunk()?;
        let (rest, tag) = rest.split_last_chunk()?;
        let (rest, generation) = rest.split_last_chunk()?;
        let (subject, family) = rest.split_last_chunk()?;
        Some(Self {
            key_id,
            subject,
            family,
            generation,
            tag,
        })
    }

    fn token(&self) -> Option<RefreshToken> {
        Some(RefreshToken {
            subject: Subject::new(core::str::from_utf8(self.subject).ok()?).ok()?,
            family: Family(*self.family),
            generation: u32::from_be_bytes(*self.generation),
        })
    }
}

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
        let mut id = [0; crate::id::ID_BYTES];
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
        zeroize::Zeroize::zeroize(&mut self.0);
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

/// The format and its version; secret scanners find tokens by it.
const PREFIX: &str = "mfr1.";
const SESSION_LABEL: &[u8] = b"mf-sid1";
const KEY_ID_BYTES: usize = 4;
const FAMILY_BYTES: usize = 16;
const TAG_BYTES: usize = momfood_crypto::TAG_LEN;
const MAX_BODY_BYTES: usize = KEY_ID_BYTES + MAX_SUBJECT_BYTES + FAMILY_BYTES + 4 + TAG_BYTES;
const MAX_BODY_CHARACTERS: usize = (MAX_BODY_BYTES * 4).div_ceil(3);
/// [`MAX_BODY_BYTES`] in whole groups of 3, as the decoder writes them.
const BUFFER_BYTES: usize = MAX_BODY_BYTES.div_ceil(3) * 3;

#[cfg(test)]
mod tests;
