//! The vocabulary of the answers: which factor, accepted how, and what a user has enrolled.

use serde::Serialize;

/// A kind of second factor.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Factor {
    /// A code of an authenticator app.
    Totp,
    /// A backup code.
    BackupCode,
    /// A code by SMS.
    Sms,
}

impl Factor {
    /// The stable name: `totp`, `backup_code`, `sms`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::BackupCode => "backup_code",
            Self::Sms => "sms",
        }
    }

    /// The authentication method reference for a token's `amr` claim (RFC 8176 §2): `otp` or `sms`.
    #[must_use]
    pub const fn amr(self) -> &'static str {
        match self {
            Self::Totp | Self::BackupCode => "otp",
            Self::Sms => "sms",
        }
    }
}

/// A second factor was proven. There is no way to make one but to verify.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Accepted {
    factor: Factor,
    backup_codes_left: Option<u32>,
}

impl Accepted {
    pub(crate) const fn new(factor: Factor) -> Self {
        Self {
            factor,
            backup_codes_left: None,
        }
    }

    pub(crate) const fn backup_code(left: u32) -> Self {
        Self {
            factor: Factor::BackupCode,
            backup_codes_left: Some(left),
        }
    }

    /// The factor that was proven.
    #[must_use]
    pub const fn factor(&self) -> Factor {
        self.factor
    }

    /// After a backup code: how many are left. Tell the person, and offer new ones when few are.
    #[must_use]
    pub const fn backup_codes_left(&self) -> Option<u32> {
        self.backup_codes_left
    }
}

/// What a user has enrolled. Pending enrolments do not count.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// An authenticator app.
    pub totp: bool,
    /// A proven telephone.
    pub phone: bool,
    /// Backup codes that are left.
    pub backup_codes: u32,
}

impl Status {
    /// Whether a login must ask for a second factor.
    #[must_use]
    pub const fn is_enrolled(&self) -> bool {
        self.totp || self.phone
    }
}
