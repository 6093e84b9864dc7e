//! Why a policy does not load. The first fault refuses the whole file: a rule that is skipped may be the one that denies.

use core::fmt;
use std::error::Error;

use momfood_audit::SafeText;

use crate::place::{Inside, Path, Place};

/// A fault of a policy, and where it stands. `Display` is one line; [`report`](Self::report) shows the place.
#[derive(Debug)]
pub struct PolicyError(Box<Located>);

#[derive(Debug)]
struct Located {
    fault: PolicyFault,
    path: Path,
    inside: Option<Inside>,
    place: Option<Place>,
}

impl PolicyError {
    pub(crate) fn new(fault: PolicyFault, path: Path) -> Self {
        Self(Box::new(Located {
            fault,
            path,
            inside: None,
            place: None,
        }))
    }

    /// A fault of the file's syntax, at the byte where its parser stopped.
    pub(crate) fn syntax(message: &str, source: &str, at: Option<usize>) -> Self {
        let message = message.lines().next().unwrap_or_default();
        let mut error = Self::new(PolicyFault::Syntax(SafeText::new(message)), Path::default());
        error.0.place = at.map(|at| Place::at(source, at));
        error
    }

    /// Says that the fault is at byte `at` of the string `text` that the path leads to.
    pub(crate) fn inside(mut self, text: &str, at: usize) -> Self {
        self.0.inside = Some(Inside { text: text.into(), at });
        self
    }

    /// Finds the place in the file's text.
    pub(crate) fn located_in(mut self, source: &str) -> Self {
        if self.0.place.is_none() {
            self.0.place = Place::find(source, &self.0.path, self.0.inside.as_ref());
        }
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &PolicyFault {
        &self.0.fault
    }

    /// The stable code of the fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.fault.code()
    }

    /// The keys that lead to the fault, such as `role.driver.allow[2]`; empty for a fault of the file's syntax.
    #[must_use]
    pub fn path(&self) -> String {
        self.0.path.to_string()
    }

    /// The line of the file, from 1; `None` for a policy that did not come from a file.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.place.as_ref().map(|place| place.line)
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.place.as_ref().map(|place| place.column)
    }

    /// Several lines for a terminal: the fault, and the line of the file with a caret under the place.
    #[must_use]
    pub fn report(&self) -> String {
        match &self.0.place {
            Some(place) => format!("error[{}]: {self}\n{place}", self.code()),
            None => format!("error[{}]: {self}", self.code()),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fault.fmt(formatter)?;
        if let Some(place) = &self.0.place {
            write!(formatter, ", at line {} column {}", place.line, place.column)?;
        }
        let path = self.path();
        if path.is_empty() {
            Ok(())
        } else {
            write!(formatter, ", in {path}")
        }
    }
}

impl Error for PolicyError {}

/// What is wrong with a policy. Names in it are neutralised for logs.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyFault {
    /// Not TOML, or not the shape of a policy: a key too many, too few, twice, or of another type.
    #[error("{0}")]
    Syntax(SafeText),
    /// More of something than a policy may have.
    #[error("more than {max} {what}")]
    TooMany {
        /// Of what, in the plural.
        what: &'static str,
        /// The most there may be.
        max: usize,
    },
    /// Written for another version of the language.
    #[error("version {0} is not supported, only 1 is")]
    Version(u32),
    /// Not an ASCII letter followed by letters, digits and underscores, or one of the language's own words.
    #[error("`{0}` cannot be a name")]
    Name(SafeText),
    /// Two names that differ only in case: a reader would take one for the other.
    #[error("`{0}` and `{1}` differ only in case")]
    Confusable(SafeText, SafeText),
    /// A name that nothing declares.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// What it should be the name of.
        what: &'static str,
        /// The name.
        name: SafeText,
    },
    /// The same thing twice.
    #[error("{what} `{name}` stands twice")]
    Duplicate {
        /// What.
        what: &'static str,
        /// Its name or id.
        name: SafeText,
    },
    /// A role that inherits from itself, by way of others or directly.
    #[error("role `{0}` inherits from itself")]
    Cycle(SafeText),
    /// A condition or rule that does not follow the grammar.
    #[error("expected {expected}, found {found}")]
    Expression {
        /// What the grammar allows there.
        expected: &'static str,
        /// What stands there.
        found: SafeText,
    },
    /// Parts that do not fit together.
    #[error("{0}")]
    Mismatch(SafeText),
    /// A condition that no rule uses, so that no resource says whether its attributes exist.
    #[error("no rule uses the condition `{0}`")]
    Unused(SafeText),
    /// A test of the policy's own that does not come out as it expects.
    #[error("the test expects {expected}, but {found}")]
    Test {
        /// `allow` or `deny`.
        expected: &'static str,
        /// The explanation of what was decided.
        found: SafeText,
    },
}

impl PolicyFault {
    pub(crate) fn unknown(what: &'static str, name: &str) -> Self {
        Self::Unknown {
            what,
            name: SafeText::new(name),
        }
    }

    pub(crate) fn duplicate(what: &'static str, name: &str) -> Self {
        Self::Duplicate {
            what,
            name: SafeText::new(name),
        }
    }

    pub(crate) fn mismatch(message: &str) -> Self {
        Self::Mismatch(SafeText::new(message))
    }

    pub(crate) fn at(self, path: Path) -> PolicyError {
        PolicyError::new(self, path)
    }

    /// The stable name of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "policy_syntax",
            Self::TooMany { .. } => "policy_too_large",
            Self::Version(_) => "policy_version",
            Self::Name(_) => "policy_name",
            Self::Confusable(..) => "policy_confusable_names",
            Self::Unknown { .. } => "policy_unknown_name",
            Self::Duplicate { .. } => "policy_duplicate",
            Self::Cycle(_) => "policy_inheritance_cycle",
            Self::Expression { .. } => "policy_expression",
            Self::Mismatch(_) => "policy_type",
            Self::Unused(_) => "policy_unused_condition",
            Self::Test { .. } => "policy_test_failed",
        }
    }
}
