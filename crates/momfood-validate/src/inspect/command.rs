//! Command injection: a separator of commands, or a substitution, and the name of a program behind it.
//!
//! Names that are English as well (`cat`, `sleep`, `find`) need an argument that is not. Quotes, backslashes and carets
//! that a shell drops from a name are dropped (`w'h'oami`). What keeps a shell away is not to start one:
//! [`SafeArg`](crate::SafeArg).

mod program;

use crate::inspect::command::program::Program;
use crate::inspect::cursor::Cursor;
use crate::inspect::marks::Marks;
use crate::inspect::reason::Reason;
use crate::inspect::verdict::Tally;
use crate::inspect::view::View;

/// Scores one view of the text.
pub(super) fn score(view: &View<'_>) -> Tally {
    let mut tally = Tally::default();
    if !view.marks().has(Marks::COMMAND) {
        return tally;
    }
    let mut cursor = Cursor::new(view.bytes());
    // Look-ahead is bounded by the longest name and MAX_NEAR, and counted.
    let mut ahead = 0_usize;
    while let Some(byte) = cursor.next() {
        let (reason, certain) = match (byte, cursor.peek()) {
            (b'$', Some(b'(')) => (Reason::CommandSubstitution, 3),
            (b'$', Some(b'{')) => {
                if cursor.rest().starts_with(b"{IFS") {
                    tally.add(3, Reason::Obfuscation);
                }
                continue;
            }
            (b'`', Some(_)) => (Reason::CommandSubstitution, 0),
            (b';' | b'|' | b'&' | b'\n' | b'{', Some(_)) => (Reason::ChainedCommand, 0),
            (b'(', Some(b')')) if cursor.rest().starts_with(b") { :;}") => {
                tally.add(5, Reason::ChainedCommand);
                continue;
            }
            _ => continue,
        };
        let mut name = cursor;
        let found = Program::read(&mut name);
        ahead = ahead.saturating_add(name.at().saturating_sub(cursor.at()));
        // A new line begins with a word in any text.
        let points = if byte == b'\n' && found == Program::Named {
            3
        } else {
            found.points()
        };
        tally.add(points.max(certain), reason);
        if found != Program::None {
            let near = name.rest().get(..MAX_NEAR).unwrap_or(name.rest());
            ahead = ahead.saturating_add(near.len());
            if near.windows(5).any(|window| window == b"/etc/" || window == b"/proc") {
                tally.add(3, Reason::SensitiveFile);
            }
        }
    }
    tally.read(cursor.at().saturating_add(ahead));
    tally
}

/// How far arguments are looked at, in bytes.
const MAX_NEAR: usize = 32;
