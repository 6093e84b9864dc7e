//! Who asks: an id, roles, and whatever else the policy may compare. It comes from the session, never from the request.

use core::fmt;

use uuid::Uuid;

use crate::predicate::Absence;
use crate::value::Literal;
use crate::{RoleSet, Value};

/// An authenticated caller. Without roles it may do nothing.
#[derive(Clone, Debug)]
pub struct Principal {
    id: PrincipalId,
    roles: RoleSet,
    /// A handful, searched in order. Without a value: known to be null.
    attributes: Vec<(Box<str>, Option<Literal>)>,
}

impl Principal {
    /// The caller with this id and these roles, which [`Policy::roles`](crate::Policy::roles) makes from names.
    pub fn new(id: impl Into<PrincipalId>, roles: RoleSet) -> Self {
        Self {
            id: id.into(),
            roles,
            attributes: Vec::new(),
        }
    }

    /// Adds what conditions call `principal.name`; a name that stands already is replaced.
    ///
    /// A tenant is such an attribute: `with_attribute("tenant_id", tenant)`.
    #[must_use]
    pub fn with_attribute<'v>(mut self, name: &str, value: impl Into<Value<'v>>) -> Self {
        self.attributes.retain(|(known, _)| known.as_ref() != name);
        self.attributes.push((name.into(), Literal::of(value.into())));
        self
    }

    /// Who it is.
    #[must_use]
    pub const fn id(&self) -> &PrincipalId {
        &self.id
    }

    /// The roles, inherited ones among them.
    #[must_use]
    pub const fn roles(&self) -> RoleSet {
        self.roles
    }

    pub(crate) fn attribute(&self, name: &str) -> Result<Value<'_>, Absence> {
        let found = self.attributes.iter().find(|(known, _)| known.as_ref() == name);
        match found {
            Some((_, Some(value))) => Ok(value.as_value()),
            Some((_, None)) => Err(Absence::Null),
            None => Err(Absence::Missing),
        }
    }
}

/// The id of an account, as the rows that it owns hold it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a policy declares `principal.id` as one of these two"
)]
pub enum PrincipalId {
    /// `uuid`, the policy's default.
    Uuid(Uuid),
    /// `text`.
    Text(Box<str>),
}

impl PrincipalId {
    pub(crate) fn as_value(&self) -> Value<'_> {
        match self {
            Self::Uuid(id) => Value::Uuid(*id),
            Self::Text(id) => Value::Text(id),
        }
    }
}

impl From<Uuid> for PrincipalId {
    fn from(id: Uuid) -> Self {
        Self::Uuid(id)
    }
}

impl From<&str> for PrincipalId {
    fn from(id: &str) -> Self {
        Self::Text(id.into())
    }
}

impl From<String> for PrincipalId {
    fn from(id: String) -> Self {
        Self::Text(id.into())
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(id) => id.fmt(formatter),
            Self::Text(id) => formatter.write_str(id),
        }
    }
}
