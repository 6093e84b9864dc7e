//! What several tests need: a store that fails on demand, clients, quotas, and the events that were said.

use core::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use std::sync::Arc;

use async_trait::async_trait;
use momfood_audit::{ClientAddr, Clock, EventKind, ManualHand, Provenance, StoreError, Timestamp, VecSink};
use momfood_ratelimit::{Charges, Decision, LimitStore, MemoryLimitStore, Mode, Quota, RateLimiter, Subject};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

/// A store across a wire that is cut and mended by hand.
#[derive(Debug, Default)]
pub(crate) struct Remote {
    store: MemoryLimitStore,
    cut: AtomicBool,
}

impl Remote {
    pub(crate) fn cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::SeqCst);
    }

    fn reach(&self) -> Result<&MemoryLimitStore, StoreError> {
        let cut = self.cut.load(Ordering::SeqCst);
        if cut {
            Err(StoreError::unavailable("the wire is cut"))
        } else {
            Ok(&self.store)
        }
    }
}

#[async_trait]
impl LimitStore for Remote {
    async fn check<'a>(&self, charges: &Charges<'a>, mode: Mode, now: Timestamp) -> Result<Decision<'a>, StoreError> {
        self.reach()?.check(charges, mode, now).await
    }

    async fn refund(&self, charges: &Charges<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.reach()?.refund(charges, now).await
    }

    async fn reset(&self, quota: &Quota, subject: &Subject<'_>) -> Result<bool, StoreError> {
        self.reach()?.reset(quota, subject).await
    }
}

/// A limiter with everything a test moves or looks at.
pub(crate) struct Bench {
    pub(crate) remote: Arc<Remote>,
    pub(crate) sink: Arc<VecSink>,
    pub(crate) clock: Clock,
    pub(crate) hand: ManualHand,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let (clock, hand) = Clock::manual(NOW);
        Self {
            remote: Arc::default(),
            sink: Arc::default(),
            clock,
            hand,
        }
    }

    pub(crate) fn limiter(&self) -> RateLimiter {
        RateLimiter::new(self.remote.clone(), self.sink.clone()).with_clock(self.clock.clone())
    }

    /// The kinds of the events since the last call.
    pub(crate) fn said(&self) -> Vec<EventKind> {
        self.sink.take().iter().map(momfood_audit::Event::kind).collect()
    }
}

pub(crate) fn client(ip: &str) -> ClientAddr {
    ClientAddr::new(ip.parse().unwrap(), Provenance::Peer)
}

pub(crate) fn user(id: &str) -> Subject<'_> {
    Subject::user(id).unwrap()
}

pub(crate) fn quota(id: &str, limit: u32) -> Quota {
    Quota::per(id, limit, MINUTE).unwrap()
}
