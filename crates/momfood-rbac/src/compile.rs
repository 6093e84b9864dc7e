//! From a document to a policy. One pass in the order of dependence: schema, roles, conditions, rules, table; at last
//! the tests that the document carries, against the finished table.

mod conditions;
mod examples;
mod plan;
mod roles;
mod rules;
mod written;

use crate::compile::conditions::Conditions;
use crate::compile::plan::Plan;
use crate::compile::roles::Roles;
use crate::compile::rules::rulings;
use crate::document::PolicyDocument;
use crate::error::{PolicyError, PolicyFault};
use crate::place::Path;
use crate::policy::Policy;
use crate::schema::Schema;
use crate::table::Rule;
use crate::vocabulary::Vocabulary;

pub(crate) fn compile(document: &PolicyDocument) -> Result<Policy, PolicyError> {
    if document.version != 1 {
        return Err(PolicyFault::Version(document.version).at(Path::root("version")));
    }
    let schema = Schema::read(document)?;
    let roles = Roles::read(document)?;
    let mut conditions = Conditions::read(document, &schema)?;
    let rulings = rulings(document)?;
    let mut plan = Plan::new(&schema);
    for (number, ruling) in rulings.iter().enumerate() {
        plan.add(number, ruling, &mut conditions)?;
    }
    let conditions = conditions.finish()?;
    let vocabulary = Vocabulary::new(roles.names, roles.closures, plan.names());
    let cells = plan.finish();
    let rules = rulings.into_iter().map(|ruling| Rule {
        id: ruling.id,
        effect: ruling.effect,
    });
    let policy = Policy::new(vocabulary, cells, rules.collect(), conditions);
    examples::run(&policy, document, &schema)?;
    Ok(policy)
}
