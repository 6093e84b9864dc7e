//! SQL injection: the text is read in each place where a program could have pasted it, by each dialect that would read
//! it differently, and the worst reading counts.

mod automaton;
mod state;
mod token;
mod verb;
mod word;

use crate::inspect::marks::Marks;
use crate::inspect::sql::automaton::Automaton;
use crate::inspect::sql::token::{Dialect, Lexer};
use crate::inspect::verdict::Tally;
use crate::inspect::view::View;

/// Scores one view of the text.
pub(super) fn score(view: &View<'_>) -> Tally {
    let marks = view.marks();
    let differs = marks.has(Marks::MYSQL) || (marks.has(Marks::SLASH) && marks.has(Marks::BANG));
    let dialects = [Some(Dialect::Standard), differs.then_some(Dialect::MySql)];
    let contexts = [
        Some(None),
        marks.has(Marks::SINGLE_QUOTE).then_some(Some(b'\'')),
        marks.has(Marks::DOUBLE_QUOTE).then_some(Some(b'"')),
    ];
    let mut tally = Tally::default();
    for quote in contexts.into_iter().flatten() {
        for dialect in dialects.into_iter().flatten() {
            tally = tally.worse(read(view.bytes(), quote, dialect));
        }
    }
    tally
}

/// Reads the text as if it stood bare, or within `quote`.
fn read(text: &[u8], quote: Option<u8>, dialect: Dialect) -> Tally {
    let mut lexer = Lexer::new(text, dialect);
    let mut automaton = match quote {
        None => Automaton::bare(),
        Some(quote) if lexer.close(quote, dialect == Dialect::MySql) => Automaton::after_quote(),
        // All of it is one string.
        Some(_) => Automaton::bare(),
    };
    lexer.by_ref().for_each(|token| automaton.feed(token));
    let mut tally = automaton.finish();
    tally.read(lexer.steps());
    tally
}
