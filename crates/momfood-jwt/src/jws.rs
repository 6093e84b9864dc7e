//! The outermost shell of an access token: a JWS in compact serialization (RFC 7515 §7.1), read strictly.
//!
//! In order, each step cheaper than the next: length, three parts, header, key, signature, and only then the payload. The
//! header never chooses an algorithm: it names a key, and must agree with it. Nothing of the payload is looked at before its
//! signature holds.

use base64::Engine as _;
use momfood_audit::Timestamp;

use crate::{
    access::TokenError,
    encoding::{BASE64URL, decode_into},
    key::{SigningKey, VerifyingKey},
    key_ring::Keys,
};

mod header;

pub(crate) use header::Header;

/// The token of `payload` under `key`.
pub(crate) fn sign(key: &SigningKey, payload: &[u8]) -> String {
    let header = key.verifying_key().header();
    let encoded = base64::encoded_len(payload.len(), false).unwrap_or(0);
    let mut token = String::with_capacity(header.len() + encoded + MAX_SIGNATURE_CHARACTERS + 2);
    token.push_str(header);
    token.push('.');
    BASE64URL.encode_string(payload, &mut token);
    key.sign(&mut token);
    token
}

/// The payload of `token`, if one of `keys` signed it and is accepted at `now`.
pub(crate) fn verify(token: &str, keys: &Keys, now: Timestamp) -> Result<Vec<u8>, TokenError> {
    let Parts {
        key,
        signed,
        payload,
        signature,
    } = open(token, keys, now)?;
    let mut buffer = [0; SIGNATURE_BUFFER];
    let signature = decode_into(signature, &mut buffer).ok_or(TokenError::Malformed)?;
    if !key.verifies(signed.as_bytes(), signature) {
        return Err(TokenError::Signature);
    }
    BASE64URL.decode(payload).map_err(|_| TokenError::Malformed)
}

/// Whether the key that `token` names is accepted at `now`: all of [`verify`] but the signature, for a token whose
/// signature is known to hold.
pub(crate) fn is_accepted(token: &str, keys: &Keys, now: Timestamp) -> bool {
    open(token, keys, now).is_ok()
}

/// A token in its parts, with the key that it names.
struct Parts<'t, 'k> {
    key: &'k VerifyingKey,
    signed: &'t str,
    payload: &'t str,
    signature: &'t str,
}

fn open<'t, 'k>(token: &'t str, keys: &'k Keys, now: Timestamp) -> Result<Parts<'t, 'k>, TokenError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(TokenError::TooLarge);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    if payload.contains('.') {
        return Err(TokenError::Malformed);
    }
    // Tokens that we issued carry our header to the letter. Only those of another library are parsed.
    let key = match keys.with_header(header, now) {
        Some(key) => key,
        None => Header::key(header, keys, now)?,
    };
    Ok(Parts {
        key,
        signed,
        payload,
        signature,
    })
}

/// Longest access token, in bytes: what common proxies allow for one header line.
pub const MAX_TOKEN_BYTES: usize = 8_192;

/// An Ed25519 signature has 64 bytes, the longest of ours: 86 characters.
const MAX_SIGNATURE_CHARACTERS: usize = 86;
/// 64 bytes in whole groups of 3, as the decoder writes them.
const SIGNATURE_BUFFER: usize = 66;

#[cfg(test)]
mod tests;
