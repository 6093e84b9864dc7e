//! What every parser of text must satisfy, exported so that you can hold your own parsers to it.
//!
//! ```
//! momfood_validate::parser_laws! {
//!     email: momfood_validate::Email::parse, |email| email.as_str().to_owned(), ["a@example.com"];
//! }
//! # fn main() {}
//! ```
//!
//! Each law runs on texts that have broken parsers ([`hostile_texts`]), and on what they make of your samples.

mod hostile;

pub use hostile::hostile_texts;

use std::fmt::Debug;

use crate::code::Code;
use crate::message::Locale;

/// Makes one test for each law and each parser: `name: parse, print, [samples that are accepted];`.
///
/// `parse` takes `&str` and gives a `Result` whose error is a [`Code`] or a list of them. `print` takes a reference to the
/// value and gives a `String` that `parse` accepts.
#[macro_export]
macro_rules! parser_laws {
    ($($name:ident: $parse:expr, $print:expr, [$($sample:expr),+ $(,)?];)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "the expressions may name what is imported around the macro, or not")]
            use super::*;

            #[test]
            fn samples_are_accepted() {
                $crate::laws::samples_are_accepted($parse, &[$($sample),+]);
            }

            #[test]
            fn hostile_texts_get_an_answer_that_holds_none_of_them() {
                $crate::laws::refusals_hold_no_input($parse, &[$($sample),+]);
            }

            #[test]
            fn output_is_accepted_and_stays_the_same() {
                $crate::laws::output_stays_the_same($parse, $print, &[$($sample),+]);
            }

            #[test]
            fn size_is_bounded() {
                $crate::laws::size_is_bounded($parse, $print, &[$($sample),+]);
            }
        }
    )+};
}

/// The samples are accepted, or the other laws would say nothing.
///
/// # Panics
/// When the law is broken.
pub fn samples_are_accepted<T, E: Debug>(parse: impl Fn(&str) -> Result<T, E>, samples: &[&str]) {
    for sample in samples {
        let answer = parse(sample).map(|_value| ());
        assert!(answer.is_ok(), "{sample:?}: {answer:?}");
    }
}

/// Every text gets an answer and no panic, and a refusal shows nothing of the text: not by Debug, not in a message.
///
/// # Panics
/// When the law is broken.
pub fn refusals_hold_no_input<T, E>(parse: impl Fn(&str) -> Result<T, E>, samples: &[&str])
where
    E: Debug + IntoIterator<Item = Code>,
{
    for text in hostile_texts(samples) {
        for marked in [format!("{text}{CANARY}"), format!("{CANARY}{text}"), text] {
            let Err(refusal) = parse(&marked) else { continue };
            let mut shown = format!("{refusal:?}");
            let mut codes = 0_usize;
            for code in refusal {
                codes = codes.saturating_add(1);
                shown.extend(Locale::ALL.map(|locale| code.message(locale)));
            }
            assert!(codes > 0, "a refusal without a reason");
            assert!(!shown.contains(CANARY), "{shown}");
        }
    }
}

/// What was accepted and printed is accepted again, and printed the same: one value has one spelling.
///
/// # Panics
/// When the law is broken.
pub fn output_stays_the_same<T, E: Debug>(
    parse: impl Fn(&str) -> Result<T, E>,
    print: impl Fn(&T) -> String,
    samples: &[&str],
) {
    for text in hostile_texts(samples) {
        let Ok(value) = parse(&text) else { continue };
        let printed = print(&value);
        let again = parse(&printed).map(|value| print(&value));
        assert!(
            again.as_ref().is_ok_and(|again| *again == printed),
            "{printed:?}: {again:?}"
        );
    }
}

/// A mebibyte is refused, and printing does not blow a text up.
///
/// # Panics
/// When the law is broken.
pub fn size_is_bounded<T, E: Debug>(
    parse: impl Fn(&str) -> Result<T, E>,
    print: impl Fn(&T) -> String,
    samples: &[&str],
) {
    for text in hostile_texts(samples) {
        let times = HUGE.checked_div(text.len()).map_or(0, |times| times.saturating_add(1));
        assert!(
            parse(&text.repeat(times)).is_err() || text.is_empty(),
            "{text:?} × {times}"
        );
        if let Ok(value) = parse(&text) {
            let printed = print(&value).len();
            assert!(
                printed <= text.len().saturating_mul(MAX_GROWTH).saturating_add(64),
                "{text:?}"
            );
        }
    }
}

/// What no message holds by chance.
const CANARY: &str = "cAnArY7f3a";
/// A mebibyte, far above every cap, in bytes.
const HUGE: usize = 1024 * 1024;
/// Escaping makes `"` six bytes long, and NFC makes some characters three times as long.
const MAX_GROWTH: usize = 6;
