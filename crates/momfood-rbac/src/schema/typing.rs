//! From a comparison as it is written to a predicate: names looked up, types made to agree.

use crate::error::PolicyFault;
use crate::grammar::{Atom, FaultAt, Term, Written};
use crate::predicate::{Operand, Predicate};
use crate::schema::Schema;
use crate::value::{Base, Literal, Type};

impl Schema<'_> {
    /// The comparison on rows of `resource`, with names looked up and types checked.
    pub(crate) fn predicate(&self, resource: &str, atom: &Atom) -> Result<Predicate, FaultAt> {
        match atom {
            Atom::Compare {
                left,
                comparison,
                right,
            } => {
                let (left, right) = self.pair(resource, left, right)?;
                if comparison.needs_order() && !left.base().is_ordered() {
                    let message = format!("a {} has no order for `{}`", left.base(), comparison.as_str());
                    return Err(mismatch(&message, atom));
                }
                Ok(Predicate::Compare {
                    left,
                    comparison: *comparison,
                    right,
                })
            }
            Atom::In { term, list } => {
                let (operand, found) = self.reference(resource, term)?;
                let list = list.iter().map(|(item, at)| typed(item, found.base, *at));
                Ok(Predicate::In {
                    operand,
                    list: list.collect::<Result<_, _>>()?,
                })
            }
            Atom::IsNull(term) => match self.reference(resource, term)? {
                (operand, Type { nullable: true, .. }) => Ok(Predicate::IsNull(operand)),
                _ => Err(mismatch("it is never null", atom)),
            },
        }
    }

    fn pair(&self, resource: &str, left: &Term, right: &Term) -> Result<(Operand, Operand), FaultAt> {
        match (&left.written, &right.written) {
            (Written::Literal(_), Written::Literal(_)) => Err(FaultAt {
                fault: PolicyFault::mismatch("both sides are literals"),
                at: left.at,
            }),
            (_, Written::Literal(literal)) => {
                let (operand, found) = self.reference(resource, left)?;
                Ok((operand, Operand::Literal(typed(literal, found.base, right.at)?)))
            }
            (Written::Literal(literal), _) => {
                let (operand, found) = self.reference(resource, right)?;
                Ok((Operand::Literal(typed(literal, found.base, left.at)?), operand))
            }
            _ => {
                let (left, _) = self.reference(resource, left)?;
                let (other, found) = self.reference(resource, right)?;
                if left.base() == found.base {
                    return Ok((left, other));
                }
                Err(FaultAt {
                    fault: PolicyFault::mismatch(&format!("a {} is never compared with a {}", left.base(), found.base)),
                    at: right.at,
                })
            }
        }
    }

    /// What the term refers to; a literal refers to nothing.
    fn reference(&self, resource: &str, term: &Term) -> Result<(Operand, Type), FaultAt> {
        let unknown = |what, name: &str| FaultAt {
            fault: PolicyFault::unknown(what, name),
            at: term.at,
        };
        match &term.written {
            Written::Literal(_) => Err(FaultAt {
                fault: PolicyFault::mismatch("a literal needs no question"),
                at: term.at,
            }),
            Written::Dotted(scope, name) if scope.as_ref() == "principal" && name.as_ref() == "id" => {
                let base = self.principal_id;
                Ok((Operand::PrincipalId { base }, Type { base, nullable: false }))
            }
            Written::Dotted(scope, name) if scope.as_ref() == "principal" => {
                let full = format!("principal.{name}");
                let found = self
                    .principal_attribute(name)
                    .ok_or_else(|| unknown("attribute", &full))?;
                let (name, base) = (full.into(), found.base);
                Ok((Operand::Principal { name, base }, found))
            }
            Written::Dotted(relation, name) => {
                let full = format!("{relation}.{name}");
                let found = self.related(resource, relation, name);
                let found = found.ok_or_else(|| unknown("attribute", &format!("{resource}.{full}")))?;
                let (name, base) = (full.into(), found.base);
                Ok((Operand::Row { name, base }, found))
            }
            Written::Name(name) => {
                let found = self.attribute(resource, name);
                let found = found.ok_or_else(|| unknown("attribute", &format!("{resource}.{name}")))?;
                let (name, base) = (name.clone(), found.base);
                Ok((Operand::Row { name, base }, found))
            }
        }
    }
}

fn typed(literal: &Literal, base: Base, at: usize) -> Result<Literal, FaultAt> {
    let fault = || PolicyFault::mismatch(&format!("this {} is not a {base}", literal.base()));
    literal
        .clone()
        .typed(base)
        .ok_or_else(|| FaultAt { fault: fault(), at })
}

fn mismatch(message: &str, atom: &Atom) -> FaultAt {
    let (Atom::Compare { left: term, .. } | Atom::In { term, .. } | Atom::IsNull(term)) = atom;
    FaultAt {
        fault: PolicyFault::mismatch(message),
        at: term.at,
    }
}
