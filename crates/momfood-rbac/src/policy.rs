//! A policy in force: immutable, shared without a lock, asked without allocation.

use crate::compile;
use crate::decide::decide;
use crate::document::PolicyDocument;
use crate::error::{PolicyError, PolicyFault};
use crate::explain::explain;
use crate::place::Path;
use crate::possible::{Possible, possible};
use crate::table::{Cell, Condition, Rule};
use crate::vocabulary::Vocabulary;
use crate::{
    ActionId, Attributes, Authorized, Decision, Denied, Explanation, Permission, Principal, RoleSet, UnknownAction,
    UnknownRole,
};

/// Roles, rules and conditions, checked as a whole and compiled into a table.
#[derive(Debug)]
pub struct Policy {
    vocabulary: Vocabulary,
    cells: Box<[Cell]>,
    rules: Box<[Rule]>,
    conditions: Box<[Condition]>,
}

impl Policy {
    /// Longest policy file in bytes.
    pub const MAX_BYTES: usize = 1_048_576;

    pub(crate) const fn new(
        vocabulary: Vocabulary,
        cells: Box<[Cell]>,
        rules: Box<[Rule]>,
        conditions: Box<[Condition]>,
    ) -> Self {
        Self {
            vocabulary,
            cells,
            rules,
            conditions,
        }
    }

    /// Reads, checks and compiles a policy file, and runs the tests that it carries. All of it holds or none.
    ///
    /// # Errors
    /// [`PolicyError`] for the first fault, with its line and column.
    pub fn from_toml(source: &str) -> Result<Self, PolicyError> {
        if source.len() > Self::MAX_BYTES {
            let (what, max) = ("bytes", Self::MAX_BYTES);
            return Err(PolicyFault::TooMany { what, max }.at(Path::default()));
        }
        let document = toml::from_str(source)
            .map_err(|error| PolicyError::syntax(error.message(), source, error.span().map(|span| span.start)))?;
        Self::compile(&document).map_err(|error| error.located_in(source))
    }

    /// Checks and compiles a document that serde has read from some other format, and runs its tests.
    ///
    /// # Errors
    /// [`PolicyError`] for the first fault, with the path of keys that leads to it.
    pub fn compile(document: &PolicyDocument) -> Result<Self, PolicyError> {
        compile::compile(document)
    }

    /// The roles of these names and all that they inherit.
    ///
    /// # Errors
    /// [`UnknownRole`] for the first that the policy does not have. Names are compared byte by byte.
    pub fn roles<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<RoleSet, UnknownRole> {
        self.vocabulary.roles(names)
    }

    /// The names of all roles, in order.
    pub fn role_names(&self) -> impl Iterator<Item = &str> {
        self.vocabulary.role_names()
    }

    /// The names of the roles in `roles`, inherited ones among them; none if they are another policy's.
    pub fn names_of(&self, roles: RoleSet) -> impl Iterator<Item = &str> {
        self.vocabulary.names_of(roles)
    }

    /// An action by its names. Ask once and keep it.
    ///
    /// # Errors
    /// [`UnknownAction`] when the policy has no such resource, or the resource no such action.
    pub fn action(&self, resource: &str, action: &str) -> Result<ActionId, UnknownAction> {
        self.vocabulary.action(resource, action)
    }

    /// An action by its type. Ask once, at startup, and keep it.
    ///
    /// # Errors
    /// [`UnknownAction`] when the policy lacks what the type names.
    pub fn permission<P: Permission>(&self) -> Result<ActionId<P>, UnknownAction> {
        self.vocabulary.permission()
    }

    /// Every action: resource, action and id, in order of the names.
    pub fn actions(&self) -> impl Iterator<Item = (&str, &str, ActionId)> {
        let fingerprint = self.vocabulary.fingerprint();
        let actions = self.vocabulary.actions();
        actions.map(move |(resource, action, index)| (resource, action, ActionId::new(index, fingerprint)))
    }

    /// May `principal` do `action` on `row`? Allocates nothing and takes no lock.
    pub fn decide<P>(&self, principal: &Principal, action: ActionId<P>, row: &dyn Attributes) -> Decision<'_> {
        decide(self, principal, action.untyped(), row)
    }

    /// As [`decide`](Self::decide), with the answer as a proof that other functions can demand.
    ///
    /// # Errors
    /// [`Denied`] when it is not allowed.
    pub fn authorize<P>(
        &self,
        principal: &Principal,
        action: ActionId<P>,
        row: &dyn Attributes,
    ) -> Result<Authorized<P>, Denied> {
        let decision = self.decide(principal, action, row);
        if decision.is_allowed() {
            Ok(Authorized::new(action))
        } else {
            let cell = self.cell(action.untyped(), principal.roles());
            Err(Denied::new(cell.map_or("", |cell| &cell.name), decision))
        }
    }

    /// Why [`decide`](Self::decide) answers as it does: every rule with a say, evaluated in full.
    #[must_use]
    pub fn explain<P>(&self, principal: &Principal, action: ActionId<P>, row: &dyn Attributes) -> Explanation<'_> {
        explain(self, principal, action.untyped(), row)
    }

    /// Whether `principal` may do `action` at all, before there is a row: to show a button, or to ask the store.
    #[must_use]
    pub fn possible<P>(&self, principal: &Principal, action: ActionId<P>) -> Possible {
        possible(self, principal, action.untyped())
    }

    /// The cell of `action`, unless it or the roles are another policy's.
    pub(crate) fn cell(&self, action: ActionId, roles: RoleSet) -> Option<&Cell> {
        let fingerprint = self.vocabulary.fingerprint();
        if action.fingerprint != fingerprint || roles.fingerprint != fingerprint {
            return None;
        }
        self.cells.get(action.index)
    }

    pub(crate) fn rule(&self, number: usize) -> Option<&Rule> {
        self.rules.get(number)
    }

    pub(crate) fn conditions(&self) -> &[Condition] {
        &self.conditions
    }
}
