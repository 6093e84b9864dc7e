//! A place in bytes that only moves forward: what keeps every detector linear.

/// A place in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) const fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes lie behind.
    pub(super) const fn at(self) -> usize {
        self.at
    }

    pub(super) fn peek(self) -> Option<u8> {
        self.ahead(0)
    }

    /// The byte that lies `distance` after the next one.
    pub(super) fn ahead(self, distance: usize) -> Option<u8> {
        self.bytes.get(self.at.saturating_add(distance)).copied()
    }

    /// The byte that was read last.
    pub(super) fn behind(self) -> Option<u8> {
        self.bytes.get(self.at.checked_sub(1)?).copied()
    }

    pub(super) fn rest(self) -> &'t [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.skip(1);
        Some(byte)
    }

    /// Moves over `word` if it comes next, byte for byte.
    pub(super) fn eat(&mut self, word: &[u8]) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.skip(word.len());
        }
        found
    }

    /// Moves over all bytes that come next and fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'t [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !fits(*byte)).unwrap_or(rest.len());
        self.skip(length);
        rest.get(..length).unwrap_or_default()
    }

    /// Moves behind the next `word`, or to the end; tells which.
    pub(super) fn skip_past(&mut self, word: &[u8]) -> bool {
        while let Some(byte) = self.peek() {
            if Some(&byte) == word.first() && self.eat(word) {
                return true;
            }
            self.skip(1);
        }
        false
    }
}

/// A word in lower case, on the stack; empty if it is longer than any word that is looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lower([u8; Self::MAX], usize);

impl Lower {
    /// The longest word that is looked up, in bytes.
    const MAX: usize = 24;

    pub(super) fn of(word: impl IntoIterator<Item = u8>) -> Self {
        let mut lower = Self([0; Self::MAX], 0);
        for byte in word {
            let Some(slot) = lower.0.get_mut(lower.1) else {
                return Self([0; Self::MAX], 0);
            };
            *slot = byte.to_ascii_lowercase();
            lower.1 = lower.1.saturating_add(1);
        }
        lower
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or_default()
    }
}
