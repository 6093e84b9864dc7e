//! Rules to begin with.
//!
//! The plan names thresholds and no windows, except the five minutes in which it looks for patterns and the one minute of a
//! coordinated attack; so those are the windows here. Its names (`failed_login`, `unauthorized_access`, …) are the rules' ids, and
//! each counts the kinds that the crates really emit: in the plan no producer ever said `failed_login`.

use core::{num::NonZeroU32, time::Duration};

use super::{group::GroupBy, rule::ThresholdRule};
use crate::EventKind;

/// The plan's thresholds, and its coordinated attack with three clients.
///
/// | Rule | Counts | For each | Threshold | Window, cooldown |
/// | --- | --- | --- | --- | --- |
/// | `failed_login` | wrong passwords and codes | client | 5 | 5 min |
/// | `unauthorized_access` | refused permissions | client | 3 | 5 min |
/// | `ddos_detected` | floods | client | 1 | 5 min |
/// | `suspicious_payment` | such payments | actor, or client, or target | 1 | 5 min |
/// | `data_breach_attempt` | such attempts | actor, or client, or target | 1 | 5 min |
/// | `coordinated_attack` | different clients | kind of failure | 3 | 1 min |
#[must_use]
pub fn plan() -> Vec<ThresholdRule> {
    vec![
        ThresholdRule::new("failed_login", FAILED_LOGIN, times(5), PATTERN_WINDOW),
        ThresholdRule::new("unauthorized_access", &[EventKind::AuthzFail], times(3), PATTERN_WINDOW),
        ThresholdRule::new("ddos_detected", &[EventKind::DdosDetected], times(1), PATTERN_WINDOW),
        single("suspicious_payment", EventKind::SuspiciousPayment),
        single("data_breach_attempt", EventKind::DataBreachAttempt),
        coordinated_attack(times(3)),
    ]
}

/// One kind of failure from at least `clients` different networks within a minute.
///
/// Three is the plan's number and fits a service with few users: where three customers mistype their password in any minute,
/// take a greater one.
#[must_use]
pub fn coordinated_attack(clients: NonZeroU32) -> ThresholdRule {
    ThresholdRule::new("coordinated_attack", FAILURES, clients, COORDINATED_WINDOW)
        .with_group_by(GroupBy::Kind)
        .with_distinct(GroupBy::Client)
        .with_cooldown(PATTERN_WINDOW)
}

/// An event that is a finding as it stands. It is told even if it names no client, as long as it names anybody.
fn single(id: &'static str, kind: EventKind) -> ThresholdRule {
    ThresholdRule::new(id, &[kind], times(1), PATTERN_WINDOW).with_group_by(GroupBy::FirstKnown)
}

const fn times(count: u32) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(count.saturating_sub(1))
}

const PATTERN_WINDOW: Duration = Duration::from_secs(300);
const COORDINATED_WINDOW: Duration = Duration::from_secs(60);

const FAILED_LOGIN: &[EventKind] = &[
    EventKind::AuthnLoginFail,
    EventKind::AuthnPasswordChangeFail,
    EventKind::MfaTotpFail,
    EventKind::MfaSmsFail,
    EventKind::MfaBackupCodeFail,
];

const FAILURES: &[EventKind] = &[
    EventKind::AuthnLoginFail,
    EventKind::MfaTotpFail,
    EventKind::MfaTotpReplayed,
    EventKind::MfaSmsFail,
    EventKind::MfaBackupCodeFail,
    EventKind::AuthnTokenReuse,
    EventKind::AuthnTokenInvalid,
    EventKind::AuthnDeviceMismatch,
    EventKind::AuthzFail,
    EventKind::DdosDetected,
    EventKind::BotDetected,
    EventKind::HeadersInvalid,
    EventKind::MaliciousInput,
    EventKind::DataBreachAttempt,
    EventKind::SuspiciousPayment,
];
