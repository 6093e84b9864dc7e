#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod event;
mod field;
mod kind;
mod outcome;
mod party;
mod redact;
mod severity;
mod sink;
mod store;
mod text;
mod timestamp;

pub use clock::{Clock, ManualHand};
pub use event::Event;
pub use field::{Fields, IntoValue, Value};
pub use kind::{EventKind, UnknownEventKind};
pub use outcome::Outcome;
pub use party::{Actor, ClientAddr, Provenance, Target};
pub use redact::{Pii, Public};
pub use severity::Severity;
pub use sink::{Emitted, EventSink, NoSink, VecSink};
pub use store::StoreError;
pub use text::SafeText;
pub use timestamp::Timestamp;
