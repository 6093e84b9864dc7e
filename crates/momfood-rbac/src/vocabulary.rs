//! The names of a policy, as small numbers: what a decision compares instead of strings.
//!
//! Numbers of one policy mean nothing in another, so each carries the fingerprint of the names it was made from. Where it
//! does not match, nothing is allowed; a policy with the same names under other rules understands it.

use core::hash::{Hash, Hasher};
use std::collections::BTreeMap;
use std::hash::DefaultHasher;

use momfood_audit::SafeText;

use crate::{ActionId, Permission};

/// A set of a policy's roles, with all that they inherit. Empty, it may do nothing.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct RoleSet {
    pub(crate) mask: u64,
    pub(crate) fingerprint: u64,
}

impl RoleSet {
    /// Whether there is no role in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.mask == 0
    }
}

/// Roles and actions by name and by number.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    roles: Box<[Box<str>]>,
    /// For each role itself and all that it inherits, one bit a role.
    closures: Box<[u64]>,
    actions: BTreeMap<Box<str>, BTreeMap<Box<str>, usize>>,
    fingerprint: u64,
}

impl Vocabulary {
    /// Roles with their closures, and the names of resource and action of every cell, in the order of the cells.
    pub(crate) fn new<'n>(
        roles: Box<[Box<str>]>,
        closures: Box<[u64]>,
        cells: impl IntoIterator<Item = (&'n str, &'n str)>,
    ) -> Self {
        let mut actions: BTreeMap<Box<str>, BTreeMap<Box<str>, usize>> = BTreeMap::new();
        for (index, (resource, action)) in cells.into_iter().enumerate() {
            actions.entry(resource.into()).or_default().insert(action.into(), index);
        }
        let mut hasher = DefaultHasher::new();
        (&roles, &closures, &actions).hash(&mut hasher);
        Self {
            fingerprint: hasher.finish(),
            roles,
            closures,
            actions,
        }
    }

    pub(crate) const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub(crate) fn roles<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<RoleSet, UnknownRole> {
        let mut mask = 0;
        for name in names {
            let known = self
                .roles
                .iter()
                .zip(&self.closures)
                .find(|(role, _)| role.as_ref() == name);
            let (_, closure) = known.ok_or_else(|| UnknownRole::new(name))?;
            mask |= closure;
        }
        Ok(RoleSet {
            mask,
            fingerprint: self.fingerprint,
        })
    }

    pub(crate) fn role_names(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(AsRef::as_ref)
    }

    pub(crate) fn names_of(&self, roles: RoleSet) -> impl Iterator<Item = &str> {
        let mask = if roles.fingerprint == self.fingerprint {
            roles.mask
        } else {
            0
        };
        let bits = (0_u32..).map(move |number| mask.checked_shr(number).unwrap_or(0) & 1 == 1);
        self.role_names()
            .zip(bits)
            .filter_map(|(name, held)| held.then_some(name))
    }

    pub(crate) fn action(&self, resource: &str, action: &str) -> Result<ActionId, UnknownAction> {
        match self.actions.get(resource).and_then(|actions| actions.get(action)) {
            Some(index) => Ok(ActionId::new(*index, self.fingerprint)),
            None => Err(UnknownAction::new(resource, action)),
        }
    }

    pub(crate) fn permission<P: Permission>(&self) -> Result<ActionId<P>, UnknownAction> {
        let ActionId { index, fingerprint, .. } = self.action(P::RESOURCE, P::ACTION)?;
        Ok(ActionId::new(index, fingerprint))
    }

    /// Every action of every resource, in order of their names.
    pub(crate) fn actions(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        self.actions.iter().flat_map(|(resource, actions)| {
            let actions = actions.iter();
            actions.map(|(action, index)| (resource.as_ref(), action.as_ref(), *index))
        })
    }
}

/// The policy has no role of this name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unknown role `{name}`")]
pub struct UnknownRole {
    name: SafeText,
}

impl UnknownRole {
    fn new(name: &str) -> Self {
        Self {
            name: SafeText::new(name),
        }
    }

    /// The name, neutralised for logs.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The stable code, `unknown_role`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unknown_role"
    }
}

/// The policy has no action of this name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unknown action `{name}`")]
pub struct UnknownAction {
    name: SafeText,
}

impl UnknownAction {
    fn new(resource: &str, action: &str) -> Self {
        Self {
            name: SafeText::new(&format!("{resource}:{action}")),
        }
    }

    /// The name, `resource:action`, neutralised for logs.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The stable code, `unknown_action`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unknown_action"
    }
}
