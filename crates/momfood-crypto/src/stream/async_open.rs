//! Opening from an [`AsyncRead`]: the asynchronous shell around the open buffer.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

use super::open_buffer::{OpenBuffer, Step};
use super::{HEADER_LEN, OpenStreamError, header};
use crate::aead::Backend;
use crate::keyring::Keyring;

/// [`OpenReader`](super::OpenReader) for an asynchronous source, from its start to its end. What is said there of security
/// holds here.
///
/// Opening a chunk takes some microseconds of the task.
pub struct AsyncOpenReader<R> {
    inner: R,
    buffer: OpenBuffer,
}

impl<R: AsyncRead + Unpin> AsyncOpenReader<R> {
    /// As [`OpenReader::new`](super::OpenReader::new). Cancelled, it has lost what it read of the header.
    ///
    /// # Errors
    /// [`OpenStreamError`]; [`Truncated`](OpenStreamError::Truncated) for a source that ends within the header.
    pub async fn new(keyring: &Keyring, context: &str, mut inner: R) -> Result<Self, OpenStreamError> {
        let context = header::Context::new(context).ok_or(OpenStreamError::Context)?;
        let mut bytes = [0; HEADER_LEN];
        let mut start = ReadBuf::new(&mut bytes);
        while start.remaining() > 0 {
            let before = start.remaining();
            poll_fn(|task| Pin::new(&mut inner).poll_read(task, &mut start))
                .await
                .map_err(OpenStreamError::Io)?;
            if start.remaining() == before {
                return Err(header::cut_short(start.filled()));
            }
        }
        let chunks = header::open(keyring, context, &bytes, Backend::default())?;
        Ok(Self {
            inner,
            buffer: OpenBuffer::new(chunks),
        })
    }

    /// The source, at the end of the chunk that is being given out.
    #[must_use]
    pub const fn get_ref(&self) -> &R {
        &self.inner
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for AsyncOpenReader<R> {
    fn poll_read(self: Pin<&mut Self>, task: &mut Context<'_>, output: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { inner, buffer } = self.get_mut();
        loop {
            let count = match buffer.step()? {
                Step::Fill(room) => {
                    let mut room = ReadBuf::new(room);
                    ready!(Pin::new(&mut *inner).poll_read(task, &mut room))?;
                    let count = room.filled().len();
                    buffer.filled(count);
                    continue;
                }
                Step::Plaintext(plaintext) => {
                    let count = plaintext.len().min(output.remaining());
                    output.put_slice(plaintext.get(..count).unwrap_or_default());
                    count
                }
                Step::End => 0,
            };
            buffer.consume(count);
            return Poll::Ready(Ok(()));
        }
    }
}

impl<R> fmt::Debug for AsyncOpenReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncOpenReader(..)")
    }
}
