//! One chunk after the other: the key of a stream and the counter that is its nonce.

use std::sync::Arc;

use super::MAX_CHUNKS;
use crate::aead::{Aead, Backend, Refused};
use crate::envelope::{Suite, TAG_LEN};
use crate::key::KEY_LEN;

#[derive(Debug)]
pub(super) struct Chunks {
    cipher: Arc<dyn Aead>,
    /// The number of the next chunk, at most [`MAX_CHUNKS`].
    next: u64,
}

impl Chunks {
    pub(super) fn new(key: &[u8; KEY_LEN], backend: Backend) -> Result<Self, Refused> {
        let cipher = backend.cipher(Suite::Aes256Gcm, key)?;
        Ok(Self { cipher, next: 0 })
    }

    /// The number of the next chunk, or `None` when a stream may have no more.
    pub(super) fn next(&self) -> Option<u64> {
        (self.next < MAX_CHUNKS).then_some(self.next)
    }

    /// How many chunks come before the next.
    pub(super) const fn spent(&self) -> u64 {
        self.next
    }

    /// Whether the next chunk must be the last.
    pub(super) const fn must_end(&self) -> bool {
        self.next + 1 >= MAX_CHUNKS
    }

    /// Goes to chunk `number`: for opening only, since a counter that goes back would seal twice under one nonce.
    pub(super) const fn go_to(&mut self, number: u64) {
        self.next = number;
    }

    /// Seals the next chunk, in place. Its number is spent even if that fails.
    pub(super) fn seal(&mut self, chunk: &mut [u8]) -> Result<[u8; TAG_LEN], Refused> {
        let nonce = self.advance()?;
        self.cipher.seal(&nonce, &[], chunk)
    }

    /// Opens the next chunk, in place: `sealed` is a ciphertext and its tag. Gives the length of the plaintext, with which
    /// `sealed` then starts.
    pub(super) fn open(&mut self, sealed: &mut [u8]) -> Result<usize, Refused> {
        let nonce = self.advance()?;
        let (chunk, tag) = sealed.split_last_chunk_mut::<TAG_LEN>().ok_or(Refused)?;
        self.cipher.open(&nonce, &[], chunk, tag)?;
        Ok(chunk.len())
    }

    fn advance(&mut self) -> Result<[u8; 12], Refused> {
        let number = self.next().ok_or(Refused)?;
        self.next = number + 1;
        let mut nonce = [0; 12];
        nonce
            .iter_mut()
            .skip(4)
            .zip(number.to_be_bytes())
            .for_each(|(byte, value)| *byte = value);
        Ok(nonce)
    }
}
