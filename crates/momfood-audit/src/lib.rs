#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

// An event's way: what it is made of, where it is handed over, what is counted in it, how it is recorded, where it is kept.
mod clock;
mod timestamp;

mod kind;
mod outcome;
mod party;
mod severity;

mod field;
mod redact;
mod text;
mod value;

mod event;
mod record;
mod sink;

#[cfg(feature = "detect")]
mod detect;
#[cfg(feature = "recorder")]
mod recorder;
#[cfg(feature = "recorder")]
mod store;
mod store_error;

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "detect")]
pub use detect::rules;

pub use clock::{Clock, ManualHand};
#[cfg(feature = "detect")]
pub use detect::{
    Detector,
    finding::Finding,
    group::{Group, GroupBy},
    rule::{RuleError, ThresholdRule},
    sink::DetectingSink,
};
pub use event::Event;
pub use field::Fields;
pub use kind::{EventKind, UnknownEventKind};
pub use outcome::Outcome;
pub use party::{Actor, ClientAddr, Provenance, Target};
pub use record::Record;
#[cfg(feature = "recorder")]
pub use recorder::{
    Recorder,
    builder::{Overflow, RecorderBuilder, Retry},
    loss::LossReason,
    report::Report,
};
pub use redact::{Pii, Public};
pub use severity::Severity;
pub use sink::{Emitted, EventSink, NoSink, VecSink};
#[cfg(feature = "memory")]
pub use store::memory::MemoryEventStore;
#[cfg(feature = "recorder")]
pub use store::{
    EventStore,
    page::Page,
    query::{EventQuery, Order},
};
pub use store_error::StoreError;
pub use text::SafeText;
pub use timestamp::Timestamp;
pub use uuid::Uuid;
pub use value::{IntoValue, Value};
