//! The vocabulary of an inspection: classes of attacks, and the structures that speak for them.

/// What an attack would make of the text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Class {
    /// SQL injection (CWE-89).
    Sql,
    /// Cross-site scripting (CWE-79).
    Xss,
    /// Path traversal (CWE-22).
    Path,
    /// Command injection (CWE-78).
    Command,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Sql, Self::Xss, Self::Path, Self::Command];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sql => "sql_injection",
            Self::Xss => "xss",
            Self::Path => "path_traversal",
            Self::Command => "command_injection",
        }
    }
}

/// A structure that was found. It names the structure and holds no part of the text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Reason {
    /// A quote ends the surrounding string, and SQL goes on behind it.
    QuoteBreak,
    /// A comment swallows the rest of the statement.
    TrailingComment,
    /// `;` and a statement.
    StackedStatement,
    /// `UNION SELECT`.
    UnionSelect,
    /// A query where a value belongs.
    SubQuery,
    /// `OR 1=1` and its relatives.
    Tautology,
    /// `ORDER BY 9`, `HAVING`, `INTO OUTFILE` behind a value.
    InjectedClause,
    /// A function that waits, reads files or leaks through errors.
    DangerousFunction,
    /// A system table or variable.
    Catalogue,
    /// Comments, encodings or quotes that only hide.
    Obfuscation,
    /// A tag that runs or loads something.
    DangerousTag,
    /// An `on…` attribute.
    EventHandler,
    /// A `javascript:` URL or a relative.
    ScriptUrl,
    /// Any other tag or style, in text that should have none.
    Markup,
    /// A segment of dots that leads upwards.
    Traversal,
    /// A path from the root of a drive, a host or a scheme.
    AbsolutePath,
    /// A file that attackers ask for.
    SensitiveFile,
    /// A command after a separator of commands.
    ChainedCommand,
    /// `$(…)` or backticks around a command.
    CommandSubstitution,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 19] = [
        Self::QuoteBreak,
        Self::TrailingComment,
        Self::StackedStatement,
        Self::UnionSelect,
        Self::SubQuery,
        Self::Tautology,
        Self::InjectedClause,
        Self::DangerousFunction,
        Self::Catalogue,
        Self::Obfuscation,
        Self::DangerousTag,
        Self::EventHandler,
        Self::ScriptUrl,
        Self::Markup,
        Self::Traversal,
        Self::AbsolutePath,
        Self::SensitiveFile,
        Self::ChainedCommand,
        Self::CommandSubstitution,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::QuoteBreak => "quote_break",
            Self::TrailingComment => "trailing_comment",
            Self::StackedStatement => "stacked_statement",
            Self::UnionSelect => "union_select",
            Self::SubQuery => "sub_query",
            Self::Tautology => "tautology",
            Self::InjectedClause => "injected_clause",
            Self::DangerousFunction => "dangerous_function",
            Self::Catalogue => "catalogue",
            Self::Obfuscation => "obfuscation",
            Self::DangerousTag => "dangerous_tag",
            Self::EventHandler => "event_handler",
            Self::ScriptUrl => "script_url",
            Self::Markup => "markup",
            Self::Traversal => "traversal",
            Self::AbsolutePath => "absolute_path",
            Self::SensitiveFile => "sensitive_file",
            Self::ChainedCommand => "chained_command",
            Self::CommandSubstitution => "command_substitution",
        }
    }
}
