//! The JSON and the status codes of the transit engine (Vault's API documentation, "Transit secrets engine").
//!
//! Bodies are written by hand: base64 needs no escape, and a buffer of known size leaves no copies of the key behind. They
//! are read in place for the same reason.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::encoding::{from_padded_base64, padded_base64};
use crate::key::KEY_LEN;
use crate::kms::KmsError;
use crate::secret::Secret;

/// Which of the two paths.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Endpoint {
    Encrypt,
    Decrypt,
}

impl Endpoint {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Encrypt => "encrypt",
            Self::Decrypt => "decrypt",
        }
    }
}

/// The version of a key, from 1.
pub(super) type Version = std::num::NonZeroU32;

/// Vault answers 400 to a ciphertext that does not open, and 404 where no engine is mounted.
pub(super) fn check_status(endpoint: Endpoint, status: u16) -> Result<(), KmsError> {
    match status {
        200 => Ok(()),
        400 if endpoint == Endpoint::Decrypt => Err(KmsError::Refused),
        401 | 403 => Err(KmsError::Denied),
        404 => Err(KmsError::UnknownKek),
        // 412 is a replica that is behind; 429 and 472 to 503 are limits, standby nodes and sealed ones.
        408 | 412 | 429 | 472 | 473 | 500..=599 => Err(KmsError::Unavailable(None)),
        _ => Err(KmsError::Protocol),
    }
}

pub(super) fn encrypt_body(dek: &Secret<[u8; KEY_LEN]>, aad: &[u8]) -> Zeroizing<Vec<u8>> {
    let plaintext = Zeroizing::new(padded_base64(dek.expose()));
    body("plaintext", &plaintext, aad)
}

pub(super) fn decrypt_body(ciphertext: &str, aad: &[u8]) -> Zeroizing<Vec<u8>> {
    body("ciphertext", ciphertext, aad)
}

/// `value` needs no escape.
fn body(name: &str, value: &str, aad: &[u8]) -> Zeroizing<Vec<u8>> {
    let aad = padded_base64(aad);
    let parts = ["{\"", name, "\":\"", value, "\",\"associated_data\":\"", &aad, "\"}"];
    let mut body = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        body.extend_from_slice(part.as_bytes());
    }
    body
}

/// What `encrypt` gave, and the version that it names.
pub(super) fn ciphertext(answer: &[u8]) -> Result<(&str, Version), KmsError> {
    let data: Encrypted<'_> = read(answer)?;
    let version = version(data.ciphertext).ok_or(KmsError::Protocol)?;
    // Older servers leave `key_version` out; one that says another thing than the ciphertext is broken.
    if data.key_version.is_some_and(|said| said != version) {
        return Err(KmsError::Protocol);
    }
    Ok((data.ciphertext, version))
}

/// The key that `decrypt` gave.
pub(super) fn plaintext(answer: &[u8]) -> Result<Secret<[u8; KEY_LEN]>, KmsError> {
    let data: Decrypted<'_> = read(answer)?;
    let bytes = Zeroizing::new(from_padded_base64(data.plaintext).ok_or(KmsError::Protocol)?);
    let dek = Zeroizing::new(<[u8; KEY_LEN]>::try_from(bytes.as_slice()).map_err(|_| KmsError::Protocol)?);
    Ok(Secret::new(*dek))
}

/// The version of `vault:v<version>:<base64>`, spelled in its one way.
pub(super) fn version(ciphertext: &str) -> Option<Version> {
    let (version, payload) = ciphertext.strip_prefix("vault:v")?.split_once(':')?;
    let number: Version = version.parse().ok()?;
    let spelled = number.to_string() == version && !payload.is_empty();
    (spelled && from_padded_base64(payload).is_some()).then_some(number)
}

fn read<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> Result<T, KmsError> {
    // The error of serde_json can quote what it read.
    let answer: Answer<T> = serde_json::from_slice(answer).map_err(|_| KmsError::Protocol)?;
    Ok(answer.data)
}

#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct Encrypted<'a> {
    ciphertext: &'a str,
    key_version: Option<Version>,
}

#[derive(Deserialize)]
struct Decrypted<'a> {
    plaintext: &'a str,
}
