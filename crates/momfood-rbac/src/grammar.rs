//! The two little languages of a policy, by recursive descent: what a rule says, and what a condition compares.
//!
//! ```text
//! rule      = pattern [ "if" logic of names ]          pattern = ( name | "*" ) ":" ( name | "*" )
//! condition = logic of comparisons
//! logic     = and { "or" and }      and = not { "and" not }      not = "not" not | "(" logic ")" | leaf
//! comparison = term ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) term | term "in" "[" literal { "," literal } "]" | term "is" "null"
//! term      = name | name "." name | literal           literal = 'text' | number | "true" | "false"
//! ```
//!
//! Every construct has one meaning in SQL; there are no regular expressions, no arithmetic and no casts. A rule combines
//! named conditions only, so that every refusal has a name.

mod lexer;
mod term;

use core::fmt;

use momfood_audit::SafeText;

use crate::error::PolicyFault;
use crate::grammar::lexer::{Lexer, Symbol, Token};
use crate::logic::Logic;

pub(crate) use term::{Atom, Comparison, Term, Written};

/// A fault in a condition or rule, and the byte of its text where it is.
#[derive(Debug)]
pub(crate) struct FaultAt {
    pub(crate) fault: PolicyFault,
    pub(crate) at: usize,
}

/// What a rule is about. `None` stands for `*`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) resource: Option<Box<str>>,
    pub(crate) action: Option<Box<str>>,
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let resource = self.resource.as_deref().unwrap_or("*");
        write!(formatter, "{resource}:{}", self.action.as_deref().unwrap_or("*"))
    }
}

/// The name of a condition in a rule, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: Box<str>,
    pub(crate) at: usize,
}

impl Named {
    pub(crate) const fn fault(&self, fault: PolicyFault) -> FaultAt {
        FaultAt { fault, at: self.at }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// Reads `orders:read` or `orders:read if owner`.
pub(crate) fn rule(text: &str) -> Result<(Pattern, Option<Logic<Named>>), FaultAt> {
    let mut parser = Parser::new(text)?;
    let pattern = parser.pattern()?;
    let guard = match parser.next()? {
        Token::End => return Ok((pattern, None)),
        Token::Name("if") => parser.logic(&mut Parser::named)?,
        other => return Err(parser.unexpected("`if` or the end", other)),
    };
    parser.end()?;
    Ok((pattern, Some(guard)))
}

/// Reads `orders:read`.
pub(crate) fn pattern(text: &str) -> Result<Pattern, FaultAt> {
    let mut parser = Parser::new(text)?;
    let pattern = parser.pattern()?;
    parser.end()?;
    Ok(pattern)
}

/// Reads `owner and not closed`.
pub(crate) fn guard(text: &str) -> Result<Logic<Named>, FaultAt> {
    let mut parser = Parser::new(text)?;
    let guard = parser.logic(&mut Parser::named)?;
    parser.end()?;
    Ok(guard)
}

/// Reads `customer_id == principal.id`.
pub(crate) fn condition(text: &str) -> Result<Logic<Atom>, FaultAt> {
    let mut parser = Parser::new(text)?;
    let condition = parser.logic(&mut Parser::atom)?;
    parser.end()?;
    Ok(condition)
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Result<Self, FaultAt> {
        if text.len() > MAX_TEXT_BYTES {
            let what = "bytes in a condition or rule";
            let max = MAX_TEXT_BYTES;
            return Err(FaultAt {
                fault: PolicyFault::TooMany { what, max },
                at: 0,
            });
        }
        Ok(Self {
            lexer: Lexer::new(text),
            depth: 0,
        })
    }

    fn next(&mut self) -> Result<Token<'t>, FaultAt> {
        self.lexer.next()
    }

    /// Takes the next token if it is `wanted`.
    fn take(&mut self, wanted: &Token<'_>) -> Result<bool, FaultAt> {
        let mut ahead = self.lexer.clone();
        let found = ahead.next()? == *wanted;
        if found {
            self.lexer = ahead;
        }
        Ok(found)
    }

    fn expect(&mut self, wanted: &Token<'_>, expected: &'static str) -> Result<(), FaultAt> {
        match self.next()? {
            token if token == *wanted => Ok(()),
            other => Err(self.unexpected(expected, other)),
        }
    }

    fn end(&mut self) -> Result<(), FaultAt> {
        self.expect(&Token::End, "`and`, `or` or the end")
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "a token that was not expected has no other use"
    )]
    fn unexpected(&self, expected: &'static str, found: Token<'_>) -> FaultAt {
        FaultAt {
            fault: PolicyFault::Expression {
                expected,
                found: SafeText::new(&found.to_string()),
            },
            at: self.lexer.start(),
        }
    }

