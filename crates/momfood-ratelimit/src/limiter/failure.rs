//! What is decided when the store cannot be asked. A quota that is used up never comes here: that is a decision, not an
//! error.

use core::num::NonZeroU32;
use std::sync::Arc;

use momfood_audit::Timestamp;

use super::ask;
use crate::{Charge, Charges, Decision, LimitStore, Mode, Share, Source, Standing};

/// What happens to a quota's charges while the store fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "what happens in an outage must be decided for every policy"
)]
pub enum FailurePolicy {
    /// This process counts alone, granting its part of the quota
    /// ([`with_fallback`](crate::RateLimiter::with_fallback)). Without a fallback, as [`Deny`](Self::Deny).
    Local,
    /// Refused: for what is dear or dangerous, such as OTP messages and password resets.
    Deny,
    /// Admitted without counting: for what is cheap, such as reading the catalogue.
    Allow,
}

/// The store of this process alone, and its part of every quota.
#[derive(Debug)]
pub(super) struct Fallback {
    store: Arc<dyn LimitStore>,
    share: Share,
}

impl Fallback {
    pub(super) fn new(store: Arc<dyn LimitStore>, replicas: NonZeroU32) -> Self {
        Self {
            store,
            share: Share::one_of(replicas),
        }
    }

    /// Charges what the authority admitted. Whether it fits here does not matter: if not, it is nearly used up anyway.
    pub(super) async fn keep_warm(&self, charges: &Charges<'_>, now: Timestamp) {
        if let Some(local) = self.part_of(charges) {
            let _ = ask(&*self.store, &local, Mode::Charge, now).await;
        }
    }

    /// The charges that are counted here, each of this process's part.
    fn part_of<'a>(&self, charges: &Charges<'a>) -> Option<Charges<'a>> {
        let mut local = charges
            .iter()
            .filter(|charge| charge.quota().failure_policy() == FailurePolicy::Local)
            .map(|charge| charge.with_share(charge.share().and(self.share)));
        let mut part = Charges::from(local.next()?);
        for charge in local {
            // They come out of charges, so they fit into charges.
            let _ = part.try_push(charge);
        }
        Some(part)
    }
}

/// The strictest policy among the quotas decides: one `Deny` refuses all, then the local counts, then `Allow`.
pub(super) async fn decide<'a>(
    fallback: Option<&Fallback>,
    charges: &Charges<'a>,
    mode: Mode,
    now: Timestamp,
) -> Decision<'a> {
    let has = |policy| charges.iter().any(|charge| charge.quota().failure_policy() == policy);
    if has(FailurePolicy::Deny) {
        return by_policy(false, charges, now);
    }
    if !has(FailurePolicy::Local) {
        return by_policy(true, charges, now);
    }
    let Some((fallback, local)) = fallback.and_then(|fallback| Some((fallback, fallback.part_of(charges)?))) else {
        return by_policy(false, charges, now);
    };
    match ask(&*fallback.store, &local, mode, now).await {
        Ok(decision) => Decision::new(decision.is_allowed(), Source::Local, now, decision.standings().copied()),
        Err(_) => by_policy(false, charges, now),
    }
}

fn by_policy<'a>(allowed: bool, charges: &Charges<'a>, now: Timestamp) -> Decision<'a> {
    let standing = |charge: &Charge<'a>| {
        let rate = charge.quota().rate(charge.share());
        match charge.quota().failure_policy() {
            FailurePolicy::Allow => Standing::full(charge.quota(), &rate),
            _ => Standing::new(charge.quota(), &rate, 0, Some(RETRY_AFTER_FAILURE), RETRY_AFTER_FAILURE),
        }
    };
    Decision::new(allowed, Source::Policy, now, charges.iter().map(standing))
}

/// Nobody knows when the store will be back; this keeps clients from asking in a tight loop. In microseconds.
const RETRY_AFTER_FAILURE: u64 = 1_000_000;
