//! The policy language as plainly as it can be said: a tree of rules, walked from the top for every question, with SQL's
//! three values as `Option<bool>`. It shares no code with the crate; it prints itself as a policy file, and the two must
//! answer alike.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use momfood_rbac::{Attributes, Value};
use uuid::Uuid;

pub(crate) const ROLES: usize = 5;
pub(crate) const CONDITIONS: usize = 6;
pub(crate) const RESOURCES: [&str; 2] = ["doc", "bin"];
pub(crate) const ACTIONS: [&str; 3] = ["read", "write", "drop"];
pub(crate) const COLUMNS: [&str; 3] = ["n", "o", "t"];

#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// For each role the roles before it that it inherits.
    pub(crate) inherits: Vec<Vec<usize>>,
    pub(crate) conditions: Vec<Tree<Atom>>,
    pub(crate) rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: usize,
    pub(crate) deny: bool,
    /// None: for everybody, which only a deny rule can be.
    pub(crate) role: Option<usize>,
    pub(crate) resource: Option<usize>,
    pub(crate) action: Option<usize>,
    pub(crate) guard: Option<Tree<usize>>,
    pub(crate) columns: Option<Vec<usize>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Tree<L> {
    Leaf(L),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
}

#[derive(Clone, Debug)]
pub(crate) enum Atom {
    OwnerIsPrincipal(bool),
    ParentIsPrincipal,
    IntAgainst(&'static str, i64),
    IntAgainstPrincipal(&'static str),
    TextAgainst(&'static str, &'static str),
    TextIn(Vec<&'static str>),
    Open(bool),
    IsNull(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) id: u128,
    pub(crate) roles: Vec<usize>,
    pub(crate) n: Option<Option<i64>>,
}

/// One attribute of a row: missing, null, of a wrong type, or a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    Missing,
    Null,
    Wrong,
    Int(i64),
    Text(&'static str),
    Bool(bool),
    Id(u128),
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) cells: [(&'static str, Cell); 5],
    pub(crate) changed: Option<Vec<&'static str>>,
}

impl Attributes for Row {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        match self.cell(name) {
            Cell::Missing => None,
            Cell::Null => Some(Value::Null),
            // No attribute of the model is a timestamptz.
            Cell::Wrong => Some(Value::Timestamp(1)),
            Cell::Int(number) => Some(number.into()),
            Cell::Text(text) => Some(text.into()),
            Cell::Bool(value) => Some(value.into()),
            Cell::Id(id) => Some(Uuid::from_u128(id).into()),
        }
    }

    fn changed_columns(&self) -> Option<&[&str]> {
        self.changed.as_deref()
    }
}

impl Row {
    fn cell(&self, name: &str) -> Cell {
        self.cells
            .iter()
            .find(|(key, _)| *key == name)
            .map_or(Cell::Missing, |(_, cell)| *cell)
    }
}

impl Model {
    /// The answer: some allow holds, and it is known that no deny does.
    pub(crate) fn allows(&self, asker: &Asker, resource: usize, action: usize, row: &Row) -> bool {
        let mut roles = BTreeSet::new();
        let mut open = asker.roles.clone();
        while let Some(role) = open.pop() {
            roles.insert(role);
            open.extend(&self.inherits[role]);
        }
        if roles.is_empty() {
            return false;
        }
        let (mut allowed, mut denied) = (Some(false), Some(false));
        for rule in &self.rules {
            let concerned = rule.role.is_none_or(|role| roles.contains(&role))
                && rule.resource.is_none_or(|of| of == resource)
                && rule.action.is_none_or(|of| of == action);
            if concerned {
                let holds = self.holds(rule, asker, row);
                if rule.deny {
                    denied = or(denied, holds);
                } else {
                    allowed = or(allowed, holds);
                }
            }
        }
        and(allowed, not(denied)) == Some(true)
    }

    fn holds(&self, rule: &Rule, asker: &Asker, row: &Row) -> Option<bool> {
        let guard = match &rule.guard {
            None => Some(true),
            Some(guard) => guard.truth(&|number| self.conditions[*number].truth(&|atom| atom.truth(asker, row))),
        };
        let columns = match (&rule.columns, &row.changed) {
            (None, _) => Some(true),
            (Some(_), None) => None,
            (Some(_), Some(changed)) if changed.is_empty() => None,
            (Some(columns), Some(changed)) => {
                let named: Vec<_> = columns.iter().map(|number| COLUMNS[*number]).collect();
                Some(changed.iter().all(|column| named.contains(column)))
            }
        };
        and(guard, columns)
    }

    /// The same as a policy file, its rules in the order in which they stand here.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = String::from("version = 1\n");
        writeln!(text, "deny = [{}]", self.list(|rule| rule.role.is_none())).unwrap();
        text.push_str("[principal]\nattrs = { n = \"int?\" }\n[resource.par]\nattrs = { k = \"uuid\", o = \"uuid?\" }\nactions = []\n");
        for resource in RESOURCES {
            writeln!(
                text,
                "[resource.{resource}]\nattrs = {{ n = \"int?\", t = \"text?\", o = \"uuid?\", b = \"bool\", f = \"uuid?\" }}\n\
                 rel.p = {{ fk = \"f\", resource = \"par\", pk = \"k\" }}\nactions = {ACTIONS:?}"
            )
            .unwrap();
        }
        text.push_str("[condition]\n");
        for (number, condition) in self.conditions.iter().enumerate() {
            let used = |rule: &Rule| rule.guard.as_ref().is_some_and(|guard| guard.names(number));
            if self.rules.iter().any(used) {
                writeln!(text, "c{number} = \"{}\"", condition.print(&Atom::print)).unwrap();
            }
        }
        for (role, inherits) in self.inherits.iter().enumerate() {
            let parents: Vec<_> = inherits.iter().map(|parent| format!("r{parent}")).collect();
            writeln!(text, "[role.r{role}]\ninherits = {parents:?}").unwrap();
            writeln!(
                text,
                "allow = [{}]",
                self.list(|rule| rule.role == Some(role) && !rule.deny)
            )
            .unwrap();
            writeln!(
                text,
                "deny = [{}]",
                self.list(|rule| rule.role == Some(role) && rule.deny)
            )
            .unwrap();
        }
        text
    }

    fn list(&self, belongs: impl Fn(&Rule) -> bool) -> String {
        let rules = self.rules.iter().filter(|rule| belongs(rule)).map(|rule| {
            let resource = rule.resource.map_or("*", |number| RESOURCES[number]);
            let action = rule.action.map_or("*", |number| ACTIONS[number]);
            let mut written = format!("{{ id = \"k{}\", on = \"{resource}:{action}\"", rule.id);
            if let Some(guard) = &rule.guard {
                write!(written, ", if = \"{}\"", guard.print(&|number| format!("c{number}"))).unwrap();
            }
            if let Some(columns) = &rule.columns {
                let named: Vec<_> = columns.iter().map(|number| COLUMNS[*number]).collect();
                write!(written, ", columns = {named:?}").unwrap();
            }
            written + " }"
        });
        rules.collect::<Vec<_>>().join(", ")
    }
}

impl<L> Tree<L> {
    fn truth(&self, leaf: &impl Fn(&L) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Leaf(inner) => leaf(inner),
            Self::Not(inner) => not(inner.truth(leaf)),
            Self::And(parts) => parts.iter().map(|part| part.truth(leaf)).reduce(and).unwrap(),
            Self::Or(parts) => parts.iter().map(|part| part.truth(leaf)).reduce(or).unwrap(),
        }
    }

    /// With just the parentheses that precedence asks for, so that the parser's precedence is compared too.
    fn print(&self, leaf: &impl Fn(&L) -> String) -> String {
        let join = |parts: &[Self], word: &str, tight: bool| {
            let parts = parts.iter().map(|part| match part {
                Self::Or(_) if tight => format!("({})", part.print(leaf)),
                _ => part.print(leaf),
            });
            parts.collect::<Vec<_>>().join(word)
        };
        match self {
            Self::Leaf(inner) => leaf(inner),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => format!("not ({})", inner.print(leaf)),
                _ => format!("not {}", inner.print(leaf)),
            },
            Self::And(parts) => join(parts, " and ", true),
            Self::Or(parts) => join(parts, " or ", false),
        }
    }
}

