//! Why a stream was not sealed or does not open, as an error of its own and as it passes through [`io::Error`].
//!
//! Unlike a field, a stream says where it stopped being authentic: whoever restores a backup needs to know, and an attacker
//! who damaged it knows already. Whether the key or the context was wrong is not said.

use std::io;

use super::MAX_STREAM_CONTEXT_LEN;
use crate::key::KeyId;
use crate::random::RandomError;

/// Why a stream could not be sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealStreamError {
    /// The context is empty or longer than [`MAX_STREAM_CONTEXT_LEN`] bytes.
    #[error("a stream context has 1 to {MAX_STREAM_CONTEXT_LEN} bytes")]
    Context,
    /// More than [`MAX_STREAM_LEN`](super::MAX_STREAM_LEN) bytes.
    #[error("stream too long")]
    TooLong,
    /// The backend refused to encrypt. What follows does not open.
    #[error("encryption failed")]
    Cipher,
    /// No randomness for a salt.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The destination failed.
    #[error("cannot write the sealed stream")]
    Io(#[source] io::Error),
}

impl SealStreamError {
    /// The typed cause inside an [`io::Error`] of [`SealWriter`](super::SealWriter); `None` for errors of the destination.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Context => "stream_context",
            Self::TooLong => "stream_too_long",
            Self::Cipher => "stream_seal_failed",
            Self::Random(error) => error.code(),
            Self::Io(_) => "stream_io",
        }
    }
}

impl From<SealStreamError> for io::Error {
    /// An error of the destination as it was; every other one wrapped, for [`of`](SealStreamError::of) to find.
    fn from(error: SealStreamError) -> Self {
        match error {
            SealStreamError::Io(error) => error,
            other => Self::other(other),
        }
    }
}

/// Why a stream does not open, or stopped opening. Everything read before was authentic, but is not all that was sealed.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a new refusal must break whoever decides by it")]
pub enum OpenStreamError {
    /// The context is empty or longer than [`MAX_STREAM_CONTEXT_LEN`] bytes.
    #[error("a stream context has 1 to {MAX_STREAM_CONTEXT_LEN} bytes")]
    Context,
    /// It does not start as a sealed stream does.
    #[error("not a sealed stream")]
    Format,
    /// A version that this one does not read.
    #[error("unknown version of sealed streams")]
    Version,
    /// The keyring does not have this key, or the key may not open.
    #[error("no key {0} to open the stream")]
    Key(KeyId),
    /// The wrong key material, the wrong context, or a damaged header.
    #[error("the stream does not open with this key in this context")]
    Refused,
    /// This chunk, from 0, is damaged, displaced, cut or forged.
    #[error("chunk {0} of the stream does not open")]
    Chunk(u64),
    /// The stream ends before its last chunk.
    #[error("the stream is cut short")]
    Truncated,
    /// More chunks than a stream may have.
    #[error("stream too long")]
    TooLong,
    /// The source failed.
    #[error("cannot read the sealed stream")]
    Io(#[source] io::Error),
}

impl OpenStreamError {
    /// The typed cause inside an [`io::Error`] of [`OpenReader`](super::OpenReader); `None` for errors of the source.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Context => "stream_context",
            Self::Format => "stream_format",
            Self::Version => "stream_version",
            Self::Key(_) => "stream_key",
            Self::Refused => "stream_refused",
            Self::Chunk(_) => "stream_chunk",
            Self::Truncated => "stream_truncated",
            Self::TooLong => "stream_too_long",
            Self::Io(_) => "stream_io",
        }
    }
}

impl From<OpenStreamError> for io::Error {
    /// An error of the source as it was; every other one as [`InvalidData`](io::ErrorKind::InvalidData), for
    /// [`of`](OpenStreamError::of) to find. Never `UnexpectedEof`, which callers may take for a plain end.
    fn from(error: OpenStreamError) -> Self {
        match error {
            OpenStreamError::Io(error) => error,
            other => Self::new(io::ErrorKind::InvalidData, other),
        }
    }
}
