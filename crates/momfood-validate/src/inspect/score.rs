//! The vocabulary of an inspection: classes of attacks, reasons with their points, profiles with their thresholds.

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
    /// A quote ends the surrounding string, and an operator follows.
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
    /// A function that waits, reads files or leaks through errors.
    DangerousFunction,
    /// A system table or variable.
    Catalogue,
    /// Comments or encodings that only hide.
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
    /// A file that attackers ask for.
    SensitiveFile,
    /// A command after a separator of commands.
    ChainedCommand,
    /// `$(…)` or backticks around a command.
    CommandSubstitution,
}

impl Reason {
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
            Self::DangerousFunction => "dangerous_function",
            Self::Catalogue => "catalogue",
            Self::Obfuscation => "obfuscation",
            Self::DangerousTag => "dangerous_tag",
            Self::EventHandler => "event_handler",
            Self::ScriptUrl => "script_url",
            Self::Markup => "markup",
            Self::Traversal => "traversal",
            Self::SensitiveFile => "sensitive_file",
            Self::ChainedCommand => "chained_command",
            Self::CommandSubstitution => "command_substitution",
        }
    }
}

/// What kind of text a field holds; it sets how many points are too many.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Profile {
    /// A key, a slug, a sort order: nothing that reads like a language belongs here.
    Identifier,
    /// A name of a person or a place.
    Name,
    /// Sentences. Command injection needs twice the evidence here, since people write `;` and `&`.
    FreeText,
    /// Sentences with `b`, `i`, `em`, `strong` and `u`, which give no points.
    RichText,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::Identifier, Self::Name, Self::FreeText, Self::RichText];

    /// From how many points on a text of this kind is suspicious.
    #[must_use]
    pub const fn threshold(self, class: Class) -> u16 {
        match (self, class) {
            (Self::Identifier, _) => 3,
            (Self::Name, _) => 4,
            (Self::FreeText | Self::RichText, _) => 5,
        }
    }
}

/// Most reasons that a verdict keeps.
pub const MAX_REASONS: usize = 4;

/// Points of one class, with their reasons.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally {
    points: u16,
    reasons: [Option<Reason>; MAX_REASONS],
}

impl Tally {
    /// Adds points once for each reason: repeating a structure does not make it worse, and benign prose repeats.
    pub(super) fn add(&mut self, points: u16, reason: Reason) {
        if self.reasons.contains(&Some(reason)) {
            return;
        }
        if let Some(free) = self.reasons.iter_mut().find(|slot| slot.is_none()) {
            *free = Some(reason);
        }
        self.points = self.points.saturating_add(points);
    }

    pub(super) fn has(&self, reason: Reason) -> bool {
        self.reasons.contains(&Some(reason))
    }

    pub(super) const fn points(&self) -> u16 {
        self.points
    }

    /// The worse of two.
    pub(super) const fn max(self, other: Self) -> Self {
        if other.points > self.points { other } else { self }
    }
}

/// What an inspection found. It holds no part of the text, and can be logged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verdict {
    class: Option<Class>,
    tally: Tally,
    truncated: bool,
    steps: u32,
}

impl Verdict {
    pub(super) const fn clean(_profile: Profile) -> Self {
        Self {
            class: None,
            tally: Tally {
                points: 0,
                reasons: [None; MAX_REASONS],
            },
            truncated: false,
            steps: 0,
        }
    }

    /// Whether any class reached the profile's threshold.
    #[must_use]
    pub const fn is_suspicious(&self) -> bool {
        self.class.is_some()
    }

    /// The class that is furthest above its threshold; `None` if the text is clean.
    #[must_use]
    pub const fn class(&self) -> Option<Class> {
        self.class
    }

    /// The points of the highest class, also below the threshold: input for a risk score.
    #[must_use]
    pub const fn score(&self) -> u16 {
        self.tally.points()
    }

    /// What was found, at most four.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> + '_ {
        self.tally.reasons.iter().copied().flatten()
    }

    /// Whether the text was longer than what is looked at.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// How many bytes were visited, look-ahead and passes counted: the measure for the law of linear work.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }
}
