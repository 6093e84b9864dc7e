//! Whether tokens go on with a statement that somebody else began: a small automaton over the whole stream.
//!
//! It knows what may come next, a value or what follows one, and gives points where structures of an attack are
//! complete. What no statement can contain, two plain words in a row, is prose, and prose gives no points until a `;`, a
//! parenthesis or `UNION` starts anew. So "2 or 3 of them" and `O'Brien` are prose after their third and second word.
//! There is no limit on the number of tokens (libinjection looks at five, and its issue 26 is what comes after them).

use crate::inspect::reason::Reason;
use crate::inspect::sql::state::{Condition, Place, Query, Value};
use crate::inspect::sql::token::Token;
use crate::inspect::sql::verb::{Proof, Verb};
use crate::inspect::sql::word::Word;
use crate::inspect::verdict::Tally;

/// What is remembered between two tokens.
#[derive(Debug)]
pub(super) struct Automaton {
    tally: Tally,
    place: Place,
    previous: Option<Token>,
    condition: Condition,
    query: Option<Query>,
    /// A verb at the start of a statement that needs more words.
    verb: Option<Verb>,
    /// Whether a `;` has been seen.
    stacked: bool,
    /// Whether the quote around the text has just been closed.
    broken: bool,
}

impl Automaton {
    /// Within a statement where a value belongs.
    pub(super) fn bare() -> Self {
        Self {
            tally: Tally::default(),
            place: Place::Start,
            previous: None,
            condition: Condition::None,
            query: None,
            verb: None,
            stacked: false,
            broken: false,
        }
    }

    /// Behind a string that the text itself has closed.
    pub(super) fn after_quote() -> Self {
        Self {
            place: Place::After(Value::Text),
            broken: true,
            ..Self::bare()
        }
    }

    /// Takes the end of the text.
    pub(super) fn finish(mut self) -> Tally {
        if self.verb == Some(Verb::Halt) && self.stacked {
            self.tally.add(4, Reason::StackedStatement);
        }
        self.end();
        self.tally
    }

    /// Takes one token.
    pub(super) fn feed(&mut self, token: Token) {
        if self.broken {
            self.quote_break(token);
        }
        self.pair(token);
        match token {
            Token::Word(word) => self.word(word),
            Token::Number { .. } | Token::Variable => self.value(Value::Constant),
            Token::SystemVariable => {
                self.tally.add(3, Reason::Catalogue);
                self.value(Value::Constant);
            }
            Token::Text => self.value(Value::Text),
            Token::Logic => self.logic(),
            Token::Compare => self.compare(),
            Token::Sign | Token::Star | Token::Operator => self.operator(token),
            Token::Open { called } => self.open(called),
            Token::Close => {
                self.end();
                self.place = Place::After(Value::Group);
            }
            Token::Comma => self.comma(),
            Token::Semicolon => {
                self.end();
                self.place = Place::Start;
                self.stacked = true;
            }
            Token::Comment { prose } => self.comment(prose),
            Token::InlineComment { glued } => {
                if glued {
                    self.tally.add(3, Reason::Obfuscation);
                }
                return;
            }
            Token::VersionedComment => {
                self.tally.add(3, Reason::Obfuscation);
                return;
            }
            Token::Other => self.derail(),
        }
        self.previous = Some(token);
    }

    /// The first token behind a closed quote.
    fn quote_break(&mut self, token: Token) {
        self.broken = false;
        let points = match token {
            Token::Word(Word::Logic | Word::Union | Word::Condition | Word::Arrange | Word::Compare | Word::Into) => 3,
            Token::Word(_) | Token::Number { .. } | Token::Text | Token::Variable | Token::Other => 0,
            Token::Comma => 2,
            _ => 3,
        };
        self.tally.add(points, Reason::QuoteBreak);
    }

