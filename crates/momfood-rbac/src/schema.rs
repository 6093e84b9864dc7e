//! What exists: resources, their attributes and relations, and what is known of the principal. Every name of a condition
//! is looked up here when the policy loads, so that a misspelt one can never quietly allow or deny.

mod typing;

use std::collections::BTreeMap;

use crate::document::{PolicyDocument, RelationSection, ResourceSection, Table};
use crate::error::{PolicyError, PolicyFault};
use crate::name;
use crate::place::Path;
use crate::value::{Base, Type};

#[derive(Debug)]
pub(crate) struct Schema<'d> {
    principal_id: Base,
    principal: BTreeMap<&'d str, Type>,
    resources: BTreeMap<&'d str, Resource<'d>>,
}

#[derive(Debug)]
pub(crate) struct Resource<'d> {
    attributes: BTreeMap<&'d str, Type>,
    relations: BTreeMap<&'d str, Relation<'d>>,
    actions: &'d [String],
}

#[derive(Debug)]
struct Relation<'d> {
    resource: &'d str,
    nullable: bool,
}

impl<'d> Schema<'d> {
    pub(crate) fn read(document: &'d PolicyDocument) -> Result<Self, PolicyError> {
        let principal = Path::root("principal");
        let id = Type::parse(&document.principal.id).filter(|id| matches!(id.base, Base::Text | Base::Uuid));
        let Some(Type { base, nullable: false }) = id else {
            let fault = PolicyFault::mismatch("the principal's id is `uuid` or `text`, and never null");
            return Err(fault.at(principal.key("id")));
        };
        let names = document.resource.keys();
        name::check(names, |_, name| Path::root("resource").key(name))?;
        if document.resource.len() > MAX_RESOURCES {
            let (what, max) = ("resources", MAX_RESOURCES);
            return Err(PolicyFault::TooMany { what, max }.at(Path::root("resource")));
        }
        let mut resources = BTreeMap::new();
        for (name, section) in document.resource.iter() {
            resources.insert(name, Resource::read(name, section)?);
        }
        let principal = principal.key("attrs");
        if document.principal.attrs.get("id").is_some() {
            return Err(PolicyFault::duplicate("the attribute", "principal.id").at(principal.key("id")));
        }
        let mut schema = Self {
            principal_id: base,
            principal: types(&document.principal.attrs, &principal)?,
            resources,
        };
        for (name, section) in document.resource.iter() {
            let relations = schema.relations(name, section)?;
            if let Some(resource) = schema.resources.get_mut(name) {
                resource.relations = relations;
            }
        }
        Ok(schema)
    }

    fn relations(
        &self,
        name: &str,
        section: &'d ResourceSection,
    ) -> Result<BTreeMap<&'d str, Relation<'d>>, PolicyError> {
        let relations = section.rel.iter().map(|(relation, written)| {
            let path = Path::root("resource").key(name).key("rel").key(relation);
            Ok((relation, self.relation(name, written, &path)?))
        });
        relations.collect()
    }

    fn relation(&self, from: &str, written: &'d RelationSection, path: &Path) -> Result<Relation<'d>, PolicyError> {
        let attribute = |resource: &str, name: &str, key: &str| {
            let found = self.attribute(resource, name);
            found.ok_or_else(|| {
                PolicyFault::unknown("attribute", &format!("{resource}.{name}")).at(path.clone().key(key))
            })
        };
        if !self.resources.contains_key(written.resource.as_str()) {
            return Err(PolicyFault::unknown("resource", &written.resource).at(path.clone().key("resource")));
        }
        let fk = attribute(from, &written.fk, "fk")?;
        let pk = attribute(&written.resource, &written.pk, "pk")?;
        if fk.base != pk.base {
            let message = format!("a {} refers to a {}", fk.base, pk.base);
            return Err(PolicyFault::mismatch(&message).at(path.clone().key("pk")));
        }
        Ok(Relation {
            resource: &written.resource,
            nullable: fk.nullable,
        })
    }

    /// Every resource with its actions.
    pub(crate) fn actions(&self) -> impl Iterator<Item = (&'d str, &'d [String])> {
        self.resources.iter().map(|(name, resource)| (*name, resource.actions))
    }

    pub(crate) fn has_resource(&self, name: &str) -> bool {
        self.resources.contains_key(name)
    }

    pub(crate) const fn principal_id(&self) -> Base {
        self.principal_id
    }

    pub(crate) fn principal_attribute(&self, name: &str) -> Option<Type> {
        self.principal.get(name).copied()
    }

    pub(crate) fn attribute(&self, resource: &str, name: &str) -> Option<Type> {
        self.resources.get(resource)?.attributes.get(name).copied()
    }

    /// An attribute of the row that is one hop away; null also when there is no such row.
    pub(crate) fn related(&self, resource: &str, relation: &str, name: &str) -> Option<Type> {
        let relation = self.resources.get(resource)?.relations.get(relation)?;
        let found = self.attribute(relation.resource, name)?;
        Some(Type {
            nullable: found.nullable || relation.nullable,
            ..found
        })
    }
}

impl<'d> Resource<'d> {
    fn read(name: &str, section: &'d ResourceSection) -> Result<Self, PolicyError> {
        let path = Path::root("resource").key(name);
        let attributes = types(&section.attrs, &path.clone().key("attrs"))?;
        // One namespace: a test's row writes both beside each other.
        let both = section.attrs.keys().chain(section.rel.keys());
        name::check(both, |_, name| path.clone().key("rel").key(name))?;
        let actions = section.actions.iter().map(String::as_str);
        name::check(actions, |number, _| path.clone().key("actions").index(number))?;
        if section.actions.len() > MAX_ACTIONS {
            let (what, max) = ("actions of a resource", MAX_ACTIONS);
            return Err(PolicyFault::TooMany { what, max }.at(path.key("actions")));
        }
        Ok(Self {
            attributes,
            relations: BTreeMap::new(),
            actions: &section.actions,
        })
    }
}

fn types<'d>(attrs: &'d Table<String>, path: &Path) -> Result<BTreeMap<&'d str, Type>, PolicyError> {
    name::check(attrs.keys(), |_, name| path.clone().key(name))?;
    let types = attrs.iter().map(|(name, written)| match Type::parse(written) {
        Some(found) => Ok((name, found)),
        None => Err(PolicyFault::unknown("type", written).at(path.clone().key(name))),
    });
    types.collect()
}

const MAX_RESOURCES: usize = 256;
const MAX_ACTIONS: usize = 64;
