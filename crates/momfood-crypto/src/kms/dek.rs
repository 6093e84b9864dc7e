//! One wrapped key as the service gave it: which KEK wrapped it, and bytes that only the service understands.

/// A key wrapped by a [`Kms`](super::Kms). Not a secret: it opens nothing without the service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WrappedDek {
    kek: Box<str>,
    bytes: Box<[u8]>,
}

impl WrappedDek {
    /// `bytes` that were wrapped under the KEK and version that `kek` names, or `None` when one of them has no place in
    /// a [`WrappedKeyring`](super::WrappedKeyring): `kek` has 1 to [`MAX_KEK_LEN`] characters of `A-Z`, `a-z`, `0-9`, `_`, `-`,
    /// `:` and `/`; there are 1 to [`MAX_WRAPPED_DEK_LEN`] bytes.
    #[must_use]
    pub fn new(kek: &str, bytes: &[u8]) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-:/".contains(&byte);
        let kek_fits = (1..=MAX_KEK_LEN).contains(&kek.len()) && kek.bytes().all(allowed);
        (kek_fits && (1..=MAX_WRAPPED_DEK_LEN).contains(&bytes.len())).then(|| Self {
            kek: kek.into(),
            bytes: bytes.into(),
        })
    }

    /// The name of the KEK, version included.
    #[must_use]
    pub fn kek(&self) -> &str {
        &self.kek
    }

    /// What the service gave.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Longest name of a KEK in bytes.
pub const MAX_KEK_LEN: usize = 160;
/// Most bytes of a wrapped key. The local KEK needs 60, Vault 89 and a cloud service up to some 400.
pub const MAX_WRAPPED_DEK_LEN: usize = 1024;
