//! How much a caller has lately done that honest callers seldom do, as a score that fades by itself.
//!
//! The plan takes the mean of four factors, so one certain factor (a quarter of the scale) never acts, and nothing fades.
//! Here every signal adds points and all points halve with time: many weak signals or a few strong ones act alike, and
//! yesterday's mistyped password is forgotten.

mod adaptive;
mod scores;

use core::time::Duration;

use momfood_audit::Timestamp;

pub use adaptive::AdaptivePolicy;
pub use scores::RiskScores;

/// Something that speaks against a caller.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Signal {
    /// A wrong password or code.
    FailedLogin,
    /// Input that looks like an injection.
    MaliciousInput,
    /// The country changed faster than people travel.
    CountryChange,
    /// An answer 401 or 403.
    Forbidden,
    /// An answer 429: rapid requests.
    RateLimited,
    /// Any other answer of class 4xx.
    ClientError,
}

impl Signal {
    /// What an answer's status says against its caller, if anything.
    #[must_use]
    pub const fn from_status(status: u16) -> Option<Self> {
        match status {
            401 | 403 => Some(Self::Forbidden),
            429 => Some(Self::RateLimited),
            400..=499 => Some(Self::ClientError),
            _ => None,
        }
    }

    /// Its weight, on the scale that ends at [`Risk::MAX_POINTS`].
    #[must_use]
    pub const fn points(self) -> u32 {
        match self {
            Self::FailedLogin => 10,
            Self::MaliciousInput => 5,
            Self::CountryChange => 3,
            Self::Forbidden => 2,
            Self::RateLimited | Self::ClientError => 1,
        }
    }
}

/// A part of the scale in thousandths, 0 to 1000; the plan's scores from 0 to 1.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Score(u16);

impl Score {
    /// `thousandths`, at most 1000.
    #[must_use]
    pub const fn permille(thousandths: u16) -> Self {
        Self(if thousandths > 1_000 { 1_000 } else { thousandths })
    }

    /// In thousandths.
    #[must_use]
    pub const fn as_permille(self) -> u16 {
        self.0
    }
}

/// Points at a time, and how they fade. Pure.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Risk {
    /// Thousandths of a point.
    millipoints: u32,
    half_life_secs: u32,
    at: Timestamp,
}

impl Risk {
    /// The end of the scale; more is not counted, so that everybody can come down from it.
    pub const MAX_POINTS: u32 = 100;

    /// This risk after a signal. Points halve in every `half_life`, of at least a second.
    #[must_use]
    pub fn after(self, signal: Signal, half_life: Duration, now: Timestamp) -> Self {
        let added = self
            .millipoints_at(now)
            .saturating_add(signal.points().saturating_mul(1_000));
        Self {
            millipoints: added.min(Self::MAX_POINTS * 1_000),
            half_life_secs: u32::try_from(half_life.as_secs()).unwrap_or(u32::MAX).max(1),
            // A clock that is set back must not make old points fade twice.
            at: now.max(self.at),
        }
    }

    /// The score at `now`.
    #[must_use]
    pub fn score(&self, now: Timestamp) -> Score {
        let permille = self.millipoints_at(now) / Self::MAX_POINTS;
        Score::permille(u16::try_from(permille).unwrap_or(1_000))
    }

    /// Faded by 2^(-t / half-life): whole halvings by shifting, the rest by a table with straight lines between its
    /// points, which is right to a part in two thousand.
    pub(crate) fn millipoints_at(&self, now: Timestamp) -> u32 {
        let half_life = u128::from(self.half_life_secs.max(1)) * 1_000_000;
        let steps = now
            .since(self.at)
            .as_micros()
            .saturating_mul(1 << (STEP_BITS + FRACTION_BITS))
            / half_life;
        let Ok(steps) = u64::try_from(steps) else { return 0 };
        let halvings = u32::try_from(steps >> (STEP_BITS + FRACTION_BITS)).unwrap_or(u32::MAX);
        let step = usize::try_from((steps >> FRACTION_BITS) & ((1 << STEP_BITS) - 1)).unwrap_or_default();
        let fraction = steps & ((1 << FRACTION_BITS) - 1);
        let (Some(high), Some(low)) = (FADE.get(step), FADE.get(step.saturating_add(1))) else {
            return 0;
        };
        let factor = high - (((high - low) * fraction) >> FRACTION_BITS);
        let faded = u64::from(self.millipoints).saturating_mul(factor) >> 16;
        u32::try_from(faded.checked_shr(halvings).unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

/// 2^16 × 2^(-i/16).
const FADE: [u64; 17] = [
    65_536, 62_757, 60_097, 57_549, 55_109, 52_773, 50_535, 48_393, 46_341, 44_376, 42_495, 40_693, 38_968, 37_316,
    35_734, 34_219, 32_768,
];
const STEP_BITS: u32 = 4;
const FRACTION_BITS: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_LIFE: Duration = Duration::from_secs(600);

    fn after(signals: &[Signal]) -> Risk {
        let add = |risk: Risk, signal: &Signal| risk.after(*signal, HALF_LIFE, Timestamp::from_secs(1_000));
        signals.iter().fold(Risk::default(), add)
    }

    #[test]
    fn points_add_up_to_the_end_of_the_scale() {
        let now = Timestamp::from_secs(1_000);
        assert_eq!(after(&[Signal::FailedLogin; 3]).score(now), Score::permille(300));
        assert_eq!(after(&[Signal::FailedLogin; 30]).score(now), Score::permille(1_000));
    }

    #[test]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the model is in floating point"
    )]
    fn points_fade_as_the_half_life_says() {
        let risk = after(&[Signal::FailedLogin; 10]);
        for seconds in 0..7_000 {
            let exact = 1_000.0 * (-f64::from(seconds) / 600.0).exp2();
            let score = risk
                .score(Timestamp::from_secs(1_000 + u64::from(seconds as u32)))
                .as_permille();
            assert!(
                score.abs_diff(exact as u16) <= 1,
                "{score} for {exact} after {seconds} s"
            );
        }
        assert_eq!(risk.score(Timestamp::MAX), Score::default());
    }

    #[test]
    fn a_clock_set_back_neither_adds_nor_fades() {
        let risk = after(&[Signal::FailedLogin; 5]);
        assert_eq!(risk.score(Timestamp::EPOCH), Score::permille(500));
        let again = risk.after(Signal::FailedLogin, HALF_LIFE, Timestamp::EPOCH);
        assert_eq!(again.score(Timestamp::from_secs(1_000)), Score::permille(600));
    }

    #[test]
    fn statuses_speak_for_themselves() {
        assert_eq!(Signal::from_status(403), Some(Signal::Forbidden));
        assert_eq!(Signal::from_status(404), Some(Signal::ClientError));
        assert_eq!(Signal::from_status(429), Some(Signal::RateLimited));
        assert_eq!([200, 302, 500].map(Signal::from_status), [None; 3]);
    }
}
