//! What a sealed value belongs to: a logical context fixed in code, a row, and optionally a tenant.
//!
//! All three are authenticated and none is stored in the envelope, so a value that was moved to another column, row or
//! tenant does not open. The context is a name of your choice, not the name of a table, so it survives a migration.

use std::fmt;

/// The stable logical name of a kind of sealed value, like `"users.national_id"`.
///
/// It is part of the key derivation: once a value has been sealed under a context, its name must never change.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Context(&'static str);

impl Context {
    /// The context named `id`: 1 to [`MAX_CONTEXT_LEN`] characters of `a-z`, `0-9`, `_`, `.` and `-`.
    ///
    /// # Panics
    /// When `id` is not such a name. In a constant, as in [`FieldContext`], that is a compile error.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        assert!(
            is_context_id(id.as_bytes()),
            "a context id has 1 to 64 characters of a-z 0-9 _ . -"
        );
        Self(id)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A type that stands for one context, so that mixing two up does not compile.
///
/// ```
/// use momfood_crypto::{Context, FieldContext};
///
/// enum NationalId {}
/// impl FieldContext for NationalId {
///     const CONTEXT: Context = Context::new("users.national_id");
/// }
/// ```
pub trait FieldContext: 'static {
    /// The name under which values are sealed.
    const CONTEXT: Context;
}

/// The row that a value is sealed for, and optionally its tenant.
///
/// Bind to what never changes: a primary key, not an e-mail address. Both must be the server's own knowledge when opening,
/// never taken from the request.
#[derive(Clone, Copy)]
pub struct Bind<'a> {
    row: &'a [u8],
    tenant: Option<&'a [u8]>,
}

impl<'a> Bind<'a> {
    /// Binds to the row `id`: 1 to [`MAX_BIND_LEN`] bytes, checked on use.
    #[must_use]
    pub fn row(id: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self {
            row: id.as_ref(),
            tenant: None,
        }
    }

    /// Binds to the tenant `id` too, 1 to [`MAX_BIND_LEN`] bytes, checked on use. Each tenant has its own derived keys.
    #[must_use]
    pub fn with_tenant(mut self, id: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.tenant = Some(id.as_ref());
        self
    }

    /// The parts in the order of the specification, `(tenant, row)`, or `None` if one is empty or too long. An absent
    /// tenant is written as an empty one, which is why a present one must not be empty.
    pub(crate) fn parts(&self) -> Option<(&'a [u8], &'a [u8])> {
        let fits = |part: &[u8]| (1..=MAX_BIND_LEN).contains(&part.len());
        (fits(self.row) && self.tenant.is_none_or(fits)).then_some((self.tenant.unwrap_or_default(), self.row))
    }
}

impl fmt::Debug for Bind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Row ids may be personal data.
        f.debug_struct("Bind")
            .field("tenant", &self.tenant.is_some())
            .finish_non_exhaustive()
    }
}

const fn is_context_id(id: &[u8]) -> bool {
    let mut rest = id;
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-') {
            return false;
        }
        rest = tail;
    }
    !id.is_empty() && id.len() <= MAX_CONTEXT_LEN
}

/// Longest context id, in bytes.
pub const MAX_CONTEXT_LEN: usize = 64;
/// Longest row or tenant id, in bytes.
pub const MAX_BIND_LEN: usize = 255;
