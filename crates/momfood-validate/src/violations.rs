//! All refused fields of one request, collected so that the user corrects them in one go.
//!
//! Bounded: a client that sends a thousand wrong items gets [`MAX_VIOLATIONS`] of them, and the count of the others.

use std::fmt;

use crate::code::Code;
use crate::details::Details;
use crate::message::Locale;
use crate::violation::Violation;

/// Most violations that are kept, in violations a request. Nobody corrects more at a time.
pub const MAX_VIOLATIONS: usize = 64;

/// The refused fields of one request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Violations {
    kept: Vec<Violation>,
    omitted: usize,
}

impl Violations {
    /// No violation yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            kept: Vec::new(),
            omitted: 0,
        }
    }

    /// Adds one.
    pub fn push(&mut self, violation: Violation) {
        if self.kept.len() < MAX_VIOLATIONS {
            self.kept.push(violation);
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Adds all of `other`, each moved below its place by `locate`.
    pub(crate) fn absorb(&mut self, other: Self, locate: impl Fn(Violation) -> Violation) {
        self.omitted = self.omitted.saturating_add(other.omitted);
        other
            .kept
            .into_iter()
            .map(locate)
            .for_each(|violation| self.push(violation));
    }

    /// Parses a text that did not come as JSON, such as a query parameter, and keeps what is wrong with it.
    pub fn field<'r, T, E>(
        &mut self,
        name: &'static str,
        raw: &'r str,
        parse: impl FnOnce(&'r str) -> Result<T, E>,
    ) -> Option<T>
    where
        E: IntoIterator<Item = Code>,
    {
        match parse(raw) {
            Ok(value) => Some(value),
            Err(codes) => {
                codes
                    .into_iter()
                    .for_each(|code| self.push(Violation::new(code).below(name)));
                None
            }
        }
    }

    /// Whether nothing was refused.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many violations are kept.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.kept.len()
    }

    /// How many more there were.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    /// What to send to the client, in its language.
    ///
    /// ```
    /// # use momfood_validate::{Locale, Violations, Code};
    /// let violations = Violations::from(Code::MalformedJson);
    /// let body = serde_json::json!({
    ///     "success": false,
    ///     "error": { "code": "VALIDATION_ERROR", "details": violations.details(Locale::En) },
    /// });
    /// assert_eq!(body["error"]["details"][0]["code"], "malformed_json");
    /// ```
    #[must_use]
    pub const fn details(&self, locale: Locale) -> Details<'_> {
        Details::new(self, locale)
    }

    /// The violations, in the order in which the form read its fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.kept.iter()
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self {
            kept: vec![violation],
            omitted: 0,
        }
    }
}

impl From<Code> for Violations {
    fn from(code: Code) -> Self {
        Violation::new(code).into()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Pointers and codes, for logs.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused:")?;
        self.iter().try_for_each(|violation| write!(f, " {violation};"))?;
        if self.omitted > 0 {
            write!(f, " and {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
