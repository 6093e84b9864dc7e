//! Where in a policy something is wrong: a path of keys, and in a TOML file the line and column that it leads to.
//!
//! The document itself carries no positions, so that it can also come from JSON; the file is read a second time, with
//! positions, only when there is an error to report.

use core::{fmt, ops::Range};

use momfood_audit::SafeText;
use toml::de::{DeTable, DeValue};

/// Keys and indices from the root of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Key(Box<str>),
    Index(usize),
}

impl Path {
    pub(crate) fn root(key: &str) -> Self {
        Self::default().key(key)
    }

    pub(crate) fn key(mut self, key: &str) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    pub(crate) fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// The bytes of `source` that this path leads to, or as far towards it as `source` goes. A table is found by its key.
    fn span(&self, source: &str) -> Option<Range<usize>> {
        let root = DeTable::parse(source).ok()?;
        let mut steps = self.0.iter();
        let Some(Step::Key(first)) = steps.next() else {
            return None;
        };
        let (key, mut value) = root.get_ref().get_key_value(first.as_ref())?;
        let mut span = key.span();
        for step in steps {
            let next = match (step, value.get_ref()) {
                (Step::Key(name), DeValue::Table(table)) => table
                    .get_key_value(name.as_ref())
                    .map(|(key, inner)| (key.span(), inner)),
                (Step::Index(index), DeValue::Array(array)) => array.get(*index).map(|inner| (inner.span(), inner)),
                _ => None,
            };
            let Some((found, inner)) = next else {
                return Some(span);
            };
            (span, value) = (found, inner);
        }
        Some(if matches!(value.get_ref(), DeValue::Table(_)) {
            span
        } else {
            value.span()
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if number == 0 => write!(formatter, "{}", SafeText::new(key))?,
                Step::Key(key) => write!(formatter, ".{}", SafeText::new(key))?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A part of a string of the document: a condition or a rule, and the byte of it where the fault is.
#[derive(Clone, Debug)]
pub(crate) struct Inside {
    pub(crate) text: Box<str>,
    pub(crate) at: usize,
}

/// A line and a column of a file, with what stands there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
    excerpt: SafeText,
    caret: usize,
}

impl Place {
    /// The place that `path`, and the part of the string there, lead to.
    pub(crate) fn find(source: &str, path: &Path, inside: Option<&Inside>) -> Option<Self> {
        let span = path.span(source)?;
        let written = source.get(span.clone())?;
        // Escapes make the file's text differ from the string; then the string's start has to do.
        let offset = inside.and_then(|part| Some(written.find(part.text.as_ref())? + part.at));
        Some(Self::at(source, span.start + offset.unwrap_or(0)))
    }

    /// The place of the byte `at`.
    pub(crate) fn at(source: &str, at: usize) -> Self {
        let at = source.floor_char_boundary(at);
        let (before, after) = source.split_at_checked(at).unwrap_or((source, ""));
        let start = before.rsplit('\n').next().unwrap_or_default();
        let rest = after.split(['\n', '\r']).next().unwrap_or_default();
        let column = start.chars().count();
        let hidden = column.saturating_sub(CONTEXT);
        let shown = |text: &str, from: usize| -> String {
            let visible = text.chars().skip(from).take(CONTEXT);
            // One column for each character, or the caret would point elsewhere.
            visible.map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        let left = SafeText::new(&shown(start, hidden));
        let caret = left.as_str().chars().count();
        Self {
            line: before.matches('\n').count() + 1,
            column: column + 1,
            excerpt: SafeText::new(&format!("{left}{}", shown(rest, 0))),
            caret,
        }
    }
}

/// The line with a caret under the place, as compilers show it.
impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, margin) = (self.line, self.line.to_string().len());
        writeln!(formatter, "{:margin$} |", "")?;
        writeln!(formatter, "{line} | {}", self.excerpt)?;
        write!(formatter, "{:margin$} | {:caret$}^", "", "", caret = self.caret)
    }
}

/// Most characters shown on each side of the caret.
const CONTEXT: usize = 80;