    /// Structures of two words that need no more context.
    fn pair(&mut self, token: Token) {
        use Token::Word as W;
        let verb = self.verb.take();
        match (self.previous, token) {
            (Some(W(Word::Into)), W(Word::File)) | (Some(W(Word::Procedure)), W(Word::Analyse)) => {
                self.tally.add(5, Reason::DangerousFunction);
            }
            (Some(W(Word::Verb(Verb::Wait))), W(Word::Delay))
            | (Some(W(Word::Verb(Verb::Execute))), W(Word::Function))
            | (Some(W(Word::Function)), Token::Open { .. }) => self.tally.add(5, Reason::DangerousFunction),
            (Some(W(Word::Homonym)), Token::Open { called }) => {
                let points = if called && self.place != Place::Prose { 5 } else { 3 };
                self.tally.add(points, Reason::DangerousFunction);
            }
            (Some(Token::Number { glued: true }), W(Word::Logic | Word::Union | Word::From)) => {
                self.tally.add(2, Reason::Obfuscation);
            }
            (Some(W(Word::By)), Token::Number { .. } | Token::Open { .. } | Token::Text)
                if self.place == Place::Operand =>
            {
                self.tally.add(3, Reason::InjectedClause);
            }
            _ => {}
        }
        match verb.map(|verb| (verb, verb.proof(self.previous, token))) {
            Some((_, Proof::Given)) => {
                self.tally
                    .add(if self.stacked { 4 } else { 3 }, Reason::StackedStatement);
            }
            Some((verb, Proof::Pending)) => self.verb = Some(verb),
            Some((_, Proof::Failed)) | None => {}
        }
    }

    fn word(&mut self, word: Word) {
        match word {
            // Its name follows.
            Word::Object if self.previous == Some(Token::Word(Word::Verb(Verb::Define))) => {}
            Word::Plain | Word::Object | Word::Delay | Word::File | Word::Analyse => self.value(Value::Name),
            Word::Constant => self.value(Value::Constant),
            Word::Function | Word::Homonym => self.value(Value::Name),
            Word::Catalogue => {
                self.tally.add(3, Reason::Catalogue);
                self.value(Value::Name);
            }
            Word::Logic => self.logic(),
            Word::Compare => self.compare(),
            Word::Operator => self.operator(Token::Operator),
            // `IS NOT`, `NOT LIKE`, `ALL (`: the place stays.
            Word::Not | Word::Every => {}
            Word::Union => self.end(),
            Word::Select => self.select(),
            Word::Verb(verb) if self.place == Place::Start => {
                self.verb = Some(verb);
                self.place = Place::Operand;
            }
            Word::Verb(_) => self.value(Value::Name),
            Word::Condition if self.conditional() => {
                self.end();
                self.condition = Condition::Begun { signed: false };
                self.place = Place::Operand;
            }
            Word::Arrange | Word::Procedure | Word::Postfix | Word::Condition => self.end(),
            Word::By if matches!(self.previous, Some(Token::Word(Word::Arrange))) && self.place != Place::Prose => {
                self.place = Place::Operand;
            }
            Word::From => {
                self.prove(true);
                self.follow();
            }
            Word::Into | Word::Clause | Word::By => self.follow(),
        }
    }

    /// A value. Two in a row are prose, except strings, which SQL joins.
    fn value(&mut self, value: Value) {
        match (self.place, self.condition) {
            (Place::Prose, _) => {}
            (Place::After(Value::Text), _) if value == Value::Text => {}
            (Place::After(_), _) => self.derail(),
            (Place::Start | Place::Operand, condition) => {
                self.condition = match condition {
                    Condition::Begun { signed: true } if value == Value::Name => {
                        self.tally.add(2, Reason::Tautology);
                        Condition::Left(value)
                    }
                    Condition::Begun { .. } => Condition::Left(value),
                    Condition::Compared(left) => {
                        let constant = left != Value::Name && value != Value::Name;
                        self.tally.add(if constant { 4 } else { 3 }, Reason::Tautology);
                        Condition::None
                    }
                    other => other,
                };
                if let Some(query) = &mut self.query {
                    query.telling |= value != Value::Name;
                }
                self.place = Place::After(value);
            }
        }
    }

    fn logic(&mut self) {
        match self.place {
            Place::After(_) => {
                self.end();
                self.condition = Condition::Begun { signed: false };
                self.place = Place::Operand;
            }
            // A fragment that another value precedes.
            Place::Start => {
                self.condition = Condition::Begun { signed: false };
                self.place = Place::Operand;
            }
            Place::Operand | Place::Prose => self.derail(),
        }
    }

