//! bcrypt hashes of older systems: read and verified as those systems meant them, never made.
//!
//! Those systems used the first 72 bytes of a password and ignored the rest. Refusing longer passwords here would lock
//! out whoever has one, so a verification cuts as they did; the argon2id hash that replaces it covers every byte.

use super::phc::Refusal;

/// A bcrypt hash in its modular crypt form, `$2b$12$` and 53 characters.
#[derive(Clone)]
pub(super) struct BcryptHash {
    text: Box<str>,
}

impl BcryptHash {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        // `$2x$` marks hashes of a broken implementation: the same password has another hash there.
        let rest = ["$2a$", "$2b$", "$2y$"]
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))
            .ok_or(Refusal::Malformed)?;
        let &[tens @ b'0'..=b'9', units @ b'0'..=b'9', b'$', ..] = rest.as_bytes() else {
            return Err(Refusal::Malformed);
        };
        let cost = (tens - b'0') * 10 + (units - b'0');
        let _parts: ::bcrypt::HashParts = text.parse().map_err(|_| Refusal::Malformed)?;
        if !(MIN_COST..=MAX_COST).contains(&cost) {
            return Err(Refusal::Cost);
        }
        Ok(Self { text: text.into() })
    }

    /// Whether `password` is the one. A NUL byte never matches: to most implementations it was the end of the password,
    /// to others a byte like any, and `a\0a` would pass for `a`, because bcrypt repeats its key.
    pub(super) fn matches(&self, password: &str) -> bool {
        let matches = ::bcrypt::verify(password, &self.text).unwrap_or(false);
        matches && !password.contains('\0')
    }
}

/// Least cost of the algorithm.
const MIN_COST: u8 = 4;
/// Most that is verified: about 1.5 s of one core.
const MAX_COST: u8 = 14;
