//! Writes and reads the text of refresh tokens: the format is in the module above.

use base64::Engine as _;
use momfood_crypto::{Mac, MacKey, Secret, TAG_LEN};

use super::{FAMILY_BYTES, Family, RefreshToken, RefreshTokenError};
use crate::{
    encoding::{BASE64URL, decode_into},
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
    tag: &'a [u8; TAG_LEN],
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

/// The format and its version; secret scanners find tokens by it.
const PREFIX: &str = "mfr1.";
const KEY_ID_BYTES: usize = 4;
const MAX_BODY_BYTES: usize = KEY_ID_BYTES + MAX_SUBJECT_BYTES + FAMILY_BYTES + 4 + TAG_LEN;
const MAX_BODY_CHARACTERS: usize = (MAX_BODY_BYTES * 4).div_ceil(3);
/// [`MAX_BODY_BYTES`] in whole groups of 3, as the decoder writes them.
const BUFFER_BYTES: usize = MAX_BODY_BYTES.div_ceil(3) * 3;
