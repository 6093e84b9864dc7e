//! Access tokens: minted here, verified here. Verifying is pure computation: no store, no clock, no waiting.

mod cache;
mod claims;
mod error;
mod mint;
mod verified;
mod verifier;

pub(crate) use claims::{AppClaims, MAX_NAME_BYTES};
pub use claims::{ClaimsError, MAX_APP_CLAIMS_BYTES};
pub use error::TokenError;
pub(crate) use mint::Mint;
pub use verified::Verified;
pub use verifier::{AccessVerifier, DEFAULT_CACHED_TOKENS, DEFAULT_LEEWAY, MAX_LEEWAY};
