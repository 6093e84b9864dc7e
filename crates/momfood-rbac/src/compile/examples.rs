//! The tests that a policy carries: questions with answers, asked before anybody else may ask.
//!
//! A uuid may be written as a nickname of at most 16 letters, digits and underscores (`"sara"`), which stands for a uuid of
//! its own: people recognise a name and not a number.

use momfood_audit::SafeText;
use uuid::Uuid;

use crate::compile::written::Written;
use crate::document::{Cell, Expectation, PolicyDocument, Scalar, TestSection};
use crate::error::{PolicyError, PolicyFault};
use crate::grammar;
use crate::place::Path;
use crate::policy::Policy;
use crate::schema::Schema;
use crate::value::{Base, Literal, Type};
use crate::{Attributes, Principal, PrincipalId, Value};

pub(super) fn run(policy: &Policy, document: &PolicyDocument, schema: &Schema<'_>) -> Result<(), PolicyError> {
    if document.test.len() > MAX_TESTS {
        let (what, max) = ("tests", MAX_TESTS);
        return Err(PolicyFault::TooMany { what, max }.at(Path::root("test")));
    }
    for (number, test) in document.test.iter().enumerate() {
        check(policy, test, schema, &Path::root("test").index(number))?;
    }
    Ok(())
}

fn check(policy: &Policy, test: &TestSection, schema: &Schema<'_>, path: &Path) -> Result<(), PolicyError> {
    let on = Written::new(&test.on, path.clone().key("on"));
    let pattern = on.parse(grammar::pattern)?;
    let (Some(resource), Some(action)) = (pattern.resource, pattern.action) else {
        return Err(on.fault(PolicyFault::mismatch("a test asks for one action of one resource")));
    };
    let unknown = |_| on.fault(PolicyFault::unknown("action", &test.on));
    let action = policy.action(&resource, &action).map_err(unknown)?;
    let principal = principal(policy, test, schema, &path.clone().key("as"))?;
    let row = Row::read(test, &resource, schema, path)?;
    let explanation = policy.explain(&principal, action, &row);
    if explanation.decision().is_allowed() == (test.expect == Expectation::Allow) {
        return Ok(());
    }
    let fault = PolicyFault::Test {
        expected: test.expect.as_str(),
        found: SafeText::new(&explanation.to_string()),
    };
    Err(fault.at(path.clone().key("expect")))
}

fn principal(policy: &Policy, test: &TestSection, schema: &Schema<'_>, path: &Path) -> Result<Principal, PolicyError> {
    let written = &test.principal;
    let unknown = |role: &str| {
        let number = written.roles.iter().position(|name| name.as_str() == role).unwrap_or(0);
        PolicyFault::unknown("role", role).at(path.clone().key("roles").index(number))
    };
    let roles = policy.roles(written.roles.iter().map(String::as_str));
    let roles = roles.map_err(|error| unknown(error.name()))?;
    let id = Literal::Text(written.id.as_str().into());
    let id = match typed(&id, schema.principal_id()) {
        Some(Literal::Uuid(id)) => PrincipalId::Uuid(id),
        Some(Literal::Text(id)) => PrincipalId::Text(id),
        _ => return Err(PolicyFault::mismatch("this is not the id of a principal").at(path.clone().key("id"))),
    };
    let mut principal = Principal::new(id, roles);
    for (name, Scalar(written)) in written.attrs.iter() {
        let path = || path.clone().key("attrs").key(name);
        let unknown = || PolicyFault::unknown("attribute", &format!("principal.{name}")).at(path());
        let Type { base, .. } = schema.principal_attribute(name).ok_or_else(unknown)?;
        let value = typed(written, base).ok_or_else(|| mistyped(written, base).at(path()))?;
        principal = principal.with_attribute(name, value.as_value());
    }
    Ok(principal)
}

/// A row as a test writes it.
struct Row<'t> {
    cells: Vec<(String, Option<Literal>)>,
    changed: Option<Vec<&'t str>>,
}

impl<'t> Row<'t> {
    fn read(test: &'t TestSection, resource: &str, schema: &Schema<'_>, path: &Path) -> Result<Self, PolicyError> {
        let mut cells = Vec::new();
        let row = path.clone().key("row");
        let unknown = |name: &str| PolicyFault::unknown("attribute", &format!("{resource}.{name}"));
        for (name, cell) in test.row.iter() {
            let row = row.clone().key(name);
            match cell {
                Cell::Scalar(Scalar(written)) => {
                    let Some(Type { base, .. }) = schema.attribute(resource, name) else {
                        return Err(unknown(name).at(row));
                    };
                    let value = typed(written, base).ok_or_else(|| mistyped(written, base).at(row))?;
                    cells.push((name.to_owned(), Some(value)));
                }
                Cell::Related(related) => {
                    for (inner, Scalar(written)) in related.iter() {
                        let (full, row) = (format!("{name}.{inner}"), row.clone().key(inner));
                        let Some(Type { base, .. }) = schema.related(resource, name, inner) else {
                            return Err(unknown(&full).at(row));
                        };
                        let value = typed(written, base).ok_or_else(|| mistyped(written, base).at(row))?;
                        cells.push((full, Some(value)));
                    }
                }
            }
        }
        for (number, name) in test.null.iter().enumerate() {
            let path = path.clone().key("null").index(number);
            let found = match name.split_once('.') {
                Some((relation, inner)) => schema.related(resource, relation, inner),
                None => schema.attribute(resource, name),
            };
            match found {
                Some(Type { nullable: true, .. }) => cells.push((name.clone(), None)),
                Some(_) => return Err(PolicyFault::mismatch("it is never null").at(path)),
                None => return Err(unknown(name).at(path)),
            }
        }
        let changed = test.change.as_ref();
        for (number, column) in changed.into_iter().flatten().enumerate() {
            if schema.attribute(resource, column).is_none() {
                return Err(unknown(column).at(path.clone().key("change").index(number)));
            }
        }
        Ok(Self {
            cells,
            changed: changed.map(|columns| columns.iter().map(String::as_str).collect()),
        })
    }
}

impl Attributes for Row<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        let (_, value) = self.cells.iter().find(|(known, _)| known == name)?;
        Some(value.as_ref().map_or(Value::Null, Literal::as_value))
    }

    fn changed_columns(&self) -> Option<&[&str]> {
        self.changed.as_deref()
    }
}

/// The written value as `base`, nicknames among them.
fn typed(written: &Literal, base: Base) -> Option<Literal> {
    match (base, written) {
        (Base::Uuid, Literal::Text(text)) => nickname(text).or_else(|| Uuid::try_parse(text).ok()).map(Literal::Uuid),
        _ => written.clone().typed(base),
    }
}

/// The uuid whose bytes are the nickname's. No uuid is so short when written, so neither can be taken for the other.
fn nickname(text: &str) -> Option<Uuid> {
    let mut bytes = [0; 16];
    let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    bytes
        .get_mut(..text.len())
        .filter(|_| fits)?
        .copy_from_slice(text.as_bytes());
    Some(Uuid::from_bytes(bytes))
}

fn mistyped(written: &Literal, base: Base) -> PolicyFault {
    PolicyFault::mismatch(&format!("this {} is not a {base}", written.base()))
}

const MAX_TESTS: usize = 4_096;
