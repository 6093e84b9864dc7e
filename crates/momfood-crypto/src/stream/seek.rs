//! Seeking in a sealed stream: only the chunks that are read are opened, after the last one has vouched for the length.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::open_buffer::Refusal;
use super::{CHUNK_LEN, MAX_CHUNKS, OpenReader, OpenStreamError, SEALED_CHUNK_LEN};
use crate::envelope::TAG_LEN;

impl<R: Read + Seek> OpenReader<R> {
    /// The length of the plaintext. The first call opens the last chunk, so a stream that was cut short is refused; the
    /// position stays.
    ///
    /// # Errors
    /// [`OpenStreamError`], which stays unless it is [`Io`](OpenStreamError::Io).
    pub fn plaintext_len(&mut self) -> Result<u64, OpenStreamError> {
        let position = self.buffer.position();
        let len = self.learn_len()?;
        self.go_to(position)?;
        Ok(len)
    }

    fn learn_len(&mut self) -> Result<u64, OpenStreamError> {
        // A stream that was refused stays refused.
        self.buffer.step()?;
        if let Some(len) = self.len {
            return Ok(len);
        }
        let here = self.inner.stream_position().map_err(OpenStreamError::Io)?;
        let end = self.inner.seek(SeekFrom::End(0)).map_err(OpenStreamError::Io)?;
        // Where the header ended. A source that shrank below it has no chunk left.
        let start = here.saturating_sub(self.taken);
        self.taken = end.saturating_sub(start);

        let last = self.taken / SEALED_CHUNK_LEN as u64;
        let sealed = self.taken % SEALED_CHUNK_LEN as u64;
        let Some(plaintext) = sealed.checked_sub(TAG_LEN as u64).filter(|_| end >= start) else {
            return Err(self.buffer.refuse(Refusal::Truncated));
        };
        if last >= MAX_CHUNKS {
            return Err(self.buffer.refuse(Refusal::TooLong));
        }
        let len = last * CHUNK_LEN as u64 + plaintext;
        self.load_chunk(last)?;
        self.len = Some(len);
        Ok(len)
    }

    /// Goes to a position of the plaintext that is not beyond its end.
    fn go_to(&mut self, position: u64) -> Result<(), OpenStreamError> {
        let number = position / CHUNK_LEN as u64;
        if self.buffer.open_chunk() != Some(number) {
            self.load_chunk(number)?;
        }
        // The remainder is below the length of a chunk.
        self.buffer
            .go_within(usize::try_from(position % CHUNK_LEN as u64).unwrap_or_default());
        Ok(())
    }

    fn load_chunk(&mut self, number: u64) -> Result<(), OpenStreamError> {
        let target = number * SEALED_CHUNK_LEN as u64;
        // Relative, so that the stream may start anywhere in the source. Both are far below 2^63.
        let distance = i64::try_from(i128::from(target) - i128::from(self.taken)).unwrap_or(i64::MAX);
        self.inner
            .seek(SeekFrom::Current(distance))
            .map_err(OpenStreamError::Io)?;
        self.taken = target;
        self.buffer.go_to(number);
        self.load()
    }
}

impl<R: Read + Seek> Seek for OpenReader<R> {
    /// Goes to a position of the plaintext. The first seek opens the last chunk, to know the end.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput) before the start or beyond the end, errors of `R`, after which the position
    /// is the start of some chunk, and [`OpenStreamError`]s inside an [`io::Error`], which stay.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.buffer.position();
        let len = self.learn_len()?;
        let target = match to {
            SeekFrom::Start(target) => Some(target),
            SeekFrom::Current(distance) => position.checked_add_signed(distance),
            SeekFrom::End(distance) => len.checked_add_signed(distance),
        };
        match target.filter(|target| *target <= len) {
            Some(target) => {
                self.go_to(target)?;
                Ok(target)
            }
            None => {
                self.go_to(position)?;
                Err(io::Error::new(
                    ErrorKind::InvalidInput,
                    "seek outside the sealed stream",
                ))
            }
        }
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.buffer.position())
    }
}
