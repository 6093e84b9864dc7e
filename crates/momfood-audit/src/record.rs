//! An event as the log holds it: with what only its recorder may say of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Event, Timestamp};

/// A recorded event: its id, its place in the order, and when the recorder saw it.
///
/// Producers hand over [`Event`]s and have no way to set these. Recorders make records, and stores read them back.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Record {
    id: Uuid,
    sequence: u64,
    recorded_at: Timestamp,
    event: Event,
}

impl Record {
    /// A record of these parts: for stores that read it back, and for recorders of your own.
    #[must_use]
    pub const fn new(id: Uuid, sequence: u64, recorded_at: Timestamp, event: Event) -> Self {
        Self {
            id,
            sequence,
            recorded_at,
            event,
        }
    }

    /// The id, unique everywhere: a UUID of version 7 (RFC 9562 §5.7).
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// The place in the recorder's order, from 1, counted before anything can be lost: a number that the log does not hold is
    /// a lost event, and an `audit_gap` accounts for it.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When the recorder saw the event, by its own clock. Clocks are set back; [`Record::sequence`] is the order.
    #[must_use]
    pub const fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// What happened.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// What happened, without the rest.
    #[must_use]
    pub fn into_event(self) -> Event {
        self.event
    }
}
