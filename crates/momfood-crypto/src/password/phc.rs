//! The text of an argon2 hash, a PHC string: parse and print, no hashing.
//!
//! ```text
//! $argon2id$v=19$m=19456,t=2,p=1,keyid=nzohxA$<salt>$<output>
//!  scheme   version  cost         pepper, if any  unpadded base64, both
//! ```
//!
//! Strict (C2SP phc-strings): one order of the parameters, no leading zeros, no stray bits. What was parsed prints as it was,
//! so that a compare-and-swap on the text cannot miss. Argon2i and version 16 are read, since older systems wrote them.

use argon2::{Algorithm, Version};

use super::params::Argon2Params;
use crate::encoding::{base64, from_base64};
use crate::key::KeyId;

/// A parsed argon2 hash: all that a verification needs, bounded.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct Argon2Hash {
    pub(super) algorithm: Algorithm,
    pub(super) version: Version,
    pub(super) params: Argon2Params,
    pub(super) pepper: Option<KeyId>,
    /// [`SALT_LEN`] bytes when it is ours, 8 to 48 otherwise.
    pub(super) salt: Vec<u8>,
    /// [`OUTPUT_LEN`] bytes when it is ours, 16 to 64 otherwise.
    pub(super) output: Vec<u8>,
}

/// Why a text is not an argon2 hash that we read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refusal {
    Malformed,
    Cost,
}

impl Argon2Hash {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut fields = text.strip_prefix('$').ok_or(Refusal::Malformed)?.split('$').peekable();
        let algorithm = match fields.next() {
            Some("argon2id") => Algorithm::Argon2id,
            Some("argon2i") => Algorithm::Argon2i,
            _ => return Err(Refusal::Malformed),
        };
        // Without the field it is the version before versions were written.
        let version = match fields.next_if(|field| field.starts_with("v=")) {
            Some("v=19") => Version::V0x13,
            Some("v=16") | None => Version::V0x10,
            Some(_) => return Err(Refusal::Malformed),
        };
        let (Some(costs), Some(salt), Some(output), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(Refusal::Malformed);
        };

        let mut costs = costs.split(',');
        let mut cost = |name| number(costs.next()?, name);
        let memory_kib = cost("m=").ok_or(Refusal::Malformed)?;
        let passes = cost("t=").ok_or(Refusal::Malformed)?;
        let lanes = cost("p=").ok_or(Refusal::Malformed)?;
        let pepper = costs
            .next()
            .map(|field| pepper(field).ok_or(Refusal::Malformed))
            .transpose()?;
        if costs.next().is_some() {
            return Err(Refusal::Malformed);
        }

        Ok(Self {
            algorithm,
            version,
            params: Argon2Params::stored(memory_kib, passes, lanes).ok_or(Refusal::Cost)?,
            pepper,
            salt: bytes(salt, 8..=48).ok_or(Refusal::Malformed)?,
            output: bytes(output, 16..=MAX_OUTPUT_LEN).ok_or(Refusal::Malformed)?,
        })
    }

    /// The text, with the version written out.
    pub(super) fn print(&self) -> String {
        let Self {
            params, salt, output, ..
        } = self;
        let pepper = self.pepper.map_or_else(String::new, |id| {
            format!(",keyid={}", base64(&id.value().to_be_bytes()))
        });
        format!(
            "${}$v={}$m={},t={},p={}{pepper}${}${}",
            self.algorithm.as_str(),
            u32::from(self.version),
            params.memory_kib(),
            params.passes(),
            params.lanes(),
            base64(salt),
            base64(output),
        )
    }
}

/// A decimal behind `name`, in its one spelling.
fn number(field: &str, name: &str) -> Option<u32> {
    let digits = field.strip_prefix(name)?;
    let one_spelling = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    digits.parse().ok().filter(|_| one_spelling)
}

/// Ours have 4 bytes; a longer one is another system's pepper, which we cannot have.
fn pepper(field: &str) -> Option<KeyId> {
    let id = from_base64(field.strip_prefix("keyid=")?)?;
    Some(KeyId::new(u32::from_be_bytes(id.try_into().ok()?)))
}

fn bytes(field: &str, range: std::ops::RangeInclusive<usize>) -> Option<Vec<u8>> {
    from_base64(field).filter(|bytes| range.contains(&bytes.len()))
}

/// Bytes of a salt that we draw (RFC 9106 §3.1).
pub(super) const SALT_LEN: usize = 16;
/// Bytes of an output that we make.
pub(super) const OUTPUT_LEN: usize = 32;
/// Most bytes of an output that we read.
pub(super) const MAX_OUTPUT_LEN: usize = 64;
