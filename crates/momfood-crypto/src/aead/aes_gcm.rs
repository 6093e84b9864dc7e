//! The pure-Rust backend of [`Aead`]. It wipes its key schedule on drop, which ring does not.

use std::fmt;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};

use super::{Aead, Refused};
use crate::envelope::TAG_LEN;
use crate::key::KEY_LEN;

pub(super) struct RustAes256Gcm(Aes256Gcm);

impl RustAes256Gcm {
    pub(super) fn new(key: &[u8; KEY_LEN]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }
}

impl Aead for RustAes256Gcm {
    fn seal(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LEN], Refused> {
        let nonce = Nonce::try_from(nonce).map_err(|_| Refused)?;
        self.0
            .encrypt_inout_detached(&nonce, aad, in_out.into())
            .map(Into::into)
            .map_err(|_| Refused)
    }

    fn open(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> Result<(), Refused> {
        let nonce = Nonce::try_from(nonce).map_err(|_| Refused)?;
        let tag = Tag::from(*tag);
        self.0
            .decrypt_inout_detached(&nonce, aad, in_out.into(), &tag)
            .map_err(|_| Refused)
    }
}

impl fmt::Debug for RustAes256Gcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RustAes256Gcm(..)")
    }
}
