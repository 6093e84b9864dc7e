//! Who holds which role: the ids that a store is given, checked and bounded before it sees them.

use core::fmt;

use momfood_audit::Timestamp;

use crate::name;

/// The id of an account: 1 to 128 bytes of visible ASCII, compared byte by byte.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AccountId(Box<str>);

/// The id of a tenant: 1 to 128 bytes of visible ASCII, compared byte by byte.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TenantId(Box<str>);

macro_rules! opaque_id {
    ($type:ident, $what:literal) => {
        impl $type {
            /// Longest id in bytes.
            pub const MAX_BYTES: usize = MAX_ID_BYTES;

            /// Takes an id as it is.
            ///
            /// # Errors
            /// [`InvalidAssignment`] when it is empty, too long, or not visible ASCII.
            pub fn parse(text: &str) -> Result<Self, InvalidAssignment> {
                let visible = text
                    .bytes()
                    .take(MAX_ID_BYTES)
                    .all(|byte| byte.is_ascii_graphic());
                if text.is_empty() || text.len() > MAX_ID_BYTES || !visible {
                    return Err(InvalidAssignment($what));
                }
                Ok(Self(text.into()))
            }

            /// The id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

opaque_id!(AccountId, "account id");
opaque_id!(TenantId, "tenant id");

/// A role, everywhere or in one tenant.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Assignment {
    role: Box<str>,
    tenant: Option<TenantId>,
}

impl Assignment {
    /// The role of this name, everywhere.
    ///
    /// # Errors
    /// [`InvalidAssignment`] when no policy could have a role of that name.
    pub fn new(role: &str) -> Result<Self, InvalidAssignment> {
        if !name::is_name(role) {
            return Err(InvalidAssignment("role"));
        }
        Ok(Self {
            role: role.into(),
            tenant: None,
        })
    }

    /// The same role in one tenant only.
    #[must_use]
    pub fn in_tenant(mut self, tenant: TenantId) -> Self {
        self.tenant = Some(tenant);
        self
    }

    /// The role's name.
    #[must_use]
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The tenant in which alone the role is held.
    #[must_use]
    pub const fn tenant(&self) -> Option<&TenantId> {
        self.tenant.as_ref()
    }
}

/// An assignment that an account holds.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Held {
    /// What it holds.
    pub assignment: Assignment,
    /// Since when.
    pub since: Timestamp,
}

impl Held {
    /// What is held since `since`; for stores.
    #[must_use]
    pub const fn new(assignment: Assignment, since: Timestamp) -> Self {
        Self { assignment, since }
    }
}

/// An account, tenant or role that cannot be one. The text is not repeated.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("invalid {0}")]
pub struct InvalidAssignment(&'static str);

impl InvalidAssignment {
    /// The stable code, `invalid_assignment`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_assignment"
    }
}

const MAX_ID_BYTES: usize = 128;
