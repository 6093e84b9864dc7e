//! Bearer tokens: random bytes that the holder presents and the server stores only as a digest.
//!
//! A stolen table of digests lets nobody in. SHA-256 without salt suffices, since a token has at least 128 bits of entropy:
//! there is no dictionary to try (OWASP Session Management Cheat Sheet; NIST SP 800-63B §5.1.2.2).

use std::fmt;

use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::encoding::{base64url, from_base64url, hex};
use crate::random::{self, RandomError};
use crate::secret::{Secret, constant_time_eq};

/// A random token in its text form, unpadded base64url. `Debug` is redacted; print it with [`expose`](Self::expose).
#[derive(Clone)]
pub struct Token {
    text: Secret<String>,
    digest: TokenDigest,
}

impl Token {
    /// A fresh token of [`DEFAULT_TOKEN_LEN`] random bytes: 43 characters.
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn generate() -> Result<Self, RandomError> {
        Self::generate_bytes::<DEFAULT_TOKEN_LEN>()
    }

    /// A fresh token of `N` random bytes. Does not compile unless `N` is [`MIN_TOKEN_LEN`]..=[`MAX_TOKEN_LEN`].
    ///
    /// # Errors
    /// [`RandomError`] when the operating system refuses randomness.
    pub fn generate_bytes<const N: usize>() -> Result<Self, RandomError> {
        const {
            assert!(
                N >= MIN_TOKEN_LEN && N <= MAX_TOKEN_LEN,
                "a token has 16 to 64 random bytes"
            )
        };
        let bytes = Zeroizing::new(random::array::<N>()?);
        Ok(Self::from_bytes(&*bytes))
    }

    /// Reads a token that a client presented.
    ///
    /// # Errors
    /// [`TokenError`] when `text` is not the base64url of [`MIN_TOKEN_LEN`]..=[`MAX_TOKEN_LEN`] bytes.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        // 4 characters carry 3 bytes: refuse by length before any work.
        if text.len() > MAX_TOKEN_LEN.div_ceil(3) * 4 {
            return Err(TokenError);
        }
        let bytes = Zeroizing::new(from_base64url(text).ok_or(TokenError)?);
        if !(MIN_TOKEN_LEN..=MAX_TOKEN_LEN).contains(&bytes.len()) {
            return Err(TokenError);
        }
        Ok(Self::from_bytes(&bytes))
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let mut sum = [0; 32];
        sum.copy_from_slice(digest(&SHA256, bytes).as_ref());
        Self {
            text: Secret::new(base64url(bytes)),
            digest: TokenDigest(sum),
        }
    }

    /// The text to hand to the client, once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// What to store, and to look up: SHA-256 of the token's bytes.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        self.digest
    }

    /// Whether this token is the one that was stored as `stored`, in constant time.
    #[must_use]
    pub fn matches(&self, stored: &TokenDigest) -> bool {
        constant_time_eq(&self.digest.0, &stored.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The stored form of a [`Token`]. Not a secret: it cannot be presented in place of the token.
///
/// It may be a map key or an indexed column: a lookup that stops early tells about bits of a SHA-256 value, which nobody
/// can steer towards a wanted one.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest as it came from storage.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 32 bytes, for a binary column.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal characters, for a text key.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Enough to tell two records apart in a log; too little to be an index of the table.
        let [first, second, third, fourth, ..] = self.0;
        write!(f, "TokenDigest({}..)", hex(&[first, second, third, fourth]))
    }
}

/// The presented text cannot be a token. It says no more, since the text came from outside.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("malformed token")]
pub struct TokenError;

impl TokenError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "token_malformed"
    }
}

/// Random bytes in a token unless stated otherwise: 256 bits.
pub const DEFAULT_TOKEN_LEN: usize = 32;
/// Fewest random bytes in a token: 128 bits, twice the 64 that OWASP asks of a session identifier.
pub const MIN_TOKEN_LEN: usize = 16;
/// Most random bytes in a token.
pub const MAX_TOKEN_LEN: usize = 64;
