//! Bytes to tokens of SQL: forgiving, since the text was never meant to be SQL, and linear, since every token moves on.
//!
//! Bytes from 0x80 on belong to words. What is not closed (a string, a comment, a `$tag$`) goes to the end of the text,
//! so that nothing is searched twice. Source: MySQL 8.4 §11, PostgreSQL 17 §4.1, T-SQL and SQLite where they differ.

use crate::inspect::cursor::Cursor;
use crate::inspect::sql::word::Word;

/// Whose rules for comments and backslashes hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Dialect {
    /// PostgreSQL, SQL Server, Oracle, SQLite.
    Standard,
    /// MySQL and MariaDB: `#`, `\'` and `/*! … */`.
    MySql,
}

/// A token. Blanks and comments between blanks are none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Token {
    Word(Word),
    /// A number; `glued` if a keyword follows without a blank (`1or`).
    Number {
        glued: bool,
    },
    /// A string or a quoted name.
    Text,
    /// `@name`, `:name`, `$1`.
    Variable,
    /// `@@name`.
    SystemVariable,
    /// `&&`, `||`: logic to MySQL; to the others `||` joins strings.
    Logic,
    Compare,
    /// `-`, `+`, `~`, `!`: before an operand or between two.
    Sign,
    Star,
    /// An operator between two operands.
    Operator,
    /// `(`; `called` if it stands right behind a word.
    Open {
        called: bool,
    },
    Close,
    Comma,
    Semicolon,
    /// From `--` or `#` to the end of the line, or `/*` without an end; `prose` if it has several words or
    /// a quote.
    Comment {
        prose: bool,
    },
    /// `/* … */`; `glued` if it stands between two words where a blank should be.
    InlineComment {
        glued: bool,
    },
    /// `/*!`, `/*!50000` or the `*/` of one.
    VersionedComment,
    /// What SQL has no use for here: `?`, `.`, a lone `@`.
    Other,
}

