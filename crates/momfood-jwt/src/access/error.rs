//! Why an access token was refused: one reason for each check, in the order in which they are made.

/// Why an access token was refused. For logs and metrics: to a client, they are all the same.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new reason to refuse must break whoever handles each"
)]
pub enum TokenError {
    /// Longer than [`MAX_TOKEN_BYTES`](crate::MAX_TOKEN_BYTES); nothing else was looked at.
    #[error("the token is too large")]
    TooLarge,
    /// Not three parts of strict base64url, the first of them a JSON object.
    #[error("the token is malformed")]
    Malformed,
    /// The header has a parameter that is unknown, forbidden, missing, there twice or of a wrong type.
    #[error("the token's header is refused")]
    Header,
    /// Not an access token: an id token, for example.
    #[error("the token is of another type")]
    Type,
    /// No key of this name.
    #[error("the token's key is unknown")]
    UnknownKey,
    /// The key was retired and its time has run out.
    #[error("the token's key is retired")]
    RetiredKey,
    /// The header names another algorithm than the key's.
    #[error("the token's algorithm is not its key's")]
    Algorithm,
    /// The signature is not the key's.
    #[error("the token's signature is wrong")]
    Signature,
    /// A claim is missing, there twice or of a wrong type.
    #[error("the token's claims are refused")]
    Claims,
    /// Issued by another.
    #[error("the token has another issuer")]
    Issuer,
    /// Issued for others.
    #[error("the token is for another audience")]
    Audience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come: `iat` or `nbf` lie in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
}

impl TokenError {
    /// The stable code, such as `token_expired`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "token_too_large",
            Self::Malformed => "token_malformed",
            Self::Header => "token_header",
            Self::Type => "token_type",
            Self::UnknownKey => "token_key_unknown",
            Self::RetiredKey => "token_key_retired",
            Self::Algorithm => "token_algorithm",
            Self::Signature => "token_signature",
            Self::Claims => "token_claims",
            Self::Issuer => "token_issuer",
            Self::Audience => "token_audience",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
        }
    }
}
