//! The app on the customer's phone: makes codes from the secret that enrolment showed (RFC 6238).

use momfood_audit::{Clock, Timestamp};
use totp_rs::{Builder, Secret, Totp};

/// Seconds for which one code stands.
const STEP_SECONDS: u64 = 30;

/// An authenticator app with one account in it.
#[derive(Clone, Debug)]
pub struct Authenticator(Totp);

impl Authenticator {
    /// Takes the secret as a person would type it; `None` if it is not base32.
    #[must_use]
    pub fn enrol(secret: &str) -> Option<Self> {
        let secret = Secret::try_from_base32(secret).ok()?;
        Some(Self(Builder::new().with_secret(secret).build_noncompliant()))
    }

    /// The code that the app shows `steps` steps after `now`.
    #[must_use]
    pub fn code_at(&self, now: Timestamp, steps: u64) -> String {
        let seconds = now.as_secs().saturating_add(steps.saturating_mul(STEP_SECONDS));
        self.0.generate(seconds).to_string()
    }

    /// The code that the app shows `steps` steps from now.
    #[must_use]
    pub fn code(&self, steps: u64) -> String {
        self.code_at(Clock::system().now(), steps)
    }
}
