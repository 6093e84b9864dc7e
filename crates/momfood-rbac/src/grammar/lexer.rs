//! Cuts a condition or rule into tokens. ASCII only, but for what stands between quotes.

use core::fmt;

use momfood_audit::SafeText;

use crate::error::PolicyFault;
use crate::grammar::{Comparison, FaultAt};

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Token<'t> {
    /// A name or a word of the language.
    Name(&'t str),
    /// What stood between single quotes, doubled quotes undone, as in SQL.
    Text(Box<str>),
    Int(i64),
    Compare(Comparison),
    Symbol(Symbol),
    End,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Symbol {
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    Dot,
    Colon,
    Star,
}

impl Symbol {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::ListOpen => "[",
            Self::ListClose => "]",
            Self::Comma => ",",
            Self::Dot => ".",
            Self::Colon => ":",
            Self::Star => "*",
        }
    }
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(formatter, "`{name}`"),
            Self::Text(text) => write!(formatter, "text '{text}'"),
            Self::Int(number) => write!(formatter, "`{number}`"),
            Self::Compare(comparison) => write!(formatter, "`{}`", comparison.as_str()),
            Self::Symbol(symbol) => write!(formatter, "`{}`", symbol.as_str()),
            Self::End => formatter.write_str("the end"),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    rest: &'t str,
    length: usize,
    start: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            length: text.len(),
            start: 0,
        }
    }

    /// The byte at which the last token began.
    pub(super) const fn start(&self) -> usize {
        self.start
    }

    pub(super) fn next(&mut self) -> Result<Token<'t>, FaultAt> {
        self.rest = self.rest.trim_ascii_start();
        self.start = self.length - self.rest.len();
        let mut ahead = self.rest.chars();
        let Some(first) = ahead.next() else {
            return Ok(Token::End);
        };
        let second = ahead.next();
        let (token, length) = match (first, second) {
            ('=', Some('=')) => (Token::Compare(Comparison::Equal), 2),
            ('!', Some('=')) => (Token::Compare(Comparison::NotEqual), 2),
            ('<', Some('=')) => (Token::Compare(Comparison::AtMost), 2),
            ('>', Some('=')) => (Token::Compare(Comparison::AtLeast), 2),
            ('<', _) => (Token::Compare(Comparison::Less), 1),
            ('>', _) => (Token::Compare(Comparison::Greater), 1),
            ('(', _) => (Token::Symbol(Symbol::Open), 1),
            (')', _) => (Token::Symbol(Symbol::Close), 1),
            ('[', _) => (Token::Symbol(Symbol::ListOpen), 1),
            (']', _) => (Token::Symbol(Symbol::ListClose), 1),
            (',', _) => (Token::Symbol(Symbol::Comma), 1),
            ('.', _) => (Token::Symbol(Symbol::Dot), 1),
            (':', _) => (Token::Symbol(Symbol::Colon), 1),
            ('*', _) => (Token::Symbol(Symbol::Star), 1),
            ('\'', _) => return self.text(),
            ('-' | '0'..='9', _) => return self.number(),
            ('A'..='Z' | 'a'..='z', _) => return Ok(Token::Name(self.run(|c| c.is_ascii_alphanumeric() || c == '_'))),
            (other, _) => return Err(self.fault("a name, a literal or an operator", &format!("`{other}`"))),
        };
        self.skip(length);
        Ok(token)
    }

    fn number(&mut self) -> Result<Token<'t>, FaultAt> {
        let written = self.run(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        match written.parse() {
            Ok(number) => Ok(Token::Int(number)),
            Err(_) => Err(self.fault("a whole number of 64 bits", &format!("`{written}`"))),
        }
    }

    fn text(&mut self) -> Result<Token<'t>, FaultAt> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '\'' if characters.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
                '\'' => {
                    self.skip(at + 1);
                    return Ok(Token::Text(text.into()));
                }
                // PostgreSQL has no NUL in text, and no policy needs the others.
                c if c.is_control() => return Err(self.fault("text without control characters", "a control character")),
                other => text.push(other),
            }
        }
        Err(self.fault("a closing `'`", "the end"))
    }

    /// Takes characters for as long as `belongs` says so.
    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let length = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn fault(&self, expected: &'static str, found: &str) -> FaultAt {
        FaultAt {
            fault: PolicyFault::Expression {
                expected,
                found: SafeText::new(found),
            },
            at: self.start,
        }
    }
}