impl Tree<usize> {
    fn names(&self, number: usize) -> bool {
        match self {
            Self::Leaf(named) => *named == number,
            Self::Not(inner) => inner.names(number),
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.names(number)),
        }
    }
}

impl Atom {
    fn truth(&self, asker: &Asker, row: &Row) -> Option<bool> {
        let int = |name| match row.cell(name) {
            Cell::Int(number) => Some(number),
            _ => None,
        };
        let text = |name| match row.cell(name) {
            Cell::Text(text) => Some(text),
            _ => None,
        };
        let id = |name| match row.cell(name) {
            Cell::Id(id) => Some(id),
            _ => None,
        };
        match self {
            Self::OwnerIsPrincipal(equal) => Some((id("o")? == asker.id) == *equal),
            Self::ParentIsPrincipal => Some(id("p.o")? == asker.id),
            Self::IntAgainst(operator, other) => Some(holds(operator, &int("n")?, other)),
            Self::IntAgainstPrincipal(operator) => Some(holds(operator, &int("n")?, &asker.n??)),
            Self::TextAgainst(operator, other) => Some(holds(operator, &text("t")?.as_bytes(), &other.as_bytes())),
            Self::TextIn(list) => Some(list.contains(&text("t")?)),
            Self::Open(wanted) => match row.cell("b") {
                Cell::Bool(value) => Some(value == *wanted),
                _ => None,
            },
            Self::IsNull(name) => match row.cell(name) {
                Cell::Missing | Cell::Wrong => None,
                cell => Some(cell == Cell::Null),
            },
        }
    }

    fn print(&self) -> String {
        match self {
            Self::OwnerIsPrincipal(true) => "o == principal.id".into(),
            Self::OwnerIsPrincipal(false) => "principal.id != o".into(),
            Self::ParentIsPrincipal => "p.o == principal.id".into(),
            Self::IntAgainst(operator, other) => format!("n {operator} {other}"),
            Self::IntAgainstPrincipal(operator) => format!("n {operator} principal.n"),
            Self::TextAgainst(operator, other) => format!("t {operator} '{}'", other.replace('\'', "''")),
            Self::TextIn(list) => {
                let quoted = list.iter().map(|text| format!("'{}'", text.replace('\'', "''")));
                format!("t in [{}]", quoted.collect::<Vec<_>>().join(", "))
            }
            Self::Open(wanted) => format!("b == {wanted}"),
            Self::IsNull(name) => format!("{name} is null"),
        }
    }
}

fn holds<T: Ord>(operator: &str, left: &T, right: &T) -> bool {
    match operator {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        other => panic!("{other}"),
    }
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|truth| !truth)
}
