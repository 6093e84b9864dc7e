//! Named conditions, parsed once and resolved for each resource whose rules use them.

use std::collections::{BTreeMap, BTreeSet};

use momfood_audit::SafeText;

use crate::compile::written::Written;
use crate::document::{ConditionEntry, PolicyDocument};
use crate::error::{PolicyError, PolicyFault};
use crate::grammar::{self, Atom, Named};
use crate::logic::Logic;
use crate::name;
use crate::place::Path;
use crate::schema::Schema;
use crate::table::Condition;

pub(super) struct Conditions<'d> {
    schema: &'d Schema<'d>,
    texts: BTreeMap<&'d str, Texts<'d>>,
    used: BTreeSet<&'d str>,
    numbers: BTreeMap<(&'d str, Box<str>), usize>,
    resolved: Vec<Condition>,
    weight: usize,
}

enum Texts<'d> {
    Everywhere(Text<'d>),
    PerResource(BTreeMap<&'d str, Text<'d>>),
}

struct Text<'d> {
    written: Written<'d>,
    logic: Logic<Atom>,
}

impl<'d> Conditions<'d> {
    pub(super) fn read(document: &'d PolicyDocument, schema: &'d Schema<'d>) -> Result<Self, PolicyError> {
        let path = |name: &str| Path::root("condition").key(name);
        name::check(document.condition.keys(), |_, name| path(name))?;
        if document.condition.len() > MAX_CONDITIONS {
            let (what, max) = ("conditions", MAX_CONDITIONS);
            return Err(PolicyFault::TooMany { what, max }.at(Path::root("condition")));
        }
        let mut texts = BTreeMap::new();
        for (name, entry) in document.condition.iter() {
            let entry = match entry {
                ConditionEntry::Everywhere(text) => Texts::Everywhere(Text::parse(text, path(name))?),
                ConditionEntry::PerResource(by_resource) => {
                    let mut parsed = BTreeMap::new();
                    for (resource, text) in by_resource.iter() {
                        let path = path(name).key("on").key(resource);
                        if !schema.has_resource(resource) {
                            return Err(PolicyFault::unknown("resource", resource).at(path));
                        }
                        parsed.insert(resource, Text::parse(text, path)?);
                    }
                    Texts::PerResource(parsed)
                }
            };
            texts.insert(name, entry);
        }
        let mut conditions = Self {
            schema,
            texts,
            used: BTreeSet::new(),
            numbers: BTreeMap::new(),
            resolved: Vec::new(),
            weight: 0,
        };
        conditions.resolve_all_with_resource(document)?;
        Ok(conditions)
    }

    /// Checks the texts that say for which resource they are, used there or not.
    fn resolve_all_with_resource(&mut self, document: &'d PolicyDocument) -> Result<(), PolicyError> {
        for (name, entry) in document.condition.iter() {
            if let ConditionEntry::PerResource(by_resource) = entry {
                for resource in by_resource.keys() {
                    self.resolve(name, resource)?;
                }
            }
        }
        Ok(())
    }

    /// The number of the condition that a rule names, on rows of `resource`.
    pub(super) fn number(&mut self, named: &Named, resource: &str, rule: &Written<'_>) -> Result<usize, PolicyError> {
        let Some((name, _)) = self.texts.get_key_value(named.name.as_ref()) else {
            return Err(rule.fault_at(named.fault(PolicyFault::unknown("condition", &named.name))));
        };
        let name = *name;
        self.used.insert(name);
        match self.resolve(name, resource)? {
            Some(number) => Ok(number),
            None => {
                let message = format!("condition `{name}` says nothing about `{resource}`");
                Err(rule.fault_at(named.fault(PolicyFault::mismatch(&message))))
            }
        }
    }

    fn resolve(&mut self, name: &'d str, resource: &str) -> Result<Option<usize>, PolicyError> {
        if let Some(number) = self.numbers.get(&(name, Box::from(resource))) {
            return Ok(Some(*number));
        }
        let text = match self.texts.get(name) {
            Some(Texts::Everywhere(text)) => text,
            Some(Texts::PerResource(by_resource)) => match by_resource.get(resource) {
                Some(text) => text,
                None => return Ok(None),
            },
            None => return Ok(None),
        };
        let logic = text.logic.try_map(&mut |atom| self.schema.predicate(resource, atom));
        let logic = logic.map_err(|fault| text.written.fault_at(fault))?;
        self.weight += logic.leaves();
        if self.weight > MAX_WEIGHT {
            let (what, max) = ("comparisons in all conditions together", MAX_WEIGHT);
            return Err(text.written.fault(PolicyFault::TooMany { what, max }));
        }
        let number = self.resolved.len();
        self.resolved.push(Condition {
            name: name.into(),
            logic,
        });
        self.numbers.insert((name, resource.into()), number);
        Ok(Some(number))
    }

    /// All resolved conditions, if every one that was written is used.
    pub(super) fn finish(self) -> Result<Box<[Condition]>, PolicyError> {
        match self.texts.keys().find(|name| !self.used.contains(*name)) {
            Some(name) => Err(PolicyFault::Unused(SafeText::new(name)).at(Path::root("condition").key(name))),
            None => Ok(self.resolved.into()),
        }
    }
}

impl<'d> Text<'d> {
    fn parse(text: &'d str, path: Path) -> Result<Self, PolicyError> {
        let written = Written::new(text, path);
        let logic = written.parse(grammar::condition)?;
        Ok(Self { written, logic })
    }
}

const MAX_CONDITIONS: usize = 1_024;
/// Most comparisons, those of a condition counted for each resource that uses it.
const MAX_WEIGHT: usize = 65_536;
