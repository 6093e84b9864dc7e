//! The seam to an HTTP client, so that this crate has none: yours has its TLS roots, proxies and connection pool already.

use std::error::Error;
use std::fmt::{self, Debug};

use async_trait::async_trait;

use crate::kms::KmsError;
use crate::secret::Secret;

/// Sends one request: a few lines around the client that you have. `tests/it/vault/socket.rs` has one on a plain socket.
///
/// # Security
/// An implementation must
/// - verify the server's certificate;
/// - end every call in bounded time ([`HttpError::Timeout`]), connecting included;
/// - read no more than [`MAX_HTTP_RESPONSE_LEN`] bytes of a body ([`HttpError::TooLong`]);
/// - follow no redirect, which would carry the token elsewhere;
/// - log neither headers nor bodies, which hold the token and the key.
#[async_trait]
pub trait HttpTransport: Debug + Send + Sync {
    /// Sends `request` with the method `POST`. Every status is an answer, and none an error.
    ///
    /// # Errors
    /// [`HttpError`] when there was no whole answer.
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, HttpError>;
}

/// What to send.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct HttpRequest<'a> {
    /// The absolute URL.
    pub url: &'a str,
    /// Names in lower case, and values of visible ASCII. One is the token.
    pub headers: &'a [(&'a str, &'a str)],
    /// A JSON text. When wrapping, it holds the key.
    pub body: &'a [u8],
}

impl Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "transports make it")]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The body. When unwrapping, it holds the key: hence the wrapper, which wipes it.
    pub body: Secret<Vec<u8>>,
}

/// Why there was no whole answer.
#[derive(Debug, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "transports make it, and all of it is handled here"
)]
pub enum HttpError {
    /// Not in time.
    #[error("no answer in time")]
    Timeout,
    /// More than [`MAX_HTTP_RESPONSE_LEN`] bytes.
    #[error("an answer of more than {MAX_HTTP_RESPONSE_LEN} bytes")]
    TooLong,
    /// No connection, a failed handshake, a broken stream.
    #[error("the request failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl From<HttpError> for KmsError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::TooLong => Self::Protocol,
            HttpError::Timeout | HttpError::Failed(_) => Self::Unavailable(Some(Box::new(error))),
        }
    }
}

/// Longest body of an answer that is read. A true one has some 500 bytes.
pub const MAX_HTTP_RESPONSE_LEN: usize = 16 * 1024;
