//! The name of a quota: it names the policy in headers and events, and keeps the buckets of two quotas apart.

use core::fmt;

/// 1 to 32 bytes of lower-case letters, digits, `-` and `_`, so that it can stand in a structured header field
/// (RFC 9651), a metric label and a Redis key without escaping. Give every quota its own.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct PolicyId {
    name: Box<str>,
    /// Of the name, so that a check need not read it again.
    tag: u64,
}

impl PolicyId {
    /// Checks a name.
    ///
    /// # Errors
    /// [`PolicyIdError`] if it is empty, longer than [`MAX_POLICY_ID_BYTES`], or holds any other character.
    pub fn new(name: &str) -> Result<Self, PolicyIdError> {
        let fits = (1..=MAX_POLICY_ID_BYTES).contains(&name.len());
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        if !fits || !name.bytes().all(plain) {
            return Err(PolicyIdError);
        }
        Ok(Self::preset(name))
    }

    /// A name that is known to be one.
    pub(crate) fn preset(name: &str) -> Self {
        Self {
            name: name.into(),
            tag: fnv1a(name.as_bytes()),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    pub(crate) const fn tag(&self) -> u64 {
        self.tag
    }
}

/// The longest name, in bytes.
pub const MAX_POLICY_ID_BYTES: usize = 32;

/// A policy needs a name of 1 to 32 lower-case letters, digits, `-` and `_`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a policy id is 1 to 32 lower-case letters, digits, hyphens and underscores")]
pub struct PolicyIdError;

impl fmt::Display for PolicyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

impl fmt::Debug for PolicyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.name)
    }
}

/// FNV-1a. It needs no key: names come from the operator, and the keyed hash runs over this tag and the subject.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_need_no_escaping_anywhere_are_taken() {
        assert!(PolicyId::new("login-ip_v2").is_ok());
        let long = "a".repeat(33);
        for name in ["", "Login", "a b", "a\"b", "a\\b", "é", "a\n", "{tag}", long.as_str()] {
            assert_eq!(PolicyId::new(name), Err(PolicyIdError), "{name:?}");
        }
    }

    #[test]
    fn the_tag_is_fnv_1a() {
        // Vector: draft-eastlake-fnv, test vectors of FNV-1a 64.
        assert_eq!(PolicyId::new("a").unwrap().tag(), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(PolicyId::new("foobar").unwrap().tag(), 0x8594_4171_f739_67e8);
    }
}
