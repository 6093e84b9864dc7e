//! A detector in front of a sink: what passes is counted, and what is found goes the same way.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Detector, finding::Finding};
use crate::{Clock, Emitted, Event, EventSink};

/// Forwards every event to `inner`, and the findings that it completes after it.
///
/// Findings do not pass through the detector again. Counting is done under a lock that is held for well under a microsecond
/// a rule; it is not held while `inner` or the hook work.
pub struct DetectingSink {
    inner: Arc<dyn EventSink>,
    detector: Mutex<Detector>,
    clock: Clock,
    hook: Option<Hook>,
}

type Hook = Box<dyn Fn(&Finding) + Send + Sync>;

impl DetectingSink {
    /// A sink that counts by `clock` what it forwards to `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn EventSink>, detector: Detector, clock: Clock) -> Self {
        Self {
            inner,
            detector: Mutex::new(detector),
            clock,
            hook: None,
        }
    }

    /// Calls `react` with each finding, after it was emitted: to block an address, to lock an account.
    ///
    /// It runs on the thread of the producer and must not block: hand over what takes time. It may emit events.
    ///
    /// # Security
    /// Anybody can cause a finding. Look at [`Finding::client`]'s provenance, give every reaction an end, and never let one
    /// shut out everybody.
    #[must_use]
    pub fn with_hook(mut self, react: impl Fn(&Finding) + Send + Sync + 'static) -> Self {
        self.hook = Some(Box::new(react));
        self
    }

    /// How many groups the detector keeps now.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.detector.lock().unwrap_or_else(PoisonError::into_inner).groups()
    }

    fn detect(&self, event: &Event) -> Vec<Finding> {
        let mut detector = self.detector.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the lock, so that events are counted in the order of their times.
        let now = self.clock.now();
        detector.push(event, now)
    }
}

impl EventSink for DetectingSink {
    fn emit(&self, event: Event) -> Emitted {
        let findings = self.detect(&event);
        let emitted = self.inner.emit(event);
        for finding in findings {
            self.inner.emit(finding.clone().into_event());
            if let Some(react) = &self.hook {
                react(&finding);
            }
        }
        emitted
    }
}

impl fmt::Debug for DetectingSink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DetectingSink")
            .field("inner", &self.inner)
            .field("detector", &self.detector)
            .finish_non_exhaustive()
    }
}
