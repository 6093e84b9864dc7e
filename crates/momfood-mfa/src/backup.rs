//! Codes on paper for the day the phone is gone: ten of them, shown once, each good once.
//!
//! A code has 24 characters of Crockford's base32, which is 120 random bits. NIST SP 800-63B §5.1.2.2 asks for a slow
//! password hash only below 112 bits: here there is no dictionary to try, even for who steals the table *and* the MAC
//! key. So a keyed MAC bound to the user is stored, and a wrong guess costs the server a microsecond instead of the tens
//! of milliseconds that argon2 would let an attacker spend on its behalf.
//!
//! Reading is forgiving, since people copy from paper: case, blanks and hyphens do not matter, `O` is 0, `I` and `L` are 1.

use std::fmt;

use momfood_crypto::{Mac, RandomError, random};
use zeroize::{Zeroize, Zeroizing};

use crate::code::{MAX_RAW_BYTES, ascii_digit, is_filler};
use crate::tag::StoredTag;
use crate::user::UserId;

/// One backup code, as a person typed it or as it was drawn. `Debug` is redacted.
pub struct BackupCode([u8; BACKUP_CODE_CHARS]);

impl BackupCode {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`BackupCodeError`]; no work is done for more than [`MAX_RAW_BYTES`] bytes.
    pub fn parse(raw: &str) -> Result<Self, BackupCodeError> {
        if raw.len() > MAX_RAW_BYTES {
            return Err(BackupCodeError);
        }
        let mut code = Self([0; BACKUP_CODE_CHARS]);
        let mut places = code.0.iter_mut();
        for character in raw.chars().filter(|character| !is_filler(*character)) {
            *places.next().ok_or(BackupCodeError)? = canonical(character).ok_or(BackupCodeError)?;
        }
        if places.next().is_some() {
            return Err(BackupCodeError);
        }
        Ok(code)
    }

    fn random() -> Result<Self, RandomError> {
        let bytes = Zeroizing::new(random::array::<RANDOM_BYTES>()?);
        let mut code = Self([0; BACKUP_CODE_CHARS]);
        // Five bytes are eight characters of five bits each.
        for (five, eight) in bytes.as_chunks::<5>().0.iter().zip(code.0.as_chunks_mut::<8>().0) {
            let mut bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for character in eight.iter_mut().rev() {
                *character = symbol(bits & 31);
                bits >>= 5;
            }
        }
        Ok(code)
    }

    /// The code as it is shown: six groups of four, joined by hyphens.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = String::with_capacity(BACKUP_CODE_CHARS + BACKUP_CODE_CHARS / GROUP);
        for (place, byte) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(*byte));
        }
        Zeroizing::new(text)
    }

    /// What is stored of it, and looked up.
    pub(crate) fn tag(&self, mac: &Mac, user: &UserId) -> StoredTag {
        mac.tag(&[user.as_bytes(), &self.0]).into()
    }
}

impl Drop for BackupCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for BackupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupCode(..)")
    }
}

/// A fresh set of [`BACKUP_CODES`] codes, for showing once: nobody can read them again. `Debug` is redacted.
///
/// # Security
/// Stored as keyed MACs, without a password hash: 120 random bits are past the 112 below which NIST SP 800-63B §5.1.2.2 asks
/// for one, so a stolen table cannot be searched, and a wrong guess costs the server a microsecond.
pub struct BackupCodes(Vec<BackupCode>);

impl BackupCodes {
    pub(crate) fn generate() -> Result<Self, RandomError> {
        (0..BACKUP_CODES)
            .map(|_| BackupCode::random())
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The codes as they are shown: `7K2M-…`, six groups of four.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Zeroizing<String>> {
        self.0.iter().map(BackupCode::to_text)
    }

    pub(crate) fn tags(&self, mac: &Mac, user: &UserId) -> Vec<StoredTag> {
        self.0.iter().map(|code| code.tag(mac, user)).collect()
    }
}

impl fmt::Debug for BackupCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BackupCodes({})", self.0.len())
    }
}

/// The text cannot be a backup code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a backup code has {BACKUP_CODE_CHARS} letters and digits, without U")]
pub struct BackupCodeError;

impl BackupCodeError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "mfa_backup_code_malformed"
    }
}

/// The symbol that is meant by `character`, if any: <https://www.crockford.com/base32.html>.
fn canonical(character: char) -> Option<u8> {
    match character.to_ascii_uppercase() {
        'O' => Some(b'0'),
        'I' | 'L' => Some(b'1'),
        'U' => None,
        letter @ 'A'..='Z' => u8::try_from(letter).ok(),
        other => ascii_digit(other),
    }
}

/// The symbol of five bits.
fn symbol(bits: u64) -> u8 {
    usize::try_from(bits)
        .ok()
        .and_then(|index| SYMBOLS.get(index))
        .copied()
        .unwrap_or(b'0')
}

/// Codes in a set.
pub const BACKUP_CODES: usize = 10;
/// Characters of a code: 120 bits.
pub const BACKUP_CODE_CHARS: usize = 24;

const RANDOM_BYTES: usize = BACKUP_CODE_CHARS * 5 / 8;
const GROUP: usize = 4;
/// Crockford's alphabet: no I, L, O, U.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_ten_different_codes_that_read_back() {
        let codes = BackupCodes::generate().unwrap();
        let texts: std::collections::HashSet<String> = codes.iter().map(|text| text.to_string()).collect();
        assert_eq!(texts.len(), BACKUP_CODES);
        for text in texts {
            assert_eq!(text.len(), 29);
            assert_eq!(*BackupCode::parse(&text).unwrap().to_text(), text);
        }
    }

    /// Whoever can write to the store must not make their own code another user's.
    #[test]
    fn a_tag_is_bound_to_the_user() {
        let mac = Mac::new(&momfood_crypto::MacKey::generate().unwrap(), "test");
        let code = BackupCode::random().unwrap();
        let tag = |user| code.tag(&mac, &UserId::parse(user).unwrap());
        assert!(tag("a") == tag("a") && tag("a") != tag("b"));
    }

    #[test]
    fn every_symbol_is_drawn() {
        let mut seen = std::collections::HashSet::new();
        for _ in 0..100 {
            seen.extend(BackupCode::random().unwrap().0);
        }
        assert_eq!(seen.len(), 32);
    }
}
