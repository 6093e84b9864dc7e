//! The time-based code (RFC 6238 over RFC 4226), pure: which step, if any, a typed code belongs to.
//!
//! SHA-1, six digits, thirty seconds: the only parameters that every authenticator app honours; others are silently
//! ignored by some, and those users would be locked out. SHA-1's collisions do not touch HMAC (RFC 4226 appendix B.2).
//!
//! Invariants: every step of the window is computed and compared in constant time, whatever the code, so the time taken
//! does not tell which step matched; the latest match counts, so that its step uses up all earlier ones. That a step is
//! accepted once is the store's [`commit_totp`](crate::MfaStore::commit_totp): it refuses any step not after the last.

use std::fmt;
use std::time::Duration;

use momfood_audit::Timestamp;
use momfood_crypto::{Context, FieldContext, RandomError, random};
use totp_rs::{Builder, Secret as RawSecret, Totp};
use zeroize::Zeroizing;

use crate::code::Code;

/// The shared secret of a person's authenticator app: 160 random bits (RFC 4226 §4, R6).
pub(crate) struct TotpSecret(Zeroizing<[u8; SECRET_LEN]>);

impl TotpSecret {
    pub(crate) fn generate() -> Result<Self, RandomError> {
        Ok(Self(Zeroizing::new(random::array()?)))
    }

    /// The secret as it was opened from storage, or `None` if it has another length than every secret that was sealed.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Stands in for the secret of someone who has none, so that asking about them computes the same window.
    pub(crate) fn decoy() -> Self {
        Self(Zeroizing::new([0; SECRET_LEN]))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &*self.0
    }

    /// RFC 4648 base32 without padding: 32 characters, as apps take it when no camera is at hand.
    pub(crate) fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(RawSecret::new_stack(*self.0).to_base32())
    }

    /// The latest step of the window around `now` whose code this is.
    pub(crate) fn check(&self, code: &Code, now: Timestamp, skew: Skew) -> Option<Step> {
        let totp = self.totp();
        let digits = code.expose();
        let steps = skew.steps();
        let current = now.as_secs() / STEP_SECS;
        let mut matched = None;
        for step in current.saturating_sub(steps)..=current.saturating_add(steps) {
            if totp.check(digits, step.saturating_mul(STEP_SECS)).is_some() {
                matched = Some(Step(step));
            }
        }
        matched
    }

    /// One step per `check`: the loop over the window is ours, because totp-rs stops at the first match.
    fn totp(&self) -> Totp {
        Builder::new()
            .with_skew(0)
            .with_step_duration(STEP_SECS)
            .with_secret(RawSecret::new_stack(*self.0))
            .build_noncompliant()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

/// The context under which TOTP secrets are sealed, bound to their user.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TotpSecretContext {}

impl FieldContext for TotpSecretContext {
    const CONTEXT: Context = Context::new("mfa.totp_secret");
}

/// Which thirty seconds since 1970 a code belongs to. The order of steps is the order of time.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Step(u64);

impl Step {
    /// The step with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number: seconds since 1970, divided by 30.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// How far a phone's clock may be off.
///
/// There is no wider setting: each further step is one more code that a guess may hit (RFC 6238 §5.2; ASVS 5.0 6.5.5).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "RFC 6238 recommends at most one step")]
pub enum Skew {
    /// Only the code of this moment.
    None,
    /// Also the code before and the code after: up to 30 seconds off either way.
    #[default]
    OneStep,
}

impl Skew {
    const fn steps(self) -> u64 {
        match self {
            Self::None => 0,
            Self::OneStep => 1,
        }
    }
}

/// How long one code is shown.
pub const TOTP_STEP: Duration = Duration::from_secs(STEP_SECS);

const STEP_SECS: u64 = 30;
const SECRET_LEN: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of both RFCs' vectors.
    fn rfc_secret() -> TotpSecret {
        TotpSecret::from_slice(b"12345678901234567890").unwrap()
    }

    fn step_of(code: &str, seconds: u64, skew: Skew) -> Option<u64> {
        let code = Code::parse(code).unwrap();
        rfc_secret()
            .check(&code, Timestamp::from_secs(seconds), skew)
            .map(Step::number)
    }

    /// RFC 4226 appendix D: the counter is the step.
    #[test]
    fn rfc_4226_appendix_d() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(step_of(code, step * 30, Skew::None), Some(step));
            assert_eq!(step_of(code, step * 30 + 29, Skew::None), Some(step));
            assert_eq!(step_of(code, step * 30 + 30, Skew::None), None);
        }
    }

    /// RFC 6238 appendix B, rows of SHA-1. The RFC prints eight digits, 94287082 and so on; a six-digit code is the last
    /// six of them.
    #[test]
    fn rfc_6238_appendix_b() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(code, seconds, Skew::None), Some(seconds / 30));
        }
    }

    #[test]
    fn the_window_is_one_step_either_way_and_no_more() {
        let code = "287082"; // step 1: seconds 30 to 59
        for (seconds, expected) in [(0, Some(1)), (29, Some(1)), (30, Some(1)), (89, Some(1)), (90, None)] {
            assert_eq!(step_of(code, seconds, Skew::OneStep), expected, "at {seconds} s");
        }
        let code = "359152"; // step 2
        assert_eq!(step_of(code, 29, Skew::OneStep), None);
        assert_eq!(step_of(code, u64::MAX, Skew::OneStep), None);
    }

    #[test]
    fn the_answer_is_that_of_totp_rs_for_one_step() {
        let secret = rfc_secret();
        let peer = secret.totp();
        for seconds in (0..100_000).step_by(977) {
            let code = peer.generate(seconds).to_string();
            assert_eq!(step_of(&code, seconds, Skew::None), peer.check(&code, seconds));
        }
    }
}
