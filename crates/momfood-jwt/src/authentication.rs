//! How, how strongly and when a user proved who they are: the claims `amr`, `aal` and `auth_time`.

mod method;

use momfood_audit::Timestamp;
use serde::{Deserialize, Serialize};

pub use method::{AuthMethod, AuthMethods, UnknownAuthMethod};

/// Authenticator assurance level (NIST SP 800-63B-4 §2), the integer claim `aal`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "u8", try_from = "u8")]
#[expect(
    clippy::exhaustive_enums,
    reason = "NIST has three levels, and who decides by them must see all"
)]
pub enum Aal {
    /// One factor.
    One = 1,
    /// Two factors, or one that is two, such as a passkey with user verification.
    Two = 2,
    /// Two factors, one of them hardware that resists phishing.
    Three = 3,
}

impl Aal {
    /// The number: 1, 2 or 3.
    #[must_use]
    pub const fn level(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }
}

impl From<Aal> for u8 {
    fn from(aal: Aal) -> Self {
        aal.level()
    }
}

impl TryFrom<u8> for Aal {
    type Error = UnknownAal;

    fn try_from(level: u8) -> Result<Self, UnknownAal> {
        match level {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            3 => Ok(Self::Three),
            _ => Err(UnknownAal),
        }
    }
}

/// The number is not an assurance level.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an assurance level is 1, 2 or 3")]
pub struct UnknownAal;

impl UnknownAal {
    /// The stable code: `aal_unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "aal_unknown"
    }
}

/// One proof of identity, as a session remembers it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Authentication {
    level: Aal,
    methods: AuthMethods,
    at: Timestamp,
}

impl Authentication {
    /// A proof of strength `level` by `methods`, completed at `at`.
    #[must_use]
    pub const fn new(level: Aal, methods: AuthMethods, at: Timestamp) -> Self {
        Self { level, methods, at }
    }

    /// The assurance level.
    #[must_use]
    pub const fn level(&self) -> Aal {
        self.level
    }

    /// The methods used, over all proofs of the session.
    #[must_use]
    pub const fn methods(&self) -> AuthMethods {
        self.methods
    }

    /// When the proof of this level was completed. Ask for a fresh one before what cannot be undone.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// What a session knows after another proof: methods add up, level and time are the new proof's.
    ///
    /// A weaker proof changes nothing: a password given today does not refresh last week's second factor. Neither does one
    /// that is older than what is known, which is how a delayed retry looks.
    #[must_use]
    pub fn stepped_up(self, to: Self) -> Self {
        if to.level < self.level || to.at < self.at {
            return self;
        }
        Self {
            methods: self.methods.union(to.methods),
            ..to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weaker_or_older_proof_changes_nothing() {
        let at = Timestamp::from_secs;
        let password = Authentication::new(Aal::One, AuthMethod::Password.into(), at(10));
        let totp = Authentication::new(Aal::Two, AuthMethod::Otp.into(), at(20));
        let both = password.stepped_up(totp);
        assert_eq!((both.level(), both.at()), (Aal::Two, at(20)));
        assert!(both.methods().contains(AuthMethod::Password) && both.methods().contains(AuthMethod::Otp));

        let weaker = Authentication::new(Aal::One, AuthMethod::Password.into(), at(30));
        assert_eq!(both.stepped_up(weaker), both);
        let older = Authentication::new(Aal::Three, AuthMethod::HardwareKey.into(), at(19));
        assert_eq!(both.stepped_up(older), both);
    }
}
