//! What a client shows of itself: a description for the list of sessions, and a fingerprint that binds a session to it.
//!
//! A session is bound at sign-in and never again (a thief who could re-bind would be at home). The tag that a store keeps
//! is keyed by the session's own secret, which no store has: a stolen table tells neither what the parts were nor which
//! sessions share a device.

use core::fmt;

use momfood_audit::{ClientAddr, SafeText};
use momfood_crypto::constant_time_eq;
use ring::{
    digest::{Context, SHA256},
    hmac,
};

/// A client, as a request shows it. Everything in it is the client's own word.
#[derive(Clone, Debug, Default)]
pub struct Device {
    user_agent: SafeText,
    address: Option<ClientAddr>,
    fingerprint: Option<Fingerprint>,
}

impl Device {
    /// A client of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The `User-Agent`, shown in the list of sessions; past [`MAX_USER_AGENT_BYTES`] it is cut.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: &str) -> Self {
        let end = user_agent.floor_char_boundary(MAX_USER_AGENT_BYTES);
        self.user_agent = SafeText::new(user_agent.get(..end).unwrap_or_default());
        self
    }

    /// Where the request came from, shown in the list of sessions and in events. It never binds: people move.
    #[must_use]
    pub const fn with_address(mut self, address: ClientAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Binds a session that is opened with this device to `parts`: at each refresh the same must be presented in the same
    /// order, or the session is ended. Of each part the first [`MAX_FINGERPRINT_PART_BYTES`] count; if all are empty, nothing
    /// is bound.
    ///
    /// # Security
    /// User agent, language, platform, screen and time zone are no secrets and change with an update of the browser: they
    /// catch a thief who does not try, and end the session of a user who updates. A key that the device holds is better.
    #[must_use]
    pub fn with_fingerprint(mut self, parts: &[&str]) -> Self {
        self.fingerprint = Fingerprint::of(parts);
        self
    }

    /// The description.
    #[must_use]
    pub const fn user_agent(&self) -> &SafeText {
        &self.user_agent
    }

    /// Where the request came from.
    #[must_use]
    pub const fn address(&self) -> Option<ClientAddr> {
        self.address
    }

    /// The fingerprint under a session's secret, if there is one.
    pub(crate) fn tag(&self, secret: &[u8]) -> Option<DeviceTag> {
        self.fingerprint.map(|Fingerprint(digest)| {
            let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret));
            context.update(TAG_LABEL);
            context.update(&digest);
            let mut tag = [0; DEVICE_TAG_BYTES];
            tag.copy_from_slice(context.sign().as_ref());
            DeviceTag(tag)
        })
    }
}

/// SHA-256 over the parts, each behind its length.
#[derive(Clone, Copy)]
struct Fingerprint([u8; 32]);

impl Fingerprint {
    fn of(parts: &[&str]) -> Option<Self> {
        if parts.iter().all(|part| part.is_empty()) {
            return None;
        }
        let mut context = Context::new(&SHA256);
        for part in parts {
            let kept = part.as_bytes();
            let kept = kept.get(..MAX_FINGERPRINT_PART_BYTES).unwrap_or(kept);
            context.update(&(kept.len() as u64).to_be_bytes());
            context.update(kept);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.finish().as_ref());
        Some(Self(digest))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fingerprint(..)")
    }
}

/// What a session is bound to, as a store keeps it.
#[derive(Clone, Copy)]
pub struct DeviceTag([u8; DEVICE_TAG_BYTES]);

impl DeviceTag {
    /// The tag as a store kept it.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; DEVICE_TAG_BYTES]) -> Self {
        Self(bytes)
    }

    /// 32 bytes, for a binary column.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; DEVICE_TAG_BYTES] {
        &self.0
    }

    /// Whether both are the same, in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        constant_time_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for DeviceTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DeviceTag(..)")
    }
}

/// Longest user agent that a session keeps, in bytes.
pub const MAX_USER_AGENT_BYTES: usize = 256;
/// How much of each part of a fingerprint counts, in bytes.
pub const MAX_FINGERPRINT_PART_BYTES: usize = 1_024;
/// Bytes of a device tag.
pub const DEVICE_TAG_BYTES: usize = 32;

const TAG_LABEL: &[u8] = b"mf-dev1";

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &[&str], other: &[&str]) -> bool {
        let tag = |parts| Device::new().with_fingerprint(parts).tag(b"secret").unwrap();
        tag(one).matches(&tag(other))
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert!(same(&["ab", "c"], &["ab", "c"]));
        for other in [&["a", "bc"][..], &["abc"], &["ab", "c", ""], &["c", "ab"]] {
            assert!(!same(&["ab", "c"], other), "{other:?}");
        }
    }

    #[test]
    fn one_device_has_another_tag_in_each_session() {
        let device = Device::new().with_fingerprint(&["Firefox"]);
        assert!(!device.tag(b"one").unwrap().matches(&device.tag(b"two").unwrap()));
        assert!(Device::new().with_fingerprint(&["", ""]).tag(b"one").is_none());
    }

    #[test]
    fn a_user_agent_is_cut_at_a_character() {
        let device = Device::new().with_user_agent(&"ط".repeat(1_000));
        assert_eq!(device.user_agent().as_str().len(), MAX_USER_AGENT_BYTES);
    }
}
