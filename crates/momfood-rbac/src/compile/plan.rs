//! The table while it grows: for each action of each resource, what every rule says there.

use std::collections::BTreeMap;

use crate::compile::conditions::Conditions;
use crate::compile::rules::Ruling;
use crate::error::{PolicyError, PolicyFault};
use crate::grammar::Pattern;
use crate::schema::Schema;
use crate::table::{ByRole, Cell, Clause, Effect};

pub(super) struct Plan<'s> {
    schema: &'s Schema<'s>,
    drafts: BTreeMap<&'s str, Vec<Draft<'s>>>,
    /// Rules, conditions and columns in all cells: rules with `*` stand in many.
    weight: usize,
}

struct Draft<'s> {
    resource: &'s str,
    action: &'s str,
    /// With the bit of the role that each belongs to.
    clauses: Vec<(u64, Effect, Clause)>,
}

impl<'s> Plan<'s> {
    pub(super) fn new(schema: &'s Schema<'s>) -> Self {
        let drafts = schema.actions().map(|(resource, actions)| {
            let drafts = actions.iter().map(|action| Draft {
                resource,
                action,
                clauses: Vec::new(),
            });
            (resource, drafts.collect())
        });
        Self {
            schema,
            drafts: drafts.collect(),
            weight: 0,
        }
    }

    /// Puts a rule into every cell that its pattern matches, its conditions resolved for that cell's resource.
    pub(super) fn add(
        &mut self,
        number: usize,
        ruling: &Ruling<'_>,
        conditions: &mut Conditions<'_>,
    ) -> Result<(), PolicyError> {
        let Pattern { resource, action } = &ruling.pattern;
        let drafts: Vec<&mut Draft<'_>> = match resource.as_deref() {
            None => self.drafts.values_mut().flatten().collect(),
            Some(name) => match self.drafts.get_mut(name) {
                Some(drafts) => drafts.iter_mut().collect(),
                None => return Err(ruling.on.fault(PolicyFault::unknown("resource", name))),
            },
        };
        let mut found = false;
        for draft in drafts {
            if action.as_deref().is_some_and(|name| name != draft.action) {
                continue;
            }
            found = true;
            let clause = clause(number, ruling, draft.resource, self.schema, conditions)?;
            self.weight += clause.weight();
            if self.weight > MAX_WEIGHT {
                let (what, max) = ("rules and conditions in all cells together", MAX_WEIGHT);
                return Err(ruling.on.fault(PolicyFault::TooMany { what, max }));
            }
            draft.clauses.push((ruling.role_bit, ruling.effect, clause));
        }
        if found {
            return Ok(());
        }
        let name = ruling.pattern.to_string();
        Err(ruling.on.fault(PolicyFault::unknown("action", &name)))
    }

    /// Resource and action of every cell, in the order of [`finish`](Self::finish).
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.drafts
            .values()
            .flatten()
            .map(|draft| (draft.resource, draft.action))
    }

    pub(super) fn finish(self) -> Box<[Cell]> {
        self.drafts.into_values().flatten().map(Draft::finish).collect()
    }
}

fn clause(
    rule: usize,
    ruling: &Ruling<'_>,
    resource: &str,
    schema: &Schema<'_>,
    conditions: &mut Conditions<'_>,
) -> Result<Clause, PolicyError> {
    let guard = match &ruling.guard {
        Some((guard, text)) => Some(guard.try_map(&mut |named| conditions.number(named, resource, text))?),
        None => None,
    };
    let columns = ruling.columns_of(schema, resource)?;
    Ok(Clause { rule, guard, columns })
}

impl Draft<'_> {
    fn finish(self) -> Cell {
        let select = |effect: Effect, conditional: bool| {
            let chosen = self
                .clauses
                .iter()
                .filter(|(_, of, clause)| *of == effect && clause.is_conditional() == conditional);
            ByRole::new(chosen.map(|(bit, _, clause)| (*bit, clause.clone())).collect())
        };
        Cell {
            name: format!("{}:{}", self.resource, self.action).into(),
            deny: select(Effect::Deny, false),
            allow: select(Effect::Allow, false),
            allow_if: select(Effect::Allow, true),
            deny_if: select(Effect::Deny, true),
        }
    }
}

/// Most rules, conditions and columns in all cells together, those of a rule with `*` counted in each cell.
const MAX_WEIGHT: usize = 262_144;
