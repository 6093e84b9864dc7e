//! What may be a name in a policy: ASCII, so that no two names look alike, and never a word of the language.

use std::collections::BTreeMap;

use momfood_audit::SafeText;

use crate::error::{PolicyError, PolicyFault};
use crate::place::Path;

/// Longest name in bytes: PostgreSQL's limit for an identifier.
pub(crate) const MAX_NAME_BYTES: usize = 63;

const RESERVED: [&str; 10] = [
    "and",
    "false",
    "if",
    "in",
    "is",
    "not",
    "null",
    "or",
    "principal",
    "true",
];

/// Whether `text` is a name: an ASCII letter, then letters, digits and underscores.
pub(crate) fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= MAX_NAME_BYTES
        && bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Checks the names of one namespace: each is a name, and no two differ only in case.
pub(crate) fn check<'n>(
    names: impl IntoIterator<Item = &'n str>,
    path: impl Fn(usize, &str) -> Path,
) -> Result<(), PolicyError> {
    let mut seen = BTreeMap::new();
    for (number, name) in names.into_iter().enumerate() {
        if !is_name(name) {
            return Err(PolicyFault::Name(SafeText::new(name)).at(path(number, name)));
        }
        match seen.insert(name.to_ascii_lowercase(), name) {
            Some(other) if other == name => return Err(PolicyFault::duplicate("the name", name).at(path(number, name))),
            Some(other) => {
                let fault = PolicyFault::Confusable(SafeText::new(other), SafeText::new(name));
                return Err(fault.at(path(number, name)));
            }
            None => {}
        }
    }
    Ok(())
}

/// Whether `text` may be a rule's own id: what also fits into a log, a metric and a SQL comment without quoting.
pub(crate) fn is_rule_id(text: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}
