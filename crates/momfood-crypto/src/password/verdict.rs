//! What a verification found: three answers, and the replacement that one of them asks for.

use super::stored::PasswordHash;

/// What a verification found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new verdict must break whoever lets in by it")]
#[must_use]
pub enum Verdict {
    /// The password is right.
    Match,
    /// The password is right, and the stored hash should be replaced by a fresh one now, while the password is here.
    MatchButObsolete,
    /// The password is wrong.
    Mismatch,
}

impl Verdict {
    /// Whether the password is right.
    #[must_use]
    pub const fn is_match(self) -> bool {
        matches!(self, Self::Match | Self::MatchButObsolete)
    }
}

/// What a verification found, with the replacement of an obsolete hash made already.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a new outcome must break whoever lets in by it")]
#[must_use]
pub enum Verification {
    /// The password is right.
    Match,
    /// The password is right; store this hash in place of the old one.
    MatchWithUpgrade(PasswordHash),
    /// The password is wrong.
    Mismatch,
}

impl Verification {
    /// Whether the password is right.
    #[must_use]
    pub const fn is_match(&self) -> bool {
        matches!(self, Self::Match | Self::MatchWithUpgrade(_))
    }
}
