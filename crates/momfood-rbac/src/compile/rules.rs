//! Rules as they are written, parsed and given ids. An id never depends on the order of the file, so that logs of last
//! year still tell which rule decided.

use momfood_audit::SafeText;

use crate::compile::roles::bit;
use crate::compile::written::Written;
use crate::document::{PolicyDocument, RuleEntry};
use crate::error::{PolicyError, PolicyFault};
use crate::grammar::{self, Named, Pattern};
use crate::logic::Logic;
use crate::name;
use crate::place::Path;
use crate::schema::Schema;
use crate::table::Effect;

/// One rule, not yet placed.
pub(super) struct Ruling<'d> {
    pub(super) id: Box<str>,
    pub(super) effect: Effect,
    /// The bit of its role; 0 for a rule that binds everybody.
    pub(super) role_bit: u64,
    pub(super) pattern: Pattern,
    pub(super) on: Written<'d>,
    pub(super) guard: Option<(Logic<Named>, Written<'d>)>,
    columns: Option<&'d [String]>,
    path: Path,
}

/// All rules of the document, in order of their ids.
pub(super) fn rulings(document: &PolicyDocument) -> Result<Vec<Ruling<'_>>, PolicyError> {
    let mut rulings = Vec::new();
    let mut read = |entries, effect, owner| read_into(&mut rulings, entries, effect, owner);
    read(&document.deny, Effect::Deny, None)?;
    for (position, (role, section)) in document.role.iter().enumerate() {
        let owner = Some((role, bit(position)));
        read(&section.allow, Effect::Allow, owner)?;
        read(&section.deny, Effect::Deny, owner)?;
    }
    rulings.sort_by(|a, b| a.id.cmp(&b.id));
    let mut previous: Option<&Ruling<'_>> = None;
    for ruling in &rulings {
        if previous.is_some_and(|before| before.id == ruling.id) {
            return Err(PolicyFault::duplicate("the rule", &ruling.id).at(ruling.path.clone()));
        }
        previous = Some(ruling);
    }
    Ok(rulings)
}

/// Reads the rules of one list. Roles are numbered in the order of the document.
fn read_into<'d>(
    rulings: &mut Vec<Ruling<'d>>,
    entries: &'d [RuleEntry],
    effect: Effect,
    owner: Option<(&str, u64)>,
) -> Result<(), PolicyError> {
    for (number, entry) in entries.iter().enumerate() {
        let section = owner.map_or_else(Path::default, |(role, _)| Path::root("role").key(role));
        let path = section.key(effect.as_str()).index(number);
        if rulings.len() >= MAX_RULES {
            let (what, max) = ("rules", MAX_RULES);
            return Err(PolicyFault::TooMany { what, max }.at(path));
        }
        rulings.push(Ruling::read(entry, effect, owner, path)?);
    }
    Ok(())
}

impl<'d> Ruling<'d> {
    fn read(entry: &'d RuleEntry, effect: Effect, owner: Option<(&str, u64)>, path: Path) -> Result<Self, PolicyError> {
        let (id, columns, on, pattern, guard) = match entry {
            RuleEntry::Short(text) => {
                let on = Written::new(text, path.clone());
                let (pattern, guard) = on.parse(grammar::rule)?;
                let guard = guard.map(|guard| (guard, on.clone()));
                (None, None, on, pattern, guard)
            }
            RuleEntry::Table(table) => {
                let on = Written::new(&table.on, path.clone().key("on"));
                let pattern = on.parse(grammar::pattern)?;
                let guard = match &table.condition {
                    Some(text) => {
                        let written = Written::new(text, path.clone().key("if"));
                        Some((written.parse(grammar::guard)?, written))
                    }
                    None => None,
                };
                (table.id.as_deref(), table.columns.as_deref(), on, pattern, guard)
            }
        };
        if columns.is_some() && effect == Effect::Deny {
            let fault = PolicyFault::mismatch("a deny rule cannot be limited to columns");
            return Err(fault.at(path.key("columns")));
        }
        let mut ruling = Self {
            id: Box::default(),
            effect,
            role_bit: owner.map_or(0, |(_, bit)| bit),
            pattern,
            on,
            guard,
            columns,
            path,
        };
        ruling.id = match id {
            Some(id) if name::is_rule_id(id) => id.into(),
            Some(id) => return Err(PolicyFault::Name(SafeText::new(id)).at(ruling.path.key("id"))),
            None => ruling.describe(owner.map_or("*", |(role, _)| role)),
        };
        Ok(ruling)
    }

    /// The id of a rule that has none: what it says, in one spelling, such as `customer allow orders:read if owner`.
    fn describe(&self, role: &str) -> Box<str> {
        let mut id = format!("{role} {} {}", self.effect.as_str(), self.pattern);
        if let Some(columns) = self.columns {
            id.push_str(&format!(" ({})", columns.join(", ")));
        }
        if let Some((guard, _)) = &self.guard {
            id.push_str(&format!(" if {guard}"));
        }
        id.into()
    }

    /// The columns that the rule is limited to, each an attribute of `resource`.
    pub(super) fn columns_of(
        &self,
        schema: &Schema<'_>,
        resource: &str,
    ) -> Result<Option<Box<[Box<str>]>>, PolicyError> {
        let Some(columns) = self.columns else { return Ok(None) };
        for (number, column) in columns.iter().enumerate() {
            if schema.attribute(resource, column).is_none() {
                let fault = PolicyFault::unknown("attribute", &format!("{resource}.{column}"));
                return Err(fault.at(self.path.clone().key("columns").index(number)));
            }
        }
        Ok(Some(columns.iter().map(|column| Box::from(column.as_str())).collect()))
    }
}

const MAX_RULES: usize = 20_000;
