//! Sealing to a [`Write`]: the blocking shell around the seal buffer.

use std::fmt;
use std::io::{self, ErrorKind, Write};

use super::SealStreamError;
use super::header::Context;
use super::seal_buffer::SealBuffer;
use crate::aead::Backend;
use crate::keyring::Keyring;
use crate::random;

/// Seals what is written to it, and writes that to `W`: 16 KiB of memory, one write to `W` for each chunk of 16 KiB.
///
/// It must be [finished](Self::finish). A writer that is dropped, in a panic or for an error, leaves a stream that does not
/// open to its end, so that half a backup never passes for a whole one.
#[must_use = "a stream that is not finished does not open"]
pub struct SealWriter<W: Write> {
    inner: W,
    buffer: SealBuffer,
}

impl<W: Write> SealWriter<W> {
    /// A stream under the primary key of `keyring`, in `context`: what it is, in 1 to
    /// [`MAX_STREAM_CONTEXT_LEN`](super::MAX_STREAM_CONTEXT_LEN) bytes, like `"backup/orders/2026-11-25"`.
    ///
    /// The context is authenticated and not stored: whoever opens the stream must know it, and never take it from where
    /// the stream came from. Nothing is written yet.
    ///
    /// # Errors
    /// [`SealStreamError::Context`] and [`SealStreamError::Random`].
    pub fn new(keyring: &Keyring, context: &str, inner: W) -> Result<Self, SealStreamError> {
        let context = Context::new(context).ok_or(SealStreamError::Context)?;
        let salt = random::array()?;
        let buffer = SealBuffer::new(keyring, context, &salt, Backend::default())?;
        Ok(Self { inner, buffer })
    }

    /// Seals the last chunk, writes and flushes it, and gives the destination back.
    ///
    /// To be durable a file needs its `sync_all` too.
    ///
    /// # Errors
    /// [`SealStreamError::Io`]: the stream is then incomplete, and does not open.
    pub fn finish(mut self) -> Result<W, SealStreamError> {
        self.drain().map_err(SealStreamError::Io)?;
        self.buffer.close()?;
        self.drain().map_err(SealStreamError::Io)?;
        self.inner.flush().map_err(SealStreamError::Io)?;
        Ok(self.inner)
    }

    /// The destination. What has been written may not have reached it.
    pub const fn get_ref(&self) -> &W {
        &self.inner
    }

    fn drain(&mut self) -> io::Result<()> {
        while !self.buffer.pending().is_empty() {
            match self.inner.write(self.buffer.pending()) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => self.buffer.written(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    /// Takes up to a chunk.
    ///
    /// # Errors
    /// Errors of `W`, after which the write may be repeated, and [`SealStreamError`]s inside an [`io::Error`].
    fn write(&mut self, plaintext: &[u8]) -> io::Result<usize> {
        self.drain()?;
        Ok(self.buffer.fill(plaintext)?)
    }

    /// Writes and flushes the chunks that are full. The rest waits, since only the last chunk may be short.
    fn flush(&mut self) -> io::Result<()> {
        self.drain()?;
        self.inner.flush()
    }
}

impl<W: Write> fmt::Debug for SealWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealWriter(..)")
    }
}
