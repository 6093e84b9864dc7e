//! A text of the document that is read by the grammar, and where it stands, so that a fault in it can be shown.

use crate::error::{PolicyError, PolicyFault};
use crate::grammar::FaultAt;
use crate::place::Path;

#[derive(Clone)]
pub(super) struct Written<'d> {
    text: &'d str,
    path: Path,
}

impl<'d> Written<'d> {
    pub(super) const fn new(text: &'d str, path: Path) -> Self {
        Self { text, path }
    }

    /// Reads the text by one of the grammar's functions.
    pub(super) fn parse<T>(&self, read: impl FnOnce(&'d str) -> Result<T, FaultAt>) -> Result<T, PolicyError> {
        read(self.text).map_err(|fault| self.fault_at(fault))
    }

    pub(super) fn fault_at(&self, FaultAt { fault, at }: FaultAt) -> PolicyError {
        fault.at(self.path.clone()).inside(self.text, at)
    }

    /// A fault of the whole text.
    pub(super) fn fault(&self, fault: PolicyFault) -> PolicyError {
        self.fault_at(FaultAt { fault, at: 0 })
    }
}
