//! Statements by their first words: "set the table" is English, `SET @a` and `SET a =` are not.

use crate::inspect::sql::token::Token;
use crate::inspect::sql::word::Word;

/// What a statement begins with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verb {
    /// `DROP`, `CREATE`, `ALTER`, `TRUNCATE`, `SHOW`, `LOAD`, `RENAME`: an object follows.
    Define,
    /// `INSERT`, `REPLACE`, `MERGE`: `INTO` follows.
    Insert,
    /// `DELETE`: `FROM` follows.
    Delete,
    /// `UPDATE`: a name and `SET` follow.
    Update,
    /// `SET`, `DECLARE`: a variable follows, or a name and `=`.
    Assign,
    /// `EXEC`, `CALL`: a name follows.
    Execute,
    /// `WAITFOR`: `DELAY` or `TIME` follows.
    Wait,
    /// `COPY`: a name and `FROM` follow.
    Copy,
    /// `SHUTDOWN`: nothing follows.
    Halt,
}

/// Whether a verb is one of SQL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Proof {
    Given,
    /// One more word decides.
    Pending,
    Failed,
}

impl Verb {
    /// What `token`, which follows the verb or a name behind it, says about it.
    pub(super) fn proof(self, previous: Option<Token>, token: Token) -> Proof {
        use Token::Word as W;
        let first = matches!(previous, Some(W(Word::Verb(_))));
        let given = match (self, token) {
            (Self::Define, W(Word::Object)) => first,
            (Self::Insert, W(Word::Into)) | (Self::Delete, W(Word::From)) | (Self::Wait, W(Word::Delay)) => first,
            (Self::Assign, Token::Variable | Token::SystemVariable) => first,
            (Self::Assign, Token::Compare) | (Self::Update, W(Word::Verb(Self::Assign))) => !first,
            (Self::Execute, W(Word::Function) | Token::Variable | Token::Text) => first,
            (Self::Execute, Token::Open { .. } | Token::Comment { .. } | Token::Semicolon) => !first,
            (Self::Copy, W(Word::From)) => !first,
            (Self::Halt, Token::Comment { .. } | Token::Semicolon) => first,
            _ => false,
        };
        if given {
            Proof::Given
        } else if first && matches!(token, W(Word::Plain | Word::Object) | Token::Text) {
            Proof::Pending
        } else {
            Proof::Failed
        }
    }
}
