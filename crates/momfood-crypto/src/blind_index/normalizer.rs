//! One form for every spelling of a value, so that equal values have equal indexes.
//!
//! It folds and does not judge: whether a number is a good one is for the parser at the door (`momfood-validate`), whose
//! forms these are. Part of the stored index: once used under a name, a normalizer must never change.

use zeroize::Zeroizing;

use crate::digit;

/// How a value is brought to one form.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Normalizer {
    /// The bytes as they are.
    Exact,
    /// Digits alone: ASCII, Arabic-Indic and Extended Arabic-Indic ones become ASCII, blanks and `-` are dropped.
    Digits,
    /// [`Digits`](Self::Digits), of which there must be ten: a Saudi national id or iqama number.
    SaudiId,
    /// A Saudi telephone number in any spelling (`05…`, `+966 5…`, `٠٠٩٦٦٥…`) to E.164.
    SaudiPhone,
    /// An e-mail address without surrounding blanks, in lower case; an international domain must be in ASCII (`xn--`).
    Email,
}

impl Normalizer {
    /// The one form of `value`, or `None` when it is no value of this kind.
    pub(super) fn apply(self, value: &str) -> Option<Zeroizing<String>> {
        // Lower case can be longer than what it came from (`İ`), and a string that grows leaves copies behind.
        let mut form = Zeroizing::new(String::with_capacity(value.len().saturating_mul(2).saturating_add(8)));
        match self {
            Self::Exact => form.push_str(value),
            Self::Digits => push_digits(&mut form, value, &[' ', '-'])?,
            Self::SaudiId => {
                push_digits(&mut form, value, &[' ', '-'])?;
                (form.len() == 10).then_some(())?;
            }
            Self::SaudiPhone => push_saudi_phone(&mut form, value)?,
            Self::Email => {
                let (local, domain) = value.trim().rsplit_once('@')?;
                (!local.is_empty() && domain.is_ascii()).then_some(())?;
                form.extend(local.chars().flat_map(char::to_lowercase));
                form.push('@');
                form.push_str(domain);
                let at = form.len() - domain.len();
                form.get_mut(at..)?.make_ascii_lowercase();
                (!domain.is_empty()).then_some(())?;
            }
        }
        (!form.is_empty()).then_some(form)
    }
}

/// Appends the digits of `value` in ASCII, or refuses it for a character that is neither digit nor in `dropped`.
fn push_digits(form: &mut String, value: &str, dropped: &[char]) -> Option<()> {
    for character in value.chars() {
        if let Some(digit) = digit::to_ascii(character) {
            form.push(digit);
        } else if !dropped.contains(&character) {
            return None;
        }
    }
    (!form.is_empty()).then_some(())
}

fn push_saudi_phone(form: &mut String, value: &str) -> Option<()> {
    // Direction marks come along when a number is copied from Arabic text.
    let dropped = [
        ' ', '\u{a0}', '-', '.', '(', ')', '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}',
        '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
    ];
    let value = value.trim_matches(dropped);
    let (international, digits) = value.strip_prefix('+').map_or((false, value), |digits| (true, digits));
    push_digits(form, digits, &dropped)?;
    let national = if international {
        form.strip_prefix("966")
    } else if let Some(international) = form.strip_prefix("00") {
        international.strip_prefix("966")
    } else {
        // No national number begins with 966.
        form.strip_prefix("966")
            .or_else(|| form.strip_prefix('0'))
            .or(Some(&**form))
    }?;
    // Nine digits; ten only where the caller pays nothing.
    let whole = national.len() == 9 || (national.len() == 10 && national.starts_with("800"));
    (whole && !national.starts_with('0')).then_some(())?;
    let prefix = form.len() - national.len();
    form.replace_range(..prefix, "+966");
    Some(())
}