/// Cuts a text into tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'t> {
    cursor: Cursor<'t>,
    dialect: Dialect,
    /// Within `/*! … */`.
    versioned: bool,
    /// Bytes of words that were read twice.
    reread: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t [u8], dialect: Dialect) -> Self {
        Self {
            cursor: Cursor::new(text),
            dialect,
            versioned: false,
            reread: 0,
        }
    }

    /// How many bytes were read.
    pub(super) const fn steps(self) -> usize {
        self.cursor.at().saturating_add(self.reread)
    }

    /// Moves behind the `quote` that ends a string; tells whether there is one. A doubled quote is part of the string,
    /// and so is, where backslashes escape, what follows one.
    pub(super) fn close(&mut self, quote: u8, escapes: bool) -> bool {
        while let Some(byte) = self.cursor.next() {
            if byte == b'\\' && escapes {
                self.cursor.skip(1);
            } else if byte == quote && !self.cursor.eat(&[quote]) {
                return true;
            }
        }
        false
    }

    fn text(&mut self, quote: u8) -> Token {
        self.cursor.skip(1);
        self.close(quote, self.dialect == Dialect::MySql);
        Token::Text
    }

    fn comment(&mut self) -> Token {
        let comment = self.cursor.take_while(|byte| byte != b'\n').trim_ascii();
        let mut body = comment.iter().skip_while(|byte| b"-# ".contains(byte));
        Token::Comment {
            prose: body.any(|byte| b" '\"".contains(byte)),
        }
    }

    fn block_comment(&mut self) -> Token {
        let before = self.cursor.behind().is_some_and(is_word);
        self.cursor.skip(2);
        if self.dialect == Dialect::MySql && self.cursor.eat(b"!") {
            self.cursor.take_while(|byte| byte.is_ascii_digit());
            self.versioned = true;
            return Token::VersionedComment;
        }
        if !self.cursor.skip_past(b"*/") {
            return Token::Comment { prose: false };
        }
        Token::InlineComment {
            glued: before && self.cursor.peek().is_some_and(is_word),
        }
    }

    /// `$tag$ … $tag$` or `$1`.
    fn dollar(&mut self) -> Token {
        let start = *self;
        self.cursor.skip(1);
        self.cursor
            .take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !self.cursor.eat(b"$") {
            return Token::Variable;
        }
        let length = self.cursor.at().saturating_sub(start.cursor.at());
        if length > MAX_DOLLAR_TAG {
            return Token::Other;
        }
        self.cursor
            .skip_past(start.cursor.rest().get(..length).unwrap_or_default());
        Token::Text
    }

    /// A number, or a word that begins with digits (`2nd`).
    fn number(&mut self) -> Token {
        self.cursor.take_while(|byte| byte.is_ascii_digit());
        let whole = !self.cursor.eat(b".");
        self.cursor.take_while(|byte| byte.is_ascii_digit());
        let mut tail = self.cursor;
        let letters = tail.take_while(is_word);
        match (letters, Word::of(letters)) {
            ([], _) => Token::Number { glued: false },
            ([b'e' | b'E', digits @ ..], _) if !whole || digits.first().is_some_and(u8::is_ascii_digit) => {
                // An exponent, and to MySQL `1.e` is a number as well. A keyword may hide behind: `1.e1union`.
                self.reread = self.reread.saturating_add(letters.len());
                self.cursor.skip(1);
                self.cursor.take_while(|byte| byte.is_ascii_digit());
                Token::Number {
                    glued: self.cursor.peek().is_some_and(is_word),
                }
            }
            ([b'x' | b'X', ..], _) => {
                self.cursor = tail;
                Token::Number { glued: false }
            }
            (_, Word::Plain) => {
                self.cursor = tail;
                Token::Word(Word::Plain)
            }
            _ => {
                self.reread = self.reread.saturating_add(letters.len());
                Token::Number { glued: true }
            }
        }
    }

    /// A word with all its dots: `information_schema.tables`, `master..xp_cmdshell`. A part that is no English decides.
    fn word(&mut self) -> Token {
        let first = self.cursor.take_while(is_word);
        // N'…', E'…', X'…', _utf8'…': a string with a prefix. E makes PostgreSQL read backslashes.
        let prefix = matches!(
            first,
            [b'_', ..] | [b'n' | b'N' | b'e' | b'E' | b'x' | b'X' | b'b' | b'B']
        );
        if prefix && self.cursor.eat(b"'") {
            let escapes = self.dialect == Dialect::MySql || first.eq_ignore_ascii_case(b"e");
            self.close(b'\'', escapes);
            return Token::Text;
        }
        let mut word = Word::of(first);
        while self.cursor.peek() == Some(b'.') && self.cursor.ahead(1).is_some_and(|byte| is_word(byte) || byte == b'.')
        {
            self.cursor.take_while(|byte| byte == b'.');
            let part = Word::of(self.cursor.take_while(is_word));
            if !matches!(word, Word::Function | Word::Catalogue) {
                word = if matches!(part, Word::Function | Word::Catalogue) {
                    part
                } else {
                    Word::Plain
                };
            }
        }
        Token::Word(word)
    }

    fn operator(&mut self, length: usize, token: Token) -> Token {
        self.cursor.skip(length);
        token
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.cursor
            .take_while(|byte| byte.is_ascii_whitespace() || byte == 0x0B || byte == 0);
        let first = self.cursor.peek()?;
        let second = self.cursor.ahead(1);
        let mysql = self.dialect == Dialect::MySql;
        Some(match (first, second) {
            (b'\'' | b'"' | b'`', _) => self.text(first),
            (b'-', Some(b'-')) if !mysql || self.cursor.ahead(2).is_none_or(|byte| byte <= b' ') => self.comment(),
            (b'#', _) if mysql => self.comment(),
            (b'/', Some(b'*')) => self.block_comment(),
            (b'*', Some(b'/')) if self.versioned => {
                self.versioned = false;
                self.operator(2, Token::VersionedComment)
            }
            (b'$', Some(b'$' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9')) => self.dollar(),
            (b'@', Some(b'@')) => {
                self.cursor.skip(2);
                self.cursor.take_while(is_word);
                Token::SystemVariable
            }
            (b'@', Some(byte)) if is_word(byte) || byte == b'`' => {
                self.cursor.skip(1);
                self.cursor.take_while(is_word);
                Token::Variable
            }
            (b'0'..=b'9', _) | (b'.', Some(b'0'..=b'9')) => self.number(),
            (byte, _) if is_word(byte) => self.word(),
            (b'&', Some(b'&')) | (b'|', Some(b'|')) => self.operator(2, Token::Logic),
            (b':', Some(b':')) => self.operator(2, Token::Operator),
            (b'<' | b'>' | b'!' | b':', Some(b'=')) | (b'<', Some(b'>')) | (b'!', Some(b'~')) => {
                self.operator(2, Token::Compare)
            }
            (b'=' | b'<' | b'>', _) => self.operator(1, Token::Compare),
            (b'-' | b'+' | b'~' | b'!', _) => self.operator(1, Token::Sign),
            (b'*', _) => self.operator(1, Token::Star),
            (b'/' | b'%' | b'^' | b'&' | b'|' | b'#', _) => self.operator(1, Token::Operator),
            (b'(', _) => {
                let called = self.cursor.behind().is_some_and(is_word);
                self.operator(1, Token::Open { called })
            }
            (b')', _) => self.operator(1, Token::Close),
            (b',', _) => self.operator(1, Token::Comma),
            (b';', _) => self.operator(1, Token::Semicolon),
            _ => self.operator(1, Token::Other),
        })
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// Longest `$tag$`, in bytes: PostgreSQL cuts names after 63.
const MAX_DOLLAR_TAG: usize = 65;
