#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

// From randomness over keys to what is done with them; each file is one station.
mod digit;
mod encoding;
mod secret;

pub mod random;

mod hkdf;
mod token;

mod key;
mod keyring;

pub mod envelope;

#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod aead;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod context;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod field;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub mod stream;

mod mac;

#[cfg(feature = "kms")]
pub mod kms;

mod signed_url;
mod webhook;

pub mod card;

#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod blind_index;

#[cfg(feature = "argon2")]
mod password;

#[cfg(all(feature = "conformance", any(feature = "ring", feature = "aes-gcm")))]
pub mod conformance;

#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub use aead::Backend;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub use blind_index::{
    BlindIndex, DEFAULT_INDEX_BITS, IndexError, IndexTag, IndexTagError, MAX_INDEX_BITS, MAX_INDEX_VALUE_LEN,
    Normalizer, lossy_bits,
};
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub use context::{Bind, Context, FieldContext, MAX_BIND_LEN, MAX_CONTEXT_LEN};
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub use field::{FieldCipher, OpenError, ResealError, SealError, Sealed};
pub use key::{KEY_LEN, Key, KeyError, KeyId, KeyStatus};
pub use keyring::{Keyring, KeyringError, MAX_KEYS};
pub use mac::{MAX_MAC_KEY_LEN, MIN_MAC_KEY_LEN, Mac, MacKey, MacKeyError, TAG_LEN, Tag};
#[cfg(feature = "argon2")]
pub use password::{
    Argon2Params, Argon2ParamsError, MAX_PASSWORD_LEN, PasswordError, PasswordHash, PasswordHashError, PasswordHasher,
    Verdict, Verification,
};
#[cfg(feature = "tokio")]
pub use password::{DEFAULT_QUEUE_PER_TASK, PasswordPool, PasswordPoolError};
pub use random::RandomError;
pub use secret::{Secret, constant_time_eq};
pub use signed_url::{MAX_URL_LEN, MAX_URL_LIFETIME, SignUrlError, UrlSigner, VerifyUrlError};
pub use token::{DEFAULT_TOKEN_LEN, MAX_TOKEN_LEN, MIN_TOKEN_LEN, Token, TokenDigest, TokenError};
pub use webhook::{
    DEFAULT_WEBHOOK_TOLERANCE, MAX_WEBHOOK_ID_LEN, MAX_WEBHOOK_TOLERANCE, SignedWebhook, Webhook, WebhookError,
    WebhookHeaders, WebhookKey, WebhookKeyError,
};
