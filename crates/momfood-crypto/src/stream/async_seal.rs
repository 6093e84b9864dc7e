//! Sealing to an [`AsyncWrite`]: the asynchronous shell around the seal buffer.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;

use super::seal_buffer::SealBuffer;
use super::{SealStreamError, header};
use crate::aead::Backend;
use crate::keyring::Keyring;
use crate::random;

/// [`SealWriter`](super::SealWriter) for an asynchronous destination; the bytes are the same.
///
/// Sealing a chunk takes some microseconds of the task. [`finish`](Self::finish) ends the stream, and so does
/// `shutdown`: call neither after an error of the source, or what came before it passes for all of it.
#[must_use = "a stream that is not finished does not open"]
pub struct AsyncSealWriter<W> {
    inner: W,
    buffer: SealBuffer,
}

impl<W: AsyncWrite + Unpin> AsyncSealWriter<W> {
    /// As [`SealWriter::new`](super::SealWriter::new).
    ///
    /// # Errors
    /// [`SealStreamError::Context`] and [`SealStreamError::Random`].
    pub fn new(keyring: &Keyring, context: &str, inner: W) -> Result<Self, SealStreamError> {
        let context = header::Context::new(context).ok_or(SealStreamError::Context)?;
        let buffer = SealBuffer::new(keyring, context, &random::array()?, Backend::default())?;
        Ok(Self { inner, buffer })
    }

    /// Seals the last chunk, writes it, shuts the destination down and gives it back.
    ///
    /// # Errors
    /// [`SealStreamError::Io`]: the stream is then incomplete, and does not open.
    pub async fn finish(mut self) -> Result<W, SealStreamError> {
        poll_fn(|task| Pin::new(&mut self).poll_shutdown(task))
            .await
            .map_err(|error| error.downcast().unwrap_or_else(SealStreamError::Io))?;
        Ok(self.inner)
    }

    /// The destination. What has been written may not have reached it.
    pub const fn get_ref(&self) -> &W {
        &self.inner
    }

    fn poll_drain(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.buffer.pending().is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_write(task, self.buffer.pending()))? {
                0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                count => self.buffer.written(count),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for AsyncSealWriter<W> {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, plaintext: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_drain(task))?;
        if self.buffer.is_closed() {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        Poll::Ready(Ok(self.buffer.fill(plaintext)?))
    }

    /// Writes and flushes the chunks that are full. The rest waits, since only the last chunk may be short.
    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(task))?;
        Pin::new(&mut self.inner).poll_flush(task)
    }

    /// Finishes the stream and shuts the destination down.
    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(task))?;
        self.buffer.close()?;
        ready!(self.poll_drain(task))?;
        Pin::new(&mut self.inner).poll_shutdown(task)
    }
}

impl<W> fmt::Debug for AsyncSealWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncSealWriter(..)")
    }
}
