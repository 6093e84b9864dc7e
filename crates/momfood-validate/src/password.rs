//! New passwords: a length, a block list, and nothing of the user's own name. NIST SP 800-63B-4 §3.1.1, ASVS 5.0 6.2.
//!
//! The default has no composition rules, because both sources forbid them; [`PasswordPolicy::plan`] adds those of the
//! plan for whoever must keep them. All faults are reported at once. A password is normalised to NFC (so that the same
//! keys on two systems give the same bytes) and otherwise used as received: not trimmed, not cut.

mod common;

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::code::Code;
use crate::text::shown;

/// Shortest password by default, in code points (NIST SP 800-63B-4 §3.1.1.2: 8 beside a second factor).
pub const DEFAULT_MIN_PASSWORD: usize = 8;
/// Longest password by default, in code points (NIST asks for at least 64; the cap bounds the hash's input).
pub const DEFAULT_MAX_PASSWORD: usize = 128;
/// Largest text that is looked at, in bytes: four a code point, twice over for what NFC composes.
const MAX_RAW_BYTES: usize = DEFAULT_MAX_PASSWORD * 8;
/// Shortest context word that counts, in characters: shorter ones are in many good passwords by chance.
const MIN_CONTEXT_WORD: usize = 4;
/// Most context words that are looked at.
const MAX_CONTEXT_WORDS: usize = 16;

/// A new password that satisfied a policy. No Debug of the content, no comparison; zeroized on drop.
pub struct Password(Zeroizing<String>);

impl Password {
    /// A password that somebody presents to sign in: brought to the same form as a new one, and not judged. Old accounts may
    /// have passwords that no policy would take today.
    ///
    /// # Errors
    /// [`Code::Required`] if it is empty, [`Code::TooManyBytes`].
    pub fn presented(raw: &str) -> Result<Self, Code> {
        if raw.len() > MAX_RAW_BYTES {
            return Err(Code::TooManyBytes {
                max: shown(MAX_RAW_BYTES),
            });
        }
        if raw.is_empty() {
            return Err(Code::Required);
        }
        // NFC can grow a text threefold (UAX #15 §14), and a string that grows leaves copies behind.
        let mut normal = Zeroizing::new(String::with_capacity(raw.len().saturating_mul(3)));
        normal.extend(raw.nfc());
        Ok(Self(normal))
    }

    /// The password in NFC, for the hash and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").finish_non_exhaustive()
    }
}

/// What a new password must satisfy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PasswordPolicy {
    min: usize,
    composition: bool,
}

impl PasswordPolicy {
    /// The default: 8 to 128 code points, not common, not personal.
    #[must_use]
    pub const fn nist() -> Self {
        Self {
            min: DEFAULT_MIN_PASSWORD,
            composition: false,
        }
    }

    /// The default and the plan's composition rules: lower case, upper case, digit, special character.
    ///
    /// They contradict NIST SP 800-63B-4 §3.1.1.2 and ASVS 5.0 6.2.5: they make passwords predictable (`Password1!`) and
    /// refuse those of people who do not write Latin.
    #[must_use]
    pub const fn plan() -> Self {
        Self {
            min: DEFAULT_MIN_PASSWORD,
            composition: true,
        }
    }

    /// Asks for at least `min` code points (15 if the password is the only factor), never fewer than 8.
    #[must_use]
    pub const fn with_min(mut self, min: usize) -> Self {
        self.min = if min < DEFAULT_MIN_PASSWORD {
            DEFAULT_MIN_PASSWORD
        } else if min > DEFAULT_MAX_PASSWORD {
            DEFAULT_MAX_PASSWORD
        } else {
            min
        };
        self
    }

    /// Checks a new password. `context` is what an attacker would try first: e-mail address, names, the service's name.
    ///
    /// # Errors
    /// All that apply of [`Code::TooManyBytes`], [`Code::Required`], [`Code::TooShort`], [`Code::TooLong`],
    /// [`Code::PasswordTooCommon`], [`Code::PasswordTooPersonal`] and, by [`plan`](Self::plan), `PasswordNeeds…`.
    pub fn check(&self, raw: &str, context: &[&str]) -> Result<Password, Vec<Code>> {
        let normal = Password::presented(raw).map_err(|code| vec![code])?.0;

        let mut faults = Vec::new();
        let length = normal.chars().count();
        if length < self.min {
            faults.push(Code::TooShort { min: shown(self.min) });
        }
        if length > DEFAULT_MAX_PASSWORD {
            faults.push(Code::TooLong {
                max: shown(DEFAULT_MAX_PASSWORD),
            });
        }
        if self.composition {
            faults.extend(missing_classes(&normal));
        }
        let folded = Zeroizing::new(normal.to_lowercase());
        if common::contains(&folded) || is_monotonous(&folded) {
            faults.push(Code::PasswordTooCommon);
        }
        if length >= self.min && self.is_personal(&folded, context) {
            faults.push(Code::PasswordTooPersonal);
        }
        if faults.is_empty() {
            Ok(Password(normal))
        } else {
            Err(faults)
        }
    }

    /// Whether too little is left once the words of the context are taken out. A passphrase that happens to hold a name
    /// stays good.
    fn is_personal(&self, folded: &str, context: &[&str]) -> bool {
        let mut rest = Zeroizing::new(folded.to_owned());
        let words = context
            .iter()
            .flat_map(|text| text.split(|character: char| !character.is_alphanumeric()));
        for word in words
            .filter(|word| word.chars().count() >= MIN_CONTEXT_WORD)
            .take(MAX_CONTEXT_WORDS)
        {
            rest = Zeroizing::new(rest.replace(&word.to_lowercase(), ""));
        }
        rest.len() < folded.len() && rest.chars().count() < self.min
    }
}

/// The safe policy.
impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::nist()
    }
}

/// The plan's four classes. Its list of special characters is ASCII punctuation; any other non-letter counts as well.
fn missing_classes(password: &str) -> impl Iterator<Item = Code> {
    let special =
        |character: char| !character.is_alphanumeric() && !character.is_whitespace() && !character.is_control();
    [
        (password.chars().any(|c| c.is_lowercase()), Code::PasswordNeedsLowercase),
        (password.chars().any(|c| c.is_uppercase()), Code::PasswordNeedsUppercase),
        (password.chars().any(|c| c.is_numeric()), Code::PasswordNeedsDigit),
        (password.chars().any(special), Code::PasswordNeedsSymbol),
    ]
    .into_iter()
    .filter_map(|(present, code)| (!present).then_some(code))
}

/// One or two characters repeated: `aaaaaaaa`, `12121212`.
fn is_monotonous(password: &str) -> bool {
    let mut characters = password.chars();
    let Some(first) = characters.next() else { return true };
    let second = characters.clone().find(|character| *character != first);
    characters.all(|character| character == first || Some(character) == second)
}
