//! One comparison, as it is written: names are not looked up yet, and types not checked.

use core::cmp::Ordering;

use crate::error::PolicyFault;
use crate::grammar::lexer::{Symbol, Token};
use crate::grammar::{FaultAt, Parser};
use crate::value::Literal;

/// A leaf of a condition.
#[derive(Clone, Debug)]
pub(crate) enum Atom {
    Compare {
        left: Term,
        comparison: Comparison,
        right: Term,
    },
    In {
        term: Term,
        list: Box<[(Literal, usize)]>,
    },
    IsNull(Term),
}

/// A name or a literal, and the byte where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) written: Written,
    pub(crate) at: usize,
}

#[derive(Clone, Debug)]
pub(crate) enum Written {
    Name(Box<str>),
    /// `restaurant.owner_id` or `principal.id`.
    Dotted(Box<str>, Box<str>),
    Literal(Literal),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it asks for an order and not only for equality.
    pub(crate) const fn needs_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    /// Whether it holds between two values that stand in this order.
    pub(crate) const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Result<Atom, FaultAt> {
        let left = self.term("an attribute, a literal, `not` or `(`")?;
        match self.next()? {
            Token::Compare(comparison) => Ok(Atom::Compare {
                left,
                comparison,
                right: self.term("an attribute or a literal")?,
            }),
            Token::Name("in") => Ok(Atom::In {
                term: left,
                list: self.list()?,
            }),
            Token::Name("is") => {
                self.expect(&Token::Name("null"), "`null`")?;
                Ok(Atom::IsNull(left))
            }
            other => Err(self.unexpected("a comparison, `in` or `is null`", other)),
        }
    }

    fn term(&mut self, expected: &'static str) -> Result<Term, FaultAt> {
        let token = self.next()?;
        let at = self.lexer.start();
        let written = match token {
            Token::Name(name) if name == "principal" || crate::name::is_name(name) => {
                if self.take(&Token::Symbol(Symbol::Dot))? {
                    match self.next()? {
                        Token::Name(inner) if crate::name::is_name(inner) => Written::Dotted(name.into(), inner.into()),
                        other => return Err(self.unexpected("the name of an attribute", other)),
                    }
                } else if name == "principal" {
                    let other = self.next()?;
                    return Err(self.unexpected("`.`", other));
                } else {
                    Written::Name(name.into())
                }
            }
            token => match literal(token) {
                Ok(literal) => Written::Literal(literal),
                Err(null @ Token::Name("null")) => {
                    return Err(self.unexpected("a value (for null, ask `is null`)", null));
                }
                Err(other) => return Err(self.unexpected(expected, other)),
            },
        };
        Ok(Term { written, at })
    }

    fn list(&mut self) -> Result<Box<[(Literal, usize)]>, FaultAt> {
        self.expect(&Token::Symbol(Symbol::ListOpen), "`[`")?;
        let mut list = Vec::new();
        loop {
            match literal(self.next()?) {
                Ok(item) => list.push((item, self.lexer.start())),
                Err(other) => return Err(self.unexpected("a literal", other)),
            }
            if list.len() > MAX_LIST {
                let what = "literals in a list";
                return Err(FaultAt {
                    fault: PolicyFault::TooMany { what, max: MAX_LIST },
                    at: self.lexer.start(),
                });
            }
            match self.next()? {
                Token::Symbol(Symbol::Comma) => {}
                Token::Symbol(Symbol::ListClose) => return Ok(list.into()),
                other => return Err(self.unexpected("`,` or `]`", other)),
            }
        }
    }
}

fn literal(token: Token<'_>) -> Result<Literal, Token<'_>> {
    match token {
        Token::Text(text) => Ok(Literal::Text(text)),
        Token::Int(number) => Ok(Literal::Int(number)),
        Token::Name("true") => Ok(Literal::Bool(true)),
        Token::Name("false") => Ok(Literal::Bool(false)),
        other => Err(other),
    }
}

/// Longest list after `in`; it is searched from its start.
const MAX_LIST: usize = 64;
