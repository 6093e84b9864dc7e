//! Integration tests, one file a behaviour.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "tests"
)]

mod card;
mod card_scan;
mod keyring;
mod mac;
mod redaction;
mod signed_url;
mod token;
mod webhook;

#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod blind_index;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod envelope;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod field;
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod field_form;

#[cfg(any(feature = "ring", feature = "aes-gcm"))]
mod stream;

#[cfg(all(feature = "conformance", any(feature = "ring", feature = "aes-gcm")))]
mod aead;

#[cfg(feature = "cli")]
mod backup;
#[cfg(feature = "cli")]
mod cli;
#[cfg(all(feature = "kms", any(feature = "ring", feature = "aes-gcm")))]
mod kms;
#[cfg(feature = "kms")]
mod kms_text;
#[cfg(all(feature = "vault", any(feature = "ring", feature = "aes-gcm")))]
mod vault;

#[cfg(feature = "argon2")]
mod password;
#[cfg(feature = "argon2")]
mod password_hash;
#[cfg(feature = "tokio")]
mod password_pool;
