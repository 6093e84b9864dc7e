//! Where producers hand their events over: synchronous, non-blocking, object-safe. A login must not wait for a log.
//!
//! Services require a sink when they are built, so that recording cannot be forgotten; [`NoSink`] opts out in plain sight.

use core::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use crate::Event;

/// Takes events without blocking. What the implementation cannot keep, it must count and report.
pub trait EventSink: Debug + Send + Sync {
    /// Hands `event` over and returns at once. The answer is for callers that care; none has to.
    fn emit(&self, event: Event) -> Emitted;
}

/// What became of an event that was handed over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that acts on loss must see every way to lose"
)]
pub enum Emitted {
    /// It is in the queue, or already stored.
    Accepted,
    /// There was no room; the loss is counted and will be recorded as an `audit_gap`.
    Dropped,
    /// The sink keeps nothing, by choice.
    Discarded,
}

/// Keeps nothing. Passing it is the visible way to say that a service's events are not wanted.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it, and never will be")]
pub struct NoSink;

impl EventSink for NoSink {
    fn emit(&self, _event: Event) -> Emitted {
        Emitted::Discarded
    }
}

/// Keeps every event in memory without a bound: for tests, which look at what a service said.
#[derive(Debug, Default)]
pub struct VecSink(Mutex<Vec<Event>>);

impl VecSink {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes out everything emitted so far.
    pub fn take(&self) -> Vec<Event> {
        core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl EventSink for VecSink {
    fn emit(&self, event: Event) -> Emitted {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        Emitted::Accepted
    }
}
