//! Events said sparingly: the same thing of the same subject once in a while, with the number that went unsaid.

use core::time::Duration;
use std::sync::Arc;

use momfood_audit::{Event, EventSink, Timestamp};

use crate::{
    Subject,
    hash::KeyHasher,
    shards::{SHARDS, Shards},
    table::{Pressure, Table},
};

/// A sink, and whom it has heard of lately. Bounded: if more subjects are refused at a time than it remembers, some are
/// reported again.
#[derive(Debug)]
pub(crate) struct Reports {
    sink: Arc<dyn EventSink>,
    hasher: KeyHasher,
    muted: Shards<Table<Mute>>,
}

#[derive(Debug, Default)]
struct Mute {
    until: Timestamp,
    unrecorded: u32,
}

impl Reports {
    pub(crate) fn new(sink: Arc<dyn EventSink>) -> Self {
        Self {
            sink,
            hasher: KeyHasher::new(),
            muted: Shards::new(|| Table::new(REMEMBERED / SHARDS)),
        }
    }

    /// Hands the event over.
    pub(crate) fn emit(&self, event: Event) {
        self.sink.emit(event);
    }

    /// Hands over the event under `tag` of `subject`, unless that was done less than `pause` ago. `event` is given how
    /// often that held it back.
    pub(crate) fn once(
        &self,
        tag: u64,
        subject: &Subject<'_>,
        pause: Duration,
        now: Timestamp,
        event: impl FnOnce(u32) -> Event,
    ) {
        if let Some(unrecorded) = self.due(tag, subject, pause, now) {
            self.sink.emit(event(unrecorded));
        }
    }

    fn due(&self, tag: u64, subject: &Subject<'_>, pause: Duration, now: Timestamp) -> Option<u32> {
        let key = self.hasher.hash(tag, subject);
        let mut muted = self.muted.lock(key);
        let place = muted.find_or_insert(key, now);
        let mute = muted.at(place);
        // A mute from further ahead than a pause was made before the clock was set back.
        if now < mute.until && mute.until.since(now) <= pause {
            mute.unrecorded = mute.unrecorded.saturating_add(1);
            return None;
        }
        mute.until = now.saturating_add(pause);
        Some(core::mem::take(&mut mute.unrecorded))
    }
}

impl Pressure for Mute {
    fn pressure(&self, now: Timestamp) -> u64 {
        self.until
            .since(now)
            .as_secs()
            .saturating_add(u64::from(self.unrecorded))
    }
}

const REMEMBERED: usize = 1 << 13;
