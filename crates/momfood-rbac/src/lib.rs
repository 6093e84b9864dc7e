#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod document;
mod error;
mod name;
mod place;

mod grammar;
mod logic;
mod tri;
mod value;

mod predicate;
mod schema;

mod compile;
mod permission;
mod table;
mod vocabulary;

mod attributes;
mod policy;
mod preset;
mod principal;

mod decide;
mod explain;
mod possible;
mod proof;

mod assignment;
mod assignments;
#[cfg(feature = "conformance")]
pub mod conformance;
mod guard;
mod store;

pub use assignment::{AccountId, Assignment, Held, InvalidAssignment, TenantId};
pub use assignments::{AssignError, Assignments, RolesError};
pub use attributes::{Attributes, Changing, NoAttributes};
pub use decide::{Decision, Reason};
pub use document::PolicyDocument;
pub use error::{PolicyError, PolicyFault};
pub use explain::{ConditionTrace, Explanation, RuleTrace};
pub use guard::Guard;
pub use permission::{ActionId, Permission};
pub use policy::Policy;
pub use possible::Possible;
pub use predicate::Absence;
pub use principal::{Principal, PrincipalId};
pub use proof::{Authorized, Denied};
#[cfg(feature = "memory")]
pub use store::MemoryAssignmentStore;
pub use store::{Assigned, AssignmentStore, MAX_ASSIGNMENTS, Revoked};
pub use table::Effect;
pub use tri::Tri;
pub use value::Value;
pub use vocabulary::{RoleSet, UnknownAction, UnknownRole};

pub use uuid::Uuid;
