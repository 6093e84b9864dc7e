#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod config;
mod encoding;

mod authentication;
mod device;
mod id;
mod subject;

mod key;
mod key_ring;

mod access;
mod jws;
mod refresh_token;

mod session;
mod store;

mod service;
mod token_pair;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use access::{
    AccessVerifier, ClaimsError, DEFAULT_CACHED_TOKENS, DEFAULT_LEEWAY, MAX_APP_CLAIMS_BYTES, MAX_LEEWAY, TokenError,
    Verified,
};
pub use authentication::{Aal, AuthMethod, AuthMethods, Authentication, UnknownAal, UnknownAuthMethod};
pub use config::ConfigError;
pub use device::{DEVICE_TAG_BYTES, Device, DeviceTag, MAX_FINGERPRINT_PART_BYTES, MAX_USER_AGENT_BYTES};
pub use id::{ID_BYTES, IdError, SessionId, TokenId};
pub use jws::MAX_TOKEN_BYTES;
pub use key::{Algorithm, KeyError, Kid, PUBLIC_KEY_BYTES, SigningKey, VerifyingKey};
pub use key_ring::{Jwk, Jwks, KeyRing, KeyRingError, KeyState, MAX_RING_KEYS};
pub use refresh_token::{RefreshKeys, RefreshToken, RefreshTokenError};
pub use service::{
    AuthenticateError, DEFAULT_ABSOLUTE_TTL, DEFAULT_ACCESS_TTL, DEFAULT_GRACE, DEFAULT_IDLE_TTL, DEFAULT_SESSION_CAP,
    RefreshError, SignInError, StepUpError, TokenService,
};
pub use session::{Presented, Renewed, Reuse, Rotation, RotationPolicy, Session};
#[cfg(feature = "memory")]
pub use store::MemorySessionStore;
pub use store::{Creation, SessionStore};
pub use subject::{MAX_SUBJECT_BYTES, Subject, SubjectError};
pub use token_pair::{AccessToken, TokenPair};
