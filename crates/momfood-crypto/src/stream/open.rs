//! Opening from a [`Read`]: the blocking shell around the open buffer.

use std::fmt;
use std::io::{self, BufRead, ErrorKind, Read};

use super::header::Context;
use super::open_buffer::{OpenBuffer, Step};
use super::{HEADER_LEN, OpenStreamError, header};
use crate::aead::Backend;
use crate::keyring::Keyring;

/// Gives out what was sealed, as [`Read`] and [`BufRead`], and [`Seek`](io::Seek) where `R` seeks: 16 KiB of memory.
///
/// # Security
/// Every byte is authentic when it comes out, but only the end, `Ok(0)`, says that it was all. Whoever acts on the bytes
/// before (pipes them into a database, say) must undo that on an error: restore in one transaction.
pub struct OpenReader<R> {
    pub(super) inner: R,
    pub(super) buffer: OpenBuffer,
    /// Bytes read from `inner` since the header.
    pub(super) taken: u64,
    /// The length of the plaintext, once the last chunk has been opened for it.
    pub(super) len: Option<u64>,
}

impl<R: Read> OpenReader<R> {
    /// Opens the stream that starts where `inner` stands: reads the header and checks key and context.
    ///
    /// # Errors
    /// [`OpenStreamError`]; [`Truncated`](OpenStreamError::Truncated) for a source that ends within the header.
    pub fn new(keyring: &Keyring, context: &str, mut inner: R) -> Result<Self, OpenStreamError> {
        // Before anything is read.
        let context = Context::new(context).ok_or(OpenStreamError::Context)?;
        let mut header = [0; HEADER_LEN];
        let mut missing: &mut [u8] = &mut header;
        while !missing.is_empty() {
            match inner.read(missing) {
                Ok(0) => break,
                Ok(count) => missing = missing.get_mut(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(OpenStreamError::Io(error)),
            }
        }
        let read = HEADER_LEN - missing.len();
        if read < HEADER_LEN {
            return Err(header::cut_short(header.get(..read).unwrap_or_default()));
        }
        let chunks = header::open(keyring, context, &header, Backend::default())?;
        Ok(Self {
            inner,
            buffer: OpenBuffer::new(chunks),
            taken: 0,
            len: None,
        })
    }

    /// The source, at the end of the chunk that is being given out.
    #[must_use]
    pub const fn get_ref(&self) -> &R {
        &self.inner
    }

    /// Reads until a chunk is open or the stream ends.
    pub(super) fn load(&mut self) -> Result<(), OpenStreamError> {
        while let Step::Fill(room) = self.buffer.step()? {
            match self.inner.read(room) {
                Ok(count) => {
                    self.taken += count as u64;
                    self.buffer.filled(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(OpenStreamError::Io(error)),
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for OpenReader<R> {
    /// Gives out what is left of a chunk, up to the length of `bytes`.
    ///
    /// # Errors
    /// Errors of `R`, after which the read may be repeated, and [`OpenStreamError`]s inside an [`io::Error`], which stay.
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(bytes)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for OpenReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.load()?;
        match self.buffer.step()? {
            Step::Plaintext(plaintext) => Ok(plaintext),
            Step::Fill(_) | Step::End => Ok(&[]),
        }
    }

    fn consume(&mut self, count: usize) {
        self.buffer.consume(count);
    }
}

impl<R> fmt::Debug for OpenReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenReader(..)")
    }
}
