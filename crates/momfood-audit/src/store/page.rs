//! What a store answers with: some records, and whether there are more.

use serde::Serialize;

use crate::Record;

/// One page of records. The next one is asked for by [`crate::EventQuery::following`].
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Page {
    records: Vec<Record>,
    more: bool,
}

impl Page {
    /// A page of these records, in the order asked for, and whether others match beyond it.
    #[must_use]
    pub const fn new(records: Vec<Record>, more: bool) -> Self {
        Self { records, more }
    }

    /// The records, in the order asked for.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The records, taken out.
    #[must_use]
    pub fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// Whether more records match than the page holds.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        self.more
    }
}
