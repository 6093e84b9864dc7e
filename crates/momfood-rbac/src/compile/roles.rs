//! Roles by number, and for each the set of itself and all that it inherits.

use momfood_audit::SafeText;

use crate::document::PolicyDocument;
use crate::error::{PolicyError, PolicyFault};
use crate::name;
use crate::place::Path;

pub(super) struct Roles {
    pub(super) names: Box<[Box<str>]>,
    pub(super) closures: Box<[u64]>,
}

impl Roles {
    pub(super) fn read(document: &PolicyDocument) -> Result<Self, PolicyError> {
        let path = |name: &str| Path::root("role").key(name);
        name::check(document.role.keys(), |_, name| path(name))?;
        let names: Box<[Box<str>]> = document.role.keys().map(Box::from).collect();
        if names.len() > MAX_ROLES {
            let (what, max) = ("roles", MAX_ROLES);
            return Err(PolicyFault::TooMany { what, max }.at(Path::root("role")));
        }
        let parents = document.role.iter().map(|(name, section)| {
            let path = path(name).key("inherits");
            parents(&names, &section.inherits, &path)
        });
        let ancestors = ancestors(parents.collect::<Result<_, _>>()?);
        let mut closures = Vec::with_capacity(names.len());
        for (number, (name, above)) in names.iter().zip(ancestors).enumerate() {
            let own = bit(number);
            if above & own != 0 {
                return Err(PolicyFault::Cycle(SafeText::new(name)).at(path(name).key("inherits")));
            }
            closures.push(above | own);
        }
        Ok(Self {
            names,
            closures: closures.into(),
        })
    }
}

fn parents(names: &[Box<str>], inherits: &[String], path: &Path) -> Result<u64, PolicyError> {
    let mut parents = 0;
    for (number, name) in inherits.iter().enumerate() {
        let Some(known) = names.iter().position(|known| known.as_ref() == name.as_str()) else {
            return Err(PolicyFault::unknown("role", name).at(path.clone().index(number)));
        };
        if parents & bit(known) != 0 {
            return Err(PolicyFault::duplicate("the inherited role", name).at(path.clone().index(number)));
        }
        parents |= bit(known);
    }
    Ok(parents)
}

/// Adds to each set what its members inherit, until nothing is added: at most one round for each role.
fn ancestors(mut sets: Vec<u64>) -> Vec<u64> {
    loop {
        let reach = |set: u64| {
            let members = sets.iter().enumerate().filter(|(number, _)| set & bit(*number) != 0);
            members.fold(set, |all, (_, inherited)| all | inherited)
        };
        let further: Vec<u64> = sets.iter().map(|set| reach(*set)).collect();
        if further == sets {
            return sets;
        }
        sets = further;
    }
}

/// The bit of the role with this number; roles are numbered in the order of the document.
pub(super) fn bit(number: usize) -> u64 {
    let number = u32::try_from(number).ok();
    number.and_then(|number| 1_u64.checked_shl(number)).unwrap_or(0)
}

/// Most roles: one bit each.
const MAX_ROLES: usize = 64;
