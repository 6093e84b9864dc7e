//! The service: asks the store, applies the failure policies, and says what is worth recording.

mod failure;
mod report;

use core::sync::atomic::{AtomicBool, Ordering};
use std::{num::NonZeroU32, sync::Arc};

use momfood_audit::{ClientAddr, Clock, Event, EventKind, EventSink, Outcome, Public, Severity, StoreError, Timestamp};

pub use failure::FailurePolicy;
pub(crate) use report::Reports;

use crate::{Charges, Decision, LimitStore, Mode, Quota, Source, Subject};

use self::failure::Fallback;

/// Limits rates against a store.
///
/// # Security
/// A refusal is recorded once per subject and period of its quota, with the number of refusals that went unrecorded
/// since the last time: a flood of refused requests must not become a flood of events. An outage is recorded when it
/// begins and when it ends.
#[derive(Debug)]
pub struct RateLimiter {
    store: Arc<dyn LimitStore>,
    fallback: Option<Fallback>,
    clock: Clock,
    reports: Reports,
    degraded: AtomicBool,
}

impl RateLimiter {
    /// A limiter on the system clock and without a fallback: quotas with [`FailurePolicy::Local`] refuse while the store
    /// fails. A memory store never does.
    #[must_use]
    pub fn new(store: Arc<dyn LimitStore>, sink: Arc<dyn EventSink>) -> Self {
        Self {
            store,
            fallback: None,
            clock: Clock::system(),
            reports: Reports::new(sink),
            degraded: AtomicBool::new(false),
        }
    }

    /// Uses this clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Counts in `store` while the shared one fails, each of the `replicas` of this service granting its part of a
    /// quota. It is charged along in good times, so that an outage does not give everybody a fresh quota.
    #[must_use]
    pub fn with_fallback(mut self, store: Arc<dyn LimitStore>, replicas: NonZeroU32) -> Self {
        self.fallback = Some(Fallback::new(store, replicas));
        self
    }

    /// Charges all of `charges`, or refuses and charges none.
    pub async fn check<'a>(
        &self,
        charges: impl Into<Charges<'a>>,
        client: impl Into<Option<ClientAddr>>,
    ) -> Decision<'a> {
        let (charges, now) = (charges.into(), self.clock.now());
        let decision = self.decide(&charges, Mode::Charge, now).await;
        if !decision.is_allowed() && decision.source() != Source::Policy {
            self.report_refusal(&charges, &decision, client.into(), now);
        }
        decision
    }

    /// Whether `charges` would be admitted; charges and records nothing.
    pub async fn peek<'a>(&self, charges: impl Into<Charges<'a>>) -> Decision<'a> {
        self.decide(&charges.into(), Mode::Peek, self.clock.now()).await
    }

    /// Gives back what was charged for something that then was not done.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked; the units then come back with time.
    pub async fn refund<'a>(&self, charges: impl Into<Charges<'a>>) -> Result<(), StoreError> {
        self.store.refund(&charges.into(), self.clock.now()).await
    }

    /// Makes one subject's quota full again, an operator's pardon; whether anything was known of it.
    ///
    /// # Errors
    /// [`StoreError`] if the store could not be asked.
    pub async fn reset(&self, quota: &Quota, subject: Subject<'_>) -> Result<bool, StoreError> {
        self.store.reset(quota, &subject).await
    }

    /// [`check`](Self::check) without recording refusals, for callers that record them under another name.
    pub(crate) async fn decide<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Decision<'a> {
        match ask(&*self.store, charges, mode, now).await {
            Ok(decision) => {
                self.note_health(None, now);
                if let Some(fallback) = &self.fallback
                    && decision.is_allowed()
                    && mode == Mode::Charge
                {
                    fallback.keep_warm(charges, now).await;
                }
                decision
            }
            Err(error) => {
                self.note_health(Some(&error), now);
                failure::decide(self.fallback.as_ref(), charges, mode, now).await
            }
        }
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    fn note_health(&self, error: Option<&StoreError>, now: Timestamp) {
        // The plain read keeps the line of the cache shared in good times.
        let failed = error.is_some();
        if self.degraded.load(Ordering::Relaxed) == failed || self.degraded.swap(failed, Ordering::Relaxed) == failed {
            return;
        }
        let event = Event::new(EventKind::ProtectionDegraded)
            .with_event_time(now)
            .with_field("protection", "rate_limiter");
        self.reports.emit(match error {
            Some(error) => event.with_field("cause", error.code()),
            None => event
                .with_field("cause", "recovered")
                .with_severity(Severity::Info)
                .with_outcome(Outcome::Success),
        });
    }

    fn report_refusal(
        &self,
        charges: &Charges<'_>,
        decision: &Decision<'_>,
        client: Option<ClientAddr>,
        now: Timestamp,
    ) {
        let refused = |charge: &&crate::Charge<'_>| {
            decision
                .denied_by()
                .any(|denied| denied.quota().id() == charge.quota().id())
        };
        for charge in charges.iter().filter(refused) {
            let quota = charge.quota();
            self.reports
                .once(quota.id().tag(), charge.subject(), quota.period(), now, |unrecorded| {
                    let event = Event::new(EventKind::ExcessRateLimit)
                        .with_event_time(now)
                        .with_field("policy", Public(quota.id().as_str()))
                        .with_field("limit", quota.limit().get())
                        .with_field("unrecorded", unrecorded);
                    match client {
                        Some(client) => event.with_client(client),
                        None => event,
                    }
                });
        }
    }
}

/// Without a boxed future if the store can answer at once.
async fn ask<'a>(
    store: &dyn LimitStore,
    charges: &Charges<'a>,
    mode: Mode,
    now: Timestamp,
) -> Result<Decision<'a>, StoreError> {
    match store.check_now(charges, mode, now) {
        Some(decision) => Ok(decision),
        None => store.check(charges, mode, now).await,
    }
}
