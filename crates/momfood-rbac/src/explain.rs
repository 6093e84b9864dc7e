//! Why: every rule that could have a say, how it came out, and which attributes left a condition unknown.
//!
//! For logs and for whoever writes the policy; not for the caller who was refused. It names rules, conditions and
//! attributes, never what a row holds; of a value it tells only that there is none.

use core::fmt;

use crate::decide::Reason;
use crate::policy::Policy;
use crate::predicate::{Absence, Operand, Predicate, Question};
use crate::table::{Cell, Clause, Condition, Effect, covers};
use crate::tri::Tri;
use crate::{ActionId, Attributes, Decision, Principal};

/// A decision with all that led to it. `Display` is one line.
#[derive(Clone, Debug)]
pub struct Explanation<'p> {
    action: &'p str,
    decision: Decision<'p>,
    rules: Vec<RuleTrace<'p>>,
}

impl<'p> Explanation<'p> {
    /// `resource:action`; empty for [`Reason::ForeignId`].
    #[must_use]
    pub const fn action(&self) -> &'p str {
        self.action
    }

    /// What [`Policy::decide`] answers.
    pub const fn decision(&self) -> Decision<'p> {
        self.decision
    }

    /// The rules for the principal's roles, every one evaluated, by effect and id.
    #[must_use]
    pub fn rules(&self) -> &[RuleTrace<'p>] {
        &self.rules
    }

    /// The named conditions that did not hold, each once.
    #[must_use]
    pub fn failed(&self) -> Vec<&ConditionTrace<'p>> {
        let mut failed: Vec<&ConditionTrace<'p>> = Vec::new();
        for condition in self.rules.iter().flat_map(|rule| &rule.conditions) {
            if condition.result != Tri::True && !failed.iter().any(|known| known.name == condition.name) {
                failed.push(condition);
            }
        }
        failed
    }
}

/// One rule, and how it came out.
#[derive(Clone, Debug)]
pub struct RuleTrace<'p> {
    id: &'p str,
    effect: Effect,
    result: Tri,
    conditions: Vec<ConditionTrace<'p>>,
}

impl<'p> RuleTrace<'p> {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &'p str {
        self.id
    }

    /// Whether it allows or denies.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// Whether it holds.
    #[must_use]
    pub const fn result(&self) -> Tri {
        self.result
    }

    /// Its conditions, in the order in which it names them; a limit on columns is called `columns`.
    #[must_use]
    pub fn conditions(&self) -> &[ConditionTrace<'p>] {
        &self.conditions
    }
}

/// One condition of a rule, and how it came out.
#[derive(Clone, Debug)]
pub struct ConditionTrace<'p> {
    name: &'p str,
    result: Tri,
    reads: Vec<(&'p str, Option<Absence>)>,
}

impl<'p> ConditionTrace<'p> {
    /// Its name in the policy.
    #[must_use]
    pub const fn name(&self) -> &'p str {
        self.name
    }

    /// Whether it holds.
    #[must_use]
    pub const fn result(&self) -> Tri {
        self.result
    }

    /// The attributes that it reads.
    pub fn attributes(&self) -> impl Iterator<Item = &'p str> {
        self.reads.iter().map(|(name, _)| *name)
    }

    /// The attributes that it reads and that have no value, and why.
    pub fn absent(&self) -> impl Iterator<Item = (&'p str, Absence)> {
        self.reads
            .iter()
            .filter_map(|(name, absence)| absence.map(|absence| (*name, absence)))
    }
}

pub(crate) fn explain<'p>(
    policy: &'p Policy,
    principal: &Principal,
    action: ActionId,
    row: &dyn Attributes,
) -> Explanation<'p> {
    let decision = policy.decide(principal, action, row);
    let roles = principal.roles();
    let question = Question { principal, row };
    match policy.cell(action, roles) {
        Some(cell) if !roles.is_empty() => Explanation {
            action: &cell.name,
            decision,
            rules: trace(policy, cell, roles.mask, question),
        },
        cell => Explanation {
            action: cell.map_or("", |cell| &cell.name),
            decision,
            rules: Vec::new(),
        },
    }
}

fn trace<'p>(policy: &'p Policy, cell: &'p Cell, roles: u64, question: Question<'_>) -> Vec<RuleTrace<'p>> {
    let allows = cell.allow.of(roles).chain(cell.allow_if.of(roles));
    let denies = cell.deny.of(roles).chain(cell.deny_if.of(roles));
    let traces = allows.chain(denies).filter_map(|clause| {
        let rule = policy.rule(clause.rule)?;
        Some(RuleTrace {
            id: &rule.id,
            effect: rule.effect,
            result: clause.holds(policy.conditions(), question),
            conditions: conditions(policy.conditions(), clause, question),
        })
    });
    traces.collect()
}

fn conditions<'p>(all: &'p [Condition], clause: &'p Clause, question: Question<'_>) -> Vec<ConditionTrace<'p>> {
    let mut traces = Vec::new();
    if let Some(guard) = &clause.guard {
        guard.for_each(&mut |number| traces.extend(all.get(*number).map(|condition| follow(condition, question))));
    }
    if let Some(columns) = &clause.columns {
        let result = covers(columns, question);
        traces.push(ConditionTrace {
            name: "columns",
            result,
            reads: vec![("changed_columns", (result == Tri::Unknown).then_some(Absence::Missing))],
        });
    }
    traces
}

fn follow<'p>(condition: &'p Condition, question: Question<'_>) -> ConditionTrace<'p> {
    let mut reads: Vec<(&'p str, Option<Absence>)> = Vec::new();
    condition.logic.for_each(&mut |predicate: &'p Predicate| {
        for operand in predicate.operands() {
            if let Some(name) = operand.name()
                && !reads.iter().any(|(known, _)| *known == name)
            {
                reads.push((name, absence(operand, question)));
            }
        }
    });
    ConditionTrace {
        name: &condition.name,
        result: condition
            .logic
            .eval(&mut |predicate: &Predicate| predicate.eval(question)),
        reads,
    }
}

fn absence(operand: &Operand, question: Question<'_>) -> Option<Absence> {
    operand.fetch(question).err()
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.decision.reason();
        if reason == Reason::ForeignId {
            return formatter.write_str("refused: the roles or the action belong to a policy with other names");
        }
        let verdict = if self.decision.is_allowed() {
            "allowed"
        } else {
            "refused"
        };
        write!(formatter, "{} is {verdict} ({})", self.action, reason.as_str())?;
        for rule in &self.rules {
            write!(
                formatter,
                "; {} rule `{}` is {}",
                rule.effect.as_str(),
                rule.id,
                rule.result
            )?;
            let open = rule.conditions.iter().filter(|condition| condition.result != Tri::True);
            for (number, condition) in open.enumerate() {
                let lead = if number == 0 { ": " } else { ", " };
                write!(formatter, "{lead}{} is {}", condition.name, condition.result)?;
                for (attribute, absence) in condition.absent() {
                    write!(formatter, " ({attribute} is {absence})")?;
                }
            }
        }
        Ok(())
    }
}
