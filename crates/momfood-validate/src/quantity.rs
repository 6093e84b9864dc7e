//! How many of one dish: a whole number from 1 to 50.

use crate::code::Code;

/// Most pieces of one dish in one order.
pub const MAX_QUANTITY: u8 = 50;

/// A number of pieces, 1 to 50.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Quantity(u8);

impl Quantity {
    /// Checks a number of pieces. Texts and fractions never come this far: the form refuses them by type.
    ///
    /// # Errors
    /// [`Code::OutOfRange`].
    pub fn parse(pieces: i64) -> Result<Self, Code> {
        u8::try_from(pieces)
            .ok()
            .filter(|pieces| (1..=MAX_QUANTITY).contains(pieces))
            .map(Self)
            .ok_or(Code::OutOfRange {
                min: 1,
                max: i64::from(MAX_QUANTITY),
            })
    }

    /// The number of pieces.
    #[must_use]
    pub const fn pieces(self) -> u8 {
        self.0
    }
}
