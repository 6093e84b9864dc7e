//! URLs that run script, however entities and blanks hide their scheme.

use crate::inspect::cursor::{Cursor, Lower};

/// Whether a URL runs something, once entities are decoded and what browsers drop is dropped.
pub(super) fn is_script_url(value: &[u8]) -> bool {
    let mut cursor = Cursor::new(value);
    let significant = std::iter::from_fn(|| entity(&mut cursor))
        .filter(|byte| *byte > b' ')
        .take(SCHEME_BYTES);
    let scheme = Lower::of(significant);
    SCHEMES.iter().any(|name| scheme.as_bytes().starts_with(name))
}

/// The next byte of a value, with entities decoded. Only those below U+0080 matter.
fn entity(cursor: &mut Cursor<'_>) -> Option<u8> {
    let first = cursor.next()?;
    if first != b'&' {
        return Some(first);
    }
    if let Some((byte, name)) = NAMED.iter().find(|(_, name)| cursor.rest().starts_with(name)) {
        cursor.skip(name.len());
        return Some(*byte);
    }
    if !cursor.eat(b"#") {
        return Some(first);
    }
    let radix = if cursor.eat(b"x") || cursor.eat(b"X") { 16 } else { 10 };
    let digits = cursor.take_while(|byte| char::from(byte).is_digit(radix));
    cursor.eat(b";");
    let code = digits.iter().fold(0_u32, |code, digit| {
        let value = char::from(*digit).to_digit(radix).unwrap_or(0);
        code.saturating_mul(radix).saturating_add(value)
    });
    Some(u8::try_from(code).unwrap_or(u8::MAX))
}

/// URLs that run script.
const SCHEMES: &[&[u8]] = &[
    b"javascript:",
    b"vbscript:",
    b"livescript:",
    b"data:text/html",
    b"data:image/svg+xml",
];
/// The longest of them, in bytes.
const SCHEME_BYTES: usize = 18;
/// Named entities that hide a scheme.
const NAMED: &[(u8, &[u8])] = &[(b':', b"colon;"), (b'\t', b"Tab;"), (b'\n', b"NewLine;")];