    fn pattern(&mut self) -> Result<Pattern, FaultAt> {
        let resource = self.name_or_star("a resource or `*`")?;
        self.expect(&Token::Symbol(Symbol::Colon), "`:`")?;
        let action = self.name_or_star("an action or `*`")?;
        Ok(Pattern { resource, action })
    }

    fn name_or_star(&mut self, expected: &'static str) -> Result<Option<Box<str>>, FaultAt> {
        match self.next()? {
            Token::Symbol(Symbol::Star) => Ok(None),
            Token::Name(name) => Ok(Some(name.into())),
            other => Err(self.unexpected(expected, other)),
        }
    }

    fn named(&mut self) -> Result<Named, FaultAt> {
        match self.next()? {
            Token::Name(name) if crate::name::is_name(name) => Ok(Named {
                name: name.into(),
                at: self.lexer.start(),
            }),
            other => Err(self.unexpected("the name of a condition, `not` or `(`", other)),
        }
    }

    fn logic<L>(&mut self, leaf: &mut impl FnMut(&mut Self) -> Result<L, FaultAt>) -> Result<Logic<L>, FaultAt> {
        let mut parts = vec![self.conjunction(leaf)?];
        while self.take(&Token::Name("or"))? {
            parts.push(self.conjunction(leaf)?);
        }
        Ok(single(parts).unwrap_or_else(|many| Logic::Any(many.into())))
    }

    fn conjunction<L>(&mut self, leaf: &mut impl FnMut(&mut Self) -> Result<L, FaultAt>) -> Result<Logic<L>, FaultAt> {
        let mut parts = vec![self.negation(leaf)?];
        while self.take(&Token::Name("and"))? {
            parts.push(self.negation(leaf)?);
        }
        Ok(single(parts).unwrap_or_else(|many| Logic::All(many.into())))
    }

    fn negation<L>(&mut self, leaf: &mut impl FnMut(&mut Self) -> Result<L, FaultAt>) -> Result<Logic<L>, FaultAt> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(FaultAt {
                fault: PolicyFault::TooMany {
                    what: "levels of `not` and parentheses",
                    max: MAX_DEPTH,
                },
                at: self.lexer.start(),
            });
        }
        let inner = if self.take(&Token::Name("not"))? {
            Logic::Not(Box::new(self.negation(leaf)?))
        } else if self.take(&Token::Symbol(Symbol::Open))? {
            let inner = self.logic(leaf)?;
            self.expect(&Token::Symbol(Symbol::Close), "`and`, `or` or `)`")?;
            inner
        } else {
            Logic::Leaf(leaf(self)?)
        };
        self.depth -= 1;
        Ok(inner)
    }
}

/// The only element of `parts`, or all of them.
fn single<T>(mut parts: Vec<T>) -> Result<T, Vec<T>> {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => Ok(only),
        (last, _) => {
            parts.extend(last);
            Err(parts)
        }
    }
}

/// Longest condition or rule.
const MAX_TEXT_BYTES: usize = 2_048;
/// Deepest nesting of a condition or rule. Evaluation recurses as deep, so it is small.
const MAX_DEPTH: usize = 32;
