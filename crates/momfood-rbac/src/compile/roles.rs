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
        let mut closures: Vec<u64> = (0..names.len()).map(bit).collect();
        for ((name, section), closure) in document.role.iter().zip(&mut closures) {
            for (number, inherited) in section.inherits.iter().enumerate() {
                let known = names.iter().position(|known| known.as_ref() == inherited.as_str());
                let fault = || PolicyFault::unknown("role", inherited).at(path(name).key("inherits").index(number));
                let inherited = bit(known.ok_or_else(fault)?);
                if *closure & inherited == inherited {
                    return Err(repeated(document, name, number).at(path(name).key("inherits").index(number)));
                }
                *closure |= inherited;
            }
        }
        close(&mut closures);
        // A role whose parents lead back to it is part of a cycle; the first in order stands for all.
        let direct: Vec<u64> = document
            .role
            .iter()
            .map(|(_, section)| mask(&names, &section.inherits))
            .collect();
        let cycle = direct.iter().enumerate().find(|(number, parents)| {
            let reached = union(&closures, **parents);
            reached & bit(*number) != 0
        });
        if let Some(name) = cycle.and_then(|(number, _)| names.get(number)) {
            return Err(PolicyFault::Cycle(SafeText::new(name)).at(path(name).key("inherits")));
        }
        Ok(Self {
            names,
            closures: closures.into(),
        })
    }
}

/// A role that names itself is a cycle; one that names another twice is a slip.
fn repeated(document: &PolicyDocument, role: &str, number: usize) -> PolicyFault {
    let inherited = document.role.get(role).and_then(|section| section.inherits.get(number));
    match inherited.map(String::as_str) {
        Some(name) if name != role => PolicyFault::duplicate("the inherited role", name),
        _ => PolicyFault::Cycle(SafeText::new(role)),
    }
}

/// Adds to every set what its members reach, until nothing is added: at most one round for each role.
fn close(closures: &mut [u64]) {
    loop {
        let before = closures.to_vec();
        for closure in closures.iter_mut() {
            *closure |= union(&before, *closure);
        }
        if before == closures {
            return;
        }
    }
}

fn union(closures: &[u64], members: u64) -> u64 {
    let held = closures
        .iter()
        .enumerate()
        .filter(|(number, _)| members & bit(*number) != 0);
    held.fold(0, |all, (_, closure)| all | closure)
}

fn mask(names: &[Box<str>], wanted: &[String]) -> u64 {
    let held = names
        .iter()
        .enumerate()
        .filter(|(_, name)| wanted.iter().any(|role| role.as_str() == name.as_ref()));
    held.fold(0, |all, (number, _)| all | bit(number))
}

/// The bit of the role with this number; roles are numbered in the order of the document.
pub(super) fn bit(number: usize) -> u64 {
    u32::try_from(number)
        .ok()
        .and_then(|number| 1_u64.checked_shl(number))
        .unwrap_or(0)
}

/// Most roles: one bit each.
const MAX_ROLES: usize = 64;
