//! Where key material and passwords live in memory: wiped on drop, never printed, never compared in variable time.
//!
//! The value sits behind one box, so that moving a `Secret` moves a pointer and leaves no copy on the stack.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// A value that must not leak: no `Display`, no `PartialEq`, a redacted `Debug`, and its memory is overwritten on drop.
///
/// Reading it is one visible word: [`expose`](Self::expose).
///
/// # Security
/// Wiping covers the value that this type owns. Copies that the caller made before (a `String` that grew, a request
/// buffer) are the caller's to wipe.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(Box<Zeroizing<T>>);

impl<T: Zeroize> Secret<T> {
    /// Takes `value` into custody.
    pub fn new(value: T) -> Self {
        Self(Box::new(Zeroizing::new(value)))
    }

    /// The value itself. Search for this word to find every use.
    #[must_use]
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Whether `a` and `b` are equal, in a time that depends on their lengths only.
///
/// Lengths are not secret: slices of different length return `false` at once.
#[must_use]
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
