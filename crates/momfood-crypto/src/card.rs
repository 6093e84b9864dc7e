//! Payment cards: what keeps card numbers (PANs) out of a system that has no business storing them.
//!
//! A service that stores, processes or logs a PAN takes on PCI DSS whole, sealed or not. So: keep the gateway's
//! [`PaymentToken`], show a [`mask_pan`], and run [`refuse_pan`] over free text before it is sealed, stored or logged.
//!
//! # What counts as a PAN
//! 13 to 19 digits (ASCII or Arabic-Indic) that pass Luhn (ISO/IEC 7812-1 annex B), with the prefix and length of a
//! scheme, written in one piece, or in groups with blanks, dashes or dots between and at least four digits in the first.
//! Not: digits in a hexadecimal word, parts of a UUID or of another hyphenated number, the groups of a Saudi or Emirati
//! IBAN, more than 19 digits in one piece.
//!
//! It guards against accidents. Whoever wants to smuggle a number past it can: in words, in base64, over two fields.
//! And one in ten numbers of the right prefix and length passes Luhn by chance: keep order numbers and barcodes out of its
//! way.

use zeroize::Zeroizing;

use crate::digit;

mod scan;
mod scheme;
mod token;

use scan::Scanner;
pub use scheme::CardScheme;
pub use token::{MAX_PAYMENT_TOKEN_LEN, PaymentToken, PaymentTokenError};

/// Refuses a text that holds a PAN. Linear in its length.
///
/// ```
/// use momfood_crypto::card::{CardScheme, PanError, refuse_pan};
///
/// assert_eq!(refuse_pan("ring twice, flat 12, 0501234567"), Ok(()));
/// assert_eq!(
///     refuse_pan("my card is ٤١١١ ١١١١ ١١١١ ١١١١"),
///     Err(PanError::Found(CardScheme::Visa))
/// );
/// ```
///
/// # Errors
/// [`PanError`], for a text that is too long too: it has not been read.
pub fn refuse_pan(text: &str) -> Result<(), PanError> {
    check_len(text)?;
    Scanner::run(text.chars())
}

/// [`refuse_pan`] for the text of a JSON value: strings, keys and whole numbers, each for itself, escapes undone.
///
/// The text need not be valid JSON. A number with an exponent is not unfolded.
///
/// # Errors
/// As [`refuse_pan`].
pub fn refuse_pan_in_json(json: &str) -> Result<(), PanError> {
    check_len(json)?;
    Scanner::run(scan::unescaped(json))
}

/// The first six and the last four digits of a PAN, which PCI DSS 3.4.1 lets everybody see: `411111******1111`.
///
/// Blanks and dashes are dropped, Arabic-Indic digits become ASCII. Luhn is not checked: a mistyped number is masked too.
///
/// # Errors
/// [`MaskPanError`] when it is not 13 to 19 digits.
pub fn mask_pan(pan: &str) -> Result<String, MaskPanError> {
    // Two bytes a digit and some blanks.
    if pan.len() > 4 * MAX_PAN_DIGITS {
        return Err(MaskPanError);
    }
    // Reserved at once: a string that grows would leave copies behind that nobody wipes.
    let mut digits = Zeroizing::new(String::with_capacity(pan.len()));
    for character in pan.chars().filter(|character| !matches!(character, ' ' | '-')) {
        digits.push(digit::to_ascii(character).ok_or(MaskPanError)?);
    }
    if !(MIN_PAN_DIGITS..=MAX_PAN_DIGITS).contains(&digits.len()) {
        return Err(MaskPanError);
    }
    let hidden = 6..digits.len() - 4;
    let shown = digits.char_indices();
    Ok(shown
        .map(|(position, digit)| if hidden.contains(&position) { '*' } else { digit })
        .collect())
}

const fn check_len(text: &str) -> Result<(), PanError> {
    if text.len() > MAX_CARD_TEXT_LEN {
        return Err(PanError::Length);
    }
    Ok(())
}

/// Why a text was refused. It never holds any part of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must break whoever stores by it")]
pub enum PanError {
    /// It holds what looks like a card number of this scheme.
    #[error("the text holds a {0} card number")]
    Found(CardScheme),
    /// Longer than [`MAX_CARD_TEXT_LEN`] bytes.
    #[error("a text to search for card numbers has at most {MAX_CARD_TEXT_LEN} bytes")]
    Length,
}

impl PanError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Found(_) => "pan_found",
            Self::Length => "pan_text_length",
        }
    }
}

/// Not 13 to 19 digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a card number has {MIN_PAN_DIGITS} to {MAX_PAN_DIGITS} digits")]
pub struct MaskPanError;

impl MaskPanError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "pan_digits"
    }
}

const MIN_PAN_DIGITS: usize = 13;
/// ISO/IEC 7812-1.
const MAX_PAN_DIGITS: usize = 19;
/// Longest text that is searched, in bytes: 1 MiB.
pub const MAX_CARD_TEXT_LEN: usize = 1 << 20;
