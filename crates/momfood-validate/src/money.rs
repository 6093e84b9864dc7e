//! Amounts in halalas, as whole numbers: 1 riyal is 100 halalas, and `0.1 + 0.2` is no price.

use std::fmt;

use crate::code::Code;
use crate::quantity::Quantity;
use crate::text::cap;
use crate::unicode::digit;

/// Largest amount, in halalas: one million riyals, far above any order and far below any overflow.
pub const MAX_HALALAS: i64 = 100_000_000;
/// Largest text that is looked at, in bytes.
const MAX_RAW_BYTES: usize = 32;

/// An amount from 0 to [`MAX_HALALAS`].
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Money(i64);

impl Money {
    /// Checks a number of halalas.
    ///
    /// # Errors
    /// [`Code::OutOfRange`].
    pub const fn from_halalas(halalas: i64) -> Result<Self, Code> {
        if halalas < 0 || halalas > MAX_HALALAS {
            return Err(Code::OutOfRange {
                min: 0,
                max: MAX_HALALAS,
            });
        }
        Ok(Self(halalas))
    }

    /// Parses riyals with at most two decimals: `12`, `12.5`, `12.50`, `١٢٫٥٠`.
    ///
    /// # Errors
    /// [`Code::TooManyBytes`], [`Code::InvalidAmount`], [`Code::OutOfRange`].
    pub fn parse(raw: &str) -> Result<Self, Code> {
        let raw = cap(raw, MAX_RAW_BYTES)?;
        let (whole, fraction) = raw.split_once(['.', '\u{66B}']).unwrap_or((raw, "00"));
        let hundredths = match fraction.chars().count() {
            1 => number(fraction)?.saturating_mul(10),
            2 => number(fraction)?,
            _ => return Err(Code::InvalidAmount),
        };
        Self::from_halalas(number(whole)?.saturating_mul(100).saturating_add(hundredths))
    }

    /// The amount in halalas.
    #[must_use]
    pub const fn halalas(self) -> i64 {
        self.0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Code::OutOfRange`].
    pub const fn plus(self, other: Self) -> Result<Self, Code> {
        Self::from_halalas(self.0.saturating_add(other.0))
    }

    /// The price of so many pieces.
    ///
    /// # Errors
    /// [`Code::OutOfRange`].
    pub fn times(self, quantity: Quantity) -> Result<Self, Code> {
        Self::from_halalas(self.0.saturating_mul(i64::from(quantity.pieces())))
    }
}

/// Riyals with two decimals, without the currency: `12.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

fn number(text: &str) -> Result<i64, Code> {
    if text.is_empty() {
        return Err(Code::InvalidAmount);
    }
    text.chars().try_fold(0_i64, |value, character| {
        let digit = digit(character).ok_or(Code::InvalidAmount)?;
        Ok(value.saturating_mul(10).saturating_add(i64::from(digit)))
    })
}
