//! What single characters mean to the parsers: digits that people type in Saudi Arabia, and characters that hide.
//!
//! Source: Unicode 16 general category Cf, UAX #9 (bidi controls), UTS #55 (source spoofing).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The value of an ASCII, Arabic-Indic (U+0660) or Extended Arabic-Indic (U+06F0) digit.
pub(crate) const fn digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        _ => return None,
    };
    // The three ranges above leave 0 to 9.
    #[expect(clippy::cast_possible_truncation, reason = "at most 9")]
    Some((character as u32 - zero as u32) as u8)
}

/// A character that changes the direction of the text around it.
pub(crate) const fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The joiners, which Arabic spelling and emoji need.
pub(crate) const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

/// A character that nobody sees: controls, format characters, separators of lines, tags, noncharacters, private use.
///
/// The joiners are not in here; a field decides on them itself.
pub(crate) const fn is_hidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    matches!(character,
        '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}'
        | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1345F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{10FFFF}')
        || (character as u32 & 0xFFFE) == 0xFFFE
}

/// Normalization form C. Borrowed if the text is in it already, which nearly all text is.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || matches!(is_nfc_quick(text.chars()), IsNormalized::Yes) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{digit, is_hidden};

    #[test]
    fn three_kinds_of_digits_have_the_same_values() {
        assert_eq!(['7', '٧', '۷'].map(digit), [Some(7); 3]);
        assert_eq!(['a', '７', '²'].map(digit), [None; 3]);
    }

    #[test]
    fn hidden_characters_are_known_and_letters_are_not_hidden() {
        for hidden in [
            '\0',
            '\n',
            '\u{7F}',
            '\u{85}',
            '\u{202E}',
            '\u{2028}',
            '\u{FEFF}',
            '\u{E0041}',
            '\u{1FFFE}',
            '\u{FFFF}',
        ] {
            assert!(is_hidden(hidden), "U+{:04X}", u32::from(hidden));
        }
        for seen in ['a', 'ش', 'é', '’', '🍔', '٣', '\u{301}', ' '] {
            assert!(!is_hidden(seen), "U+{:04X}", u32::from(seen));
        }
    }
}
