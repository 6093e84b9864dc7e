//! The decimal digits that people here type: ASCII, Arabic-Indic (`٠`) and Extended Arabic-Indic (`۰`).

/// The value of a digit, 0 to 9.
pub(crate) fn value(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    u8::try_from(u32::from(character) - u32::from(zero)).ok()
}

/// The same digit in ASCII.
pub(crate) fn to_ascii(character: char) -> Option<char> {
    value(character).map(|digit| char::from(b'0' + digit))
}
