//! The text as a later, careless decoder would see it: percent-escapes and `%u` forms decoded, overlong UTF-8 and the
//! look-alikes that code pages convert (full-width forms, primes, slashes of mathematics, wide blanks) turned into ASCII.
//!
//! Views are for detection only. The application uses its value decoded once, and never a view (ASVS 5.0 1.1.1). A
//! round reads the text once and allocates only if something changes; there are at most two.

use std::borrow::Cow;

use crate::inspect::cursor::Cursor;
use crate::inspect::marks::Marks;

/// Most rounds of decoding. Triple encoding was never decoded by anything that mattered.
pub(super) const MAX_ROUNDS: usize = 2;

/// A text, or what one or two rounds of decoding make of it.
#[derive(Debug)]
pub(super) struct View<'t> {
    bytes: Cow<'t, [u8]>,
    marks: Marks,
}

impl<'t> View<'t> {
    pub(super) fn raw(bytes: &'t [u8]) -> Self {
        Self::new(Cow::Borrowed(bytes))
    }

    fn new(bytes: Cow<'t, [u8]>) -> Self {
        let marks = Marks::of(&bytes);
        Self { bytes, marks }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) const fn marks(&self) -> Marks {
        self.marks
    }

    /// One more round; `None` if it changes nothing.
    pub(super) fn decoded(&self) -> Option<View<'static>> {
        if !self.marks.has(Marks::CODED) {
            return None;
        }
        let mut cursor = Cursor::new(&self.bytes);
        let mut decoded = Vec::new();
        while let Some(byte) = cursor.peek() {
            let Some((plain, length)) = decode(cursor) else {
                cursor.skip(1);
                if !decoded.is_empty() {
                    decoded.push(byte);
                }
                continue;
            };
            if decoded.is_empty() {
                // Decoding never lengthens.
                decoded.reserve_exact(self.bytes.len());
                decoded.extend_from_slice(self.bytes.get(..cursor.at()).unwrap_or_default());
            }
            decoded.push(plain);
            cursor.skip(length);
        }
        (!decoded.is_empty()).then(|| View::new(Cow::Owned(decoded)))
    }
}

/// The byte that the next bytes stand for, and how many they are.
fn decode(cursor: Cursor<'_>) -> Option<(u8, usize)> {
    let coded = cursor.peek().filter(|byte| *byte == b'%' || *byte >= 0xC0)?;
    let second = cursor.ahead(1)?;
    let third = cursor.ahead(2);
    match (coded, second, third) {
        (b'%', b'u' | b'U', _) => {
            let digits = [2, 3, 4, 5].map(|distance| cursor.ahead(distance).and_then(hex));
            let code = digits
                .into_iter()
                .try_fold(0_u32, |code, digit| Some(code << 4 | u32::from(digit?)))?;
            Some((ascii(code)?, 6))
        }
        (b'%', ..) => match (escape(cursor, 0)?, escape(cursor, 3)) {
            (lead @ (0xC0 | 0xC1), Some(tail @ 0x80..=0xBF)) => Some((overlong(lead, tail), 6)),
            (byte, _) => Some((byte, 3)),
        },
        (0xC0 | 0xC1, 0x80..=0xBF, _) => Some((overlong(coded, second), 2)),
        (0xC2..=0xDF, 0x80..=0xBF, _) => Some((ascii(u32::from(coded & 0x1F) << 6 | u32::from(second & 0x3F))?, 2)),
        (0xE0..=0xEF, 0x80..=0xBF, Some(third @ 0x80..=0xBF)) => {
            let code = u32::from(coded & 0x0F) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
            Some((ascii(code)?, 3))
        }
        _ => None,
    }
}

/// The byte that `%XX` stands for.
fn escape(cursor: Cursor<'_>, distance: usize) -> Option<u8> {
    let at = |offset| cursor.ahead(distance.saturating_add(offset));
    at(0).filter(|byte| *byte == b'%')?;
    Some(hex(at(1)?)? << 4 | hex(at(2)?)?)
}

/// C0 AE is a dot to a decoder that does not check.
const fn overlong(lead: u8, tail: u8) -> u8 {
    (lead & 1) << 6 | (tail & 0x3F)
}

/// The ASCII character that a character is, or is converted to.
fn ascii(code: u32) -> Option<u8> {
    let plain = match code {
        0..=0x7F => code,
        0xFF01..=0xFF5E => code.saturating_sub(0xFEE0),
        0xA0 | 0x3000 => 0x20,
        0x2BC | 0x2032 => 0x27,
        0x2044 | 0x2215 => 0x2F,
        0x2216 => 0x5C,
        _ => return None,
    };
    u8::try_from(plain).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::View;

    fn decoded(text: &[u8]) -> Option<Vec<u8>> {
        View::raw(text).decoded().map(|view| view.bytes().to_vec())
    }

    #[test]
    fn escapes_overlong_forms_and_look_alikes_become_ascii() {
        for (coded, plain) in [
            (&b"a%27b"[..], &b"a'b"[..]),
            (b"%252e", b"%2e"),
            (b"%u002e%U0027%u2215", b".'/"),
            (b"%c0%ae%C1%9c%c0", b".\\\xC0"),
            (b"\xC0\xAE\xC1\x9C", b".\\"),
            ("＇ＯＲ\u{A0}1".as_bytes(), b"'OR 1"),
            (b"%", b""),
        ] {
            let expected = (!plain.is_empty()).then(|| plain.to_vec());
            assert_eq!(decoded(coded), expected, "{coded:?}");
        }
    }

    #[test]
    fn texts_without_anything_coded_are_not_copied() {
        for plain in ["100% of it", "50%", "%zz%u12", "جيد", "naïve – “quoted”"] {
            assert_eq!(decoded(plain.as_bytes()), None, "{plain}");
        }
    }
}
