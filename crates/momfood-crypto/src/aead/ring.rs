//! The ring backend of [`Aead`].

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, Tag, UnboundKey};

use super::{Aead, Refused};
use crate::envelope::TAG_LEN;
use crate::key::KEY_LEN;

/// `LessSafe` is ring's word for "you choose the nonce"; the field cipher draws a random one for each message.
pub(super) struct RingAes256Gcm(LessSafeKey);

impl RingAes256Gcm {
    pub(super) fn new(key: &[u8; KEY_LEN]) -> Result<Self, Refused> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|ring::error::Unspecified| Refused)?;
        Ok(Self(LessSafeKey::new(key)))
    }
}

impl Aead for RingAes256Gcm {
    fn seal(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LEN], Refused> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Refused)?;
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, Aad::from(aad), in_out)
            .map_err(|_| Refused)?;
        tag.as_ref().try_into().map_err(|_| Refused)
    }

    fn open(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> Result<(), Refused> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Refused)?;
        self.0
            .open_in_place_separate_tag(nonce, Aad::from(aad), Tag::from(*tag), in_out, 0..)
            .map(|_plaintext| ())
            .map_err(|_| Refused)
    }
}

impl fmt::Debug for RingAes256Gcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RingAes256Gcm(..)")
    }
}
