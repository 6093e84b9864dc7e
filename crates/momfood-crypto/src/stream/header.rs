//! The first 64 bytes of a stream, and the keys that follow from them: magic, version, key id, salt and commitment.

use super::chunk::Chunks;
use super::{HEADER_LEN, MAX_STREAM_CONTEXT_LEN, OpenStreamError, SealStreamError};
use crate::aead::Backend;
use crate::hkdf;
use crate::key::{KEY_LEN, KeyId};
use crate::keyring::Keyring;
use crate::secret::constant_time_eq;

/// What the stream is, within its bounds.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    len: u16,
    text: &'a str,
}

impl<'a> Context<'a> {
    pub(super) fn new(text: &'a str) -> Option<Self> {
        let len = u16::try_from(text.len()).ok()?;
        (1..=MAX_STREAM_CONTEXT_LEN)
            .contains(&text.len())
            .then_some(Self { len, text })
    }
}

/// A header of a new stream under the primary key, and its chunks.
pub(super) fn seal(
    keyring: &Keyring,
    context: Context<'_>,
    salt: &[u8; SALT_LEN],
    backend: Backend,
) -> Result<([u8; HEADER_LEN], Chunks), SealStreamError> {
    let id = keyring.primary();
    // A primary key always has its material.
    let material = keyring.key(id).and_then(|key| key.material());
    let mut header = Header {
        key_id: id,
        salt: *salt,
        commitment: [0; COMMITMENT_LEN],
    };
    let (chunks, commitment) = material
        .and_then(|material| header.derive(material, context, backend))
        .ok_or(SealStreamError::Cipher)?;
    header.commitment = commitment;
    Ok((header.to_bytes(), chunks))
}

/// The chunks behind `header`, if its key is there and commits to it.
pub(super) fn open(
    keyring: &Keyring,
    context: Context<'_>,
    header: &[u8; HEADER_LEN],
    backend: Backend,
) -> Result<Chunks, OpenStreamError> {
    let header = Header::parse(header)?;
    let key = keyring
        .key(header.key_id)
        .filter(|key| key.status().opens())
        .ok_or(OpenStreamError::Key(header.key_id))?;
    let (chunks, commitment) = key
        .material()
        .and_then(|material| header.derive(material, context, backend))
        .ok_or(OpenStreamError::Refused)?;
    if constant_time_eq(&commitment, &header.commitment) {
        Ok(chunks)
    } else {
        Err(OpenStreamError::Refused)
    }
}

/// Why a source that ends within its header does not open: `start` is all there is.
pub(super) fn cut_short(start: &[u8]) -> OpenStreamError {
    let mut known = MAGIC.iter().chain(&[VERSION]).zip(start);
    match known.position(|(known, byte)| known != byte) {
        None => OpenStreamError::Truncated,
        Some(at) if at < MAGIC.len() => OpenStreamError::Format,
        Some(_) => OpenStreamError::Version,
    }
}

struct Header {
    key_id: KeyId,
    salt: [u8; SALT_LEN],
    commitment: [u8; COMMITMENT_LEN],
}

impl Header {
    fn parse(bytes: &[u8; HEADER_LEN]) -> Result<Self, OpenStreamError> {
        let format = OpenStreamError::Format;
        let Some((&MAGIC, rest)) = bytes.split_first_chunk() else {
            return Err(format);
        };
        let Some((&[version], rest)) = rest.split_first_chunk() else {
            return Err(format);
        };
        if version != VERSION {
            return Err(OpenStreamError::Version);
        }
        let Some((&key_id, rest)) = rest.split_first_chunk() else {
            return Err(format);
        };
        let Some((&salt, commitment)) = rest.split_first_chunk() else {
            return Err(format);
        };
        Ok(Self {
            key_id: KeyId::new(u32::from_be_bytes(key_id)),
            salt,
            commitment: commitment.try_into().map_err(|_| format)?,
        })
    }

    fn to_bytes(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        let parts = [
            &MAGIC[..],
            &[VERSION],
            &self.key_id.value().to_be_bytes(),
            &self.salt,
            &self.commitment,
        ];
        for (byte, value) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *byte = *value;
        }
        bytes
    }

    /// The chunk key and the commitment, from one block of HKDF.
    fn derive(
        &self,
        material: &[u8; KEY_LEN],
        context: Context<'_>,
        backend: Backend,
    ) -> Option<(Chunks, [u8; COMMITMENT_LEN])> {
        let info = [
            LABEL,
            &MAGIC,
            &[VERSION],
            &self.key_id.value().to_be_bytes(),
            &self.salt,
            &context.len.to_be_bytes(),
            context.text.as_bytes(),
        ];
        let block = hkdf::expand_sha512(material, &info);
        let (key, commitment) = block.expose().split_first_chunk::<KEY_LEN>()?;
        let chunks = Chunks::new(key, backend).ok()?;
        Some((chunks, commitment.try_into().ok()?))
    }
}

/// Bytes of a salt.
pub(super) const SALT_LEN: usize = 24;
const COMMITMENT_LEN: usize = 32;
const MAGIC: [u8; 3] = *b"mfs";
const VERSION: u8 = 1;
const LABEL: &[u8] = b"momfood/stream/v1";