    fn compare(&mut self) {
        match (self.place, self.condition) {
            (Place::Prose, _) => {}
            (Place::After(_), Condition::Left(left)) => {
                self.condition = Condition::Compared(left);
                self.place = Place::Operand;
            }
            (Place::After(_) | Place::Start, _) => self.place = Place::Operand,
            (Place::Operand, _) => self.derail(),
        }
    }

    fn operator(&mut self, token: Token) {
        match (self.place, token) {
            (Place::Prose, _) => {}
            (Place::After(_), _) => {
                if let Condition::Left(_) = self.condition {
                    self.condition = Condition::Begun { signed: false };
                }
                self.prove(false);
                self.place = Place::Operand;
            }
            (Place::Start | Place::Operand, Token::Sign) => {
                if let Condition::Begun { signed } = &mut self.condition {
                    *signed = true;
                }
            }
            // `SELECT *`, `COUNT(*)`.
            (Place::Operand, Token::Star) => self.value(Value::Group),
            (Place::Start, _) => self.place = Place::Operand,
            (Place::Operand, _) => self.derail(),
        }
    }

    fn open(&mut self, called: bool) {
        match (self.place, self.previous, self.condition) {
            // `1.e(…`: only MySQL takes that.
            (Place::After(_), Some(Token::Number { .. }), _) => self.tally.add(2, Reason::Obfuscation),
            (Place::After(_), _, Condition::Left(_)) if called => {
                // `OR ascii(…`: whatever it is compared with, it is a question to the database.
                self.tally.add(3, Reason::Tautology);
                self.condition = Condition::None;
            }
            _ => {}
        }
        if let Some(query) = &mut self.query {
            query.telling = true;
        }
        self.place = Place::Operand;
    }

    fn comma(&mut self) {
        if let Place::After(_) = self.place {
            self.judge();
            self.prove(true);
            self.place = Place::Operand;
        }
    }

    /// People write `--` as a dash, and a sentence behind it.
    fn comment(&mut self, prose: bool) {
        let behind = matches!(self.place, Place::After(_)) || (self.place == Place::Start && self.stacked);
        if behind || self.query.is_some() {
            let points = match self.previous {
                _ if prose => 1,
                Some(Token::Semicolon) => 3,
                _ => 2,
            };
            self.tally.add(points, Reason::TrailingComment);
        }
        self.end();
    }

    fn select(&mut self) {
        let (reason, points) = match self.previous {
            Some(Token::Word(Word::Union | Word::Every)) => (Reason::UnionSelect, 5),
            Some(Token::Open { .. } | Token::Word(Word::Clause)) => (Reason::SubQuery, 4),
            _ if self.stacked => (Reason::StackedStatement, 4),
            // A whole statement where a value belongs.
            None => (Reason::SubQuery, 2),
            _ => return self.value(Value::Name),
        };
        self.query = Some(Query {
            reason,
            points,
            telling: false,
        });
        self.condition = Condition::None;
        self.place = Place::Operand;
    }

    /// The list of a `SELECT` has gone on as a list does.
    fn prove(&mut self, telling: bool) {
        if let Some(query) = self.query.take() {
            let points = if telling || query.telling { query.points } else { 2 };
            self.tally.add(points, query.reason);
        }
    }

    /// A condition that ends without a comparison: `OR 1`.
    fn judge(&mut self) {
        if let (Condition::Left(Value::Constant), Place::After(_)) = (self.condition, self.place) {
            self.tally.add(3, Reason::Tautology);
        }
        self.condition = Condition::None;
    }

    /// The end of a part of a statement.
    fn end(&mut self) {
        self.judge();
        self.prove(false);
        self.verb = None;
    }

    /// Whether a condition may begin: behind a value, or behind `CASE`.
    fn conditional(&self) -> bool {
        matches!(self.place, Place::After(_)) || self.previous == Some(Token::Word(Word::Clause))
    }

    /// A word after which a value is expected.
    fn follow(&mut self) {
        if let Place::After(_) = self.place {
            self.judge();
            self.place = Place::Operand;
        }
    }

    fn derail(&mut self) {
        self.place = Place::Prose;
        self.condition = Condition::None;
        self.query = None;
        self.verb = None;
    }
}
