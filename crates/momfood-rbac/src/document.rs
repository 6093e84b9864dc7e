//! The shape of a policy as it is written, before any of it is understood. TOML and JSON have the same.
//!
//! Unknown keys are refused, so the keys of later versions (`table`, `tenant`, `scope`: the SQL side) cannot stand in a
//! file unheeded. Keys that stand twice are refused in JSON too (CWE-436).

mod cell;
mod condition;
mod rule;
mod table;

use serde::Deserialize;

pub(crate) use cell::{Cell, Scalar};
pub(crate) use condition::ConditionEntry;
pub(crate) use rule::RuleEntry;
pub(crate) use table::Table;

/// A policy that was read but not yet checked: [`Policy::compile`](crate::Policy::compile) does that.
///
/// [`Policy::from_toml`](crate::Policy::from_toml) is the usual way and tells lines and columns. This type is for other
/// formats with a serde reader, such as JSON of the same shape.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    pub(crate) version: u32,
    /// Denied to everybody, whatever the role.
    #[serde(default)]
    pub(crate) deny: Vec<RuleEntry>,
    #[serde(default)]
    pub(crate) principal: PrincipalSection,
    #[serde(default)]
    pub(crate) resource: Table<ResourceSection>,
    #[serde(default)]
    pub(crate) condition: Table<ConditionEntry>,
    #[serde(default)]
    pub(crate) role: Table<RoleSection>,
    #[serde(default)]
    pub(crate) test: Vec<TestSection>,
}

/// The types of what a condition may ask of the principal.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PrincipalSection {
    pub(crate) id: String,
    pub(crate) attrs: Table<String>,
}

impl Default for PrincipalSection {
    fn default() -> Self {
        Self {
            id: "uuid".into(),
            attrs: Table::default(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceSection {
    #[serde(default)]
    pub(crate) attrs: Table<String>,
    #[serde(default)]
    pub(crate) rel: Table<RelationSection>,
    pub(crate) actions: Vec<String>,
}

/// One hop: the row of `resource` whose `pk` equals this row's `fk`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelationSection {
    pub(crate) fk: String,
    pub(crate) resource: String,
    pub(crate) pk: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RoleSection {
    pub(crate) inherits: Vec<String>,
    pub(crate) allow: Vec<RuleEntry>,
    pub(crate) deny: Vec<RuleEntry>,
}

/// A question with its answer, asked when the policy loads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestSection {
    #[serde(rename = "as")]
    pub(crate) principal: TestPrincipal,
    pub(crate) on: String,
    #[serde(default)]
    pub(crate) row: Table<Cell>,
    /// Attributes of the row that are null: TOML has no word for it.
    #[serde(default)]
    pub(crate) null: Vec<String>,
    /// The columns that the action would change; left out, nothing is said of them.
    #[serde(default)]
    pub(crate) change: Option<Vec<String>>,
    pub(crate) expect: Expectation,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestPrincipal {
    pub(crate) id: String,
    pub(crate) roles: Vec<String>,
    #[serde(default)]
    pub(crate) attrs: Table<Scalar>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expectation {
    Allow,
    Deny,
}

impl Expectation {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}
