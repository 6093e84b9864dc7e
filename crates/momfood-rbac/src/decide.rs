//! The decision: allowed if an allow rule holds and no deny rule does, or might.
//!
//! With three truth values: the `or` of the allow rules `and not` the `or` of the deny rules is `True`. The order of rules
//! never matters, an administrator's `*:*` is an allow rule like any other, and what is unknown denies.

use crate::policy::Policy;
use crate::predicate::Question;
use crate::table::{Cell, Clause};
use crate::tri::Tri;
use crate::{ActionId, Attributes, Principal};

/// Allowed or not, why, and by which rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct Decision<'p> {
    reason: Reason,
    rule: Option<&'p str>,
}

impl<'p> Decision<'p> {
    /// Whether it is allowed.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self.reason, Reason::Allowed)
    }

    /// Why.
    #[must_use]
    pub const fn reason(self) -> Reason {
        self.reason
    }

    /// The id of the rule that decided: the one that allows, denies, or might deny. None where no rule holds.
    #[must_use]
    pub const fn rule(self) -> Option<&'p str> {
        self.rule
    }
}

/// What decided.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that overlooks a reason would answer wrongly: matches must be total"
)]
pub enum Reason {
    /// An allow rule holds and no deny rule does.
    Allowed,
    /// A deny rule holds.
    Denied,
    /// A deny rule might hold: an attribute that it needs has no value.
    DenyUnknown,
    /// Rules would allow it to these roles, but no condition of theirs holds.
    ConditionNotMet,
    /// No rule allows it to these roles.
    NoRule,
    /// The roles or the action were made by a policy with other names. A fault of the program.
    ForeignId,
}

impl Reason {
    /// The stable name, for audit records and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::DenyUnknown => "deny_unknown",
            Self::ConditionNotMet => "condition_not_met",
            Self::NoRule => "no_rule",
            Self::ForeignId => "foreign_id",
        }
    }
}

/// Decides. Where several reasons forbid, the first in the order of the code is told: cheap ones come first.
pub(crate) fn decide<'p>(
    policy: &'p Policy,
    principal: &Principal,
    action: ActionId,
    row: &dyn Attributes,
) -> Decision<'p> {
    let roles = principal.roles();
    let Some(cell) = policy.cell(action, roles) else {
        return forbidden(Reason::ForeignId);
    };
    if roles.is_empty() {
        return forbidden(Reason::NoRule);
    }
    if let Some(clause) = cell.deny.of(roles.mask).next() {
        return policy.by(Reason::Denied, clause);
    }
    let question = Question { principal, row };
    let Some(allowing) = allowing(policy, cell, roles.mask, question) else {
        let conditional = cell.allow_if.of(roles.mask).next().is_some();
        return forbidden(if conditional {
            Reason::ConditionNotMet
        } else {
            Reason::NoRule
        });
    };
    let mut doubtful = None;
    for clause in cell.deny_if.of(roles.mask) {
        match clause.holds(policy.conditions(), question) {
            Tri::True => return policy.by(Reason::Denied, clause),
            Tri::Unknown => doubtful = doubtful.or(Some(clause)),
            Tri::False => {}
        }
    }
    match doubtful {
        Some(clause) => policy.by(Reason::DenyUnknown, clause),
        None => policy.by(Reason::Allowed, allowing),
    }
}

fn allowing<'p>(policy: &'p Policy, cell: &'p Cell, roles: u64, question: Question<'_>) -> Option<&'p Clause> {
    let holds = |clause: &&Clause| clause.holds(policy.conditions(), question) == Tri::True;
    cell.allow
        .of(roles)
        .next()
        .or_else(|| cell.allow_if.of(roles).find(holds))
}

const fn forbidden<'p>(reason: Reason) -> Decision<'p> {
    Decision { reason, rule: None }
}

impl Policy {
    fn by(&self, reason: Reason, clause: &Clause) -> Decision<'_> {
        Decision {
            reason,
            rule: self.rule(clause.rule).map(|rule| rule.id.as_ref()),
        }
    }
}
