//! The state of a stream that is being sealed, without I/O: plaintext goes in, sealed bytes wait to be written.
//!
//! One buffer of one chunk: it either fills with plaintext or drains sealed bytes, so memory is constant and a destination
//! that fails or is not ready loses nothing.

use zeroize::Zeroizing;

use super::chunk::Chunks;
use super::header::{self, Context, SALT_LEN};
use super::{CHUNK_LEN, HEADER_LEN, SEALED_CHUNK_LEN, SealStreamError};
use crate::aead::Backend;
use crate::keyring::Keyring;

#[derive(Debug)]
pub(super) struct SealBuffer {
    chunks: Chunks,
    /// Holds plaintext while it fills, and so is wiped.
    buffer: Zeroizing<Vec<u8>>,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// So many bytes of plaintext, fewer than a chunk.
    Filling(usize),
    /// These sealed bytes wait, and more chunks follow.
    Draining(usize, usize),
    /// These sealed bytes wait, or none, and nothing follows.
    Closing(usize, usize),
}

impl SealBuffer {
    /// A stream whose header waits to be written.
    pub(super) fn new(
        keyring: &Keyring,
        context: Context<'_>,
        salt: &[u8; SALT_LEN],
        backend: Backend,
    ) -> Result<Self, SealStreamError> {
        let (header, chunks) = header::seal(keyring, context, salt, backend)?;
        let mut buffer = Zeroizing::new(vec![0; SEALED_CHUNK_LEN]);
        if let Some(start) = buffer.first_chunk_mut() {
            *start = header;
        }
        Ok(Self {
            chunks,
            buffer,
            state: State::Draining(0, HEADER_LEN),
        })
    }

    /// The sealed bytes that must be written before anything else.
    pub(super) fn pending(&self) -> &[u8] {
        match self.state {
            State::Filling(_) => &[],
            State::Draining(start, end) | State::Closing(start, end) => self.buffer.get(start..end).unwrap_or_default(),
        }
    }

    /// The first `count` bytes of [`pending`](Self::pending) have been written.
    pub(super) fn written(&mut self, count: usize) {
        self.state = match self.state {
            State::Draining(start, end) if start + count >= end => State::Filling(0),
            State::Draining(start, end) => State::Draining(start + count, end),
            State::Closing(start, end) => State::Closing((start + count).min(end), end),
            filling @ State::Filling(_) => filling,
        };
    }

    /// Takes the start of `plaintext`, as much as fits, and says how much. Takes nothing while bytes are pending.
    pub(super) fn fill(&mut self, plaintext: &[u8]) -> Result<usize, SealStreamError> {
        let State::Filling(filled) = self.state else {
            return Ok(0);
        };
        // The last chunk that a stream may have must stay short.
        let end = CHUNK_LEN - usize::from(self.chunks.must_end());
        let room = self.buffer.get_mut(filled..end).unwrap_or_default();
        if room.is_empty() && !plaintext.is_empty() {
            return Err(SealStreamError::TooLong);
        }
        let count = room.len().min(plaintext.len());
        if let (Some(to), Some(from)) = (room.get_mut(..count), plaintext.get(..count)) {
            to.copy_from_slice(from);
        }
        if filled + count < CHUNK_LEN {
            self.state = State::Filling(filled + count);
        } else {
            let sealed = self.seal(CHUNK_LEN)?;
            self.state = State::Draining(0, sealed);
        }
        Ok(count)
    }

    /// Seals the last chunk. Does nothing while bytes are pending, or when closed already.
    pub(super) fn close(&mut self) -> Result<(), SealStreamError> {
        if let State::Filling(filled) = self.state {
            let sealed = self.seal(filled)?;
            self.state = State::Closing(0, sealed);
        }
        Ok(())
    }

    /// Whether the last chunk has been sealed; it may be pending.
    #[cfg(feature = "tokio")]
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closing(..))
    }

    /// Seals the first `len` bytes of the buffer, and gives the length with the tag.
    fn seal(&mut self, len: usize) -> Result<usize, SealStreamError> {
        // Should the backend fail, the chunk is lost and its number spent: what follows does not open.
        self.state = State::Filling(0);
        let (chunk, rest) = self.buffer.split_at_mut_checked(len).ok_or(SealStreamError::Cipher)?;
        let tag = self.chunks.seal(chunk).map_err(|_refused| SealStreamError::Cipher)?;
        *rest.first_chunk_mut().ok_or(SealStreamError::Cipher)? = tag;
        Ok(len + tag.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::MAX_CHUNKS;
    use super::super::open_buffer::{OpenBuffer, Step};
    use super::*;

    /// Buffers before chunk `number` of one stream.
    fn before(number: u64) -> (SealBuffer, OpenBuffer) {
        let keyring = Keyring::generate().unwrap();
        let context = Context::new("backup").unwrap();
        let mut seal = SealBuffer::new(&keyring, context, &[7; SALT_LEN], Backend::default()).unwrap();
        let header = seal.pending().first_chunk().unwrap();
        let mut open = OpenBuffer::new(header::open(&keyring, context, header, Backend::default()).unwrap());
        seal.written(HEADER_LEN);
        seal.chunks.go_to(number);
        open.go_to(number);
        (seal, open)
    }

    fn give(sealed: &[u8], open: &mut OpenBuffer) {
        let Ok(Step::Fill(room)) = open.step() else { panic!() };
        room[..sealed.len()].copy_from_slice(sealed);
        open.filled(sealed.len());
    }

    #[test]
    fn the_last_chunk_that_a_stream_may_have_stays_short() {
        let (mut seal, mut open) = before(MAX_CHUNKS - 1);
        assert_eq!(seal.fill(&[1; CHUNK_LEN]).unwrap(), CHUNK_LEN - 1);
        assert!(matches!(seal.fill(&[1]), Err(SealStreamError::TooLong)));
        assert_eq!(seal.fill(&[]).unwrap(), 0);
        seal.close().unwrap();
        give(seal.pending(), &mut open);
        open.filled(0);
        assert!(matches!(open.step(), Ok(Step::Plaintext(bytes)) if bytes == [1; CHUNK_LEN - 1]));
        assert_eq!(open.position(), super::super::MAX_STREAM_LEN - (CHUNK_LEN as u64 - 1));
        open.consume(CHUNK_LEN - 1);
        assert!(matches!(open.step(), Ok(Step::End)));
        assert_eq!(open.position(), super::super::MAX_STREAM_LEN);
    }

    #[test]
    fn a_chunk_beyond_them_is_not_opened() {
        let (mut seal, mut open) = before(MAX_CHUNKS - 2);
        assert_eq!(seal.fill(&[1; CHUNK_LEN]).unwrap(), CHUNK_LEN);
        give(seal.pending(), &mut open);
        open.consume(CHUNK_LEN);
        open.go_to(MAX_CHUNKS);
        give(&[0; SEALED_CHUNK_LEN], &mut open);
        assert!(matches!(open.step(), Err(super::super::OpenStreamError::TooLong)));
    }
}
