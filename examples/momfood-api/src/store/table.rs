//! One table: rows by id behind one lock, handed out as shared snapshots.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::Id;

/// Rows of `T`, at most a fixed number of them.
#[derive(Debug)]
pub struct Table<T> {
    rows: RwLock<HashMap<Id, Arc<T>>>,
    capacity: usize,
}

impl<T> Table<T> {
    /// An empty table for at most `capacity` rows.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            rows: RwLock::default(),
            capacity,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`TableFull`]; nothing was added.
    pub fn insert(&self, id: Id, row: T) -> Result<Arc<T>, TableFull> {
        let row = Arc::new(row);
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        if rows.len() >= self.capacity {
            return Err(TableFull);
        }
        rows.insert(id, Arc::clone(&row));
        Ok(row)
    }

    /// The row with this id, as it is now.
    #[must_use]
    pub fn find(&self, id: Id) -> Option<Arc<T>> {
        self.rows
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }

    /// Replaces the row, if it is still the version `seen`: what was decided on is what is changed.
    ///
    /// # Errors
    /// [`Stale`] when somebody else changed it meanwhile; nothing was changed.
    pub fn replace(&self, id: Id, seen: &Arc<T>, row: T) -> Result<Arc<T>, Stale> {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        match rows.get_mut(&id) {
            Some(current) if Arc::ptr_eq(current, seen) => {
                *current = Arc::new(row);
                Ok(Arc::clone(current))
            }
            _ => Err(Stale),
        }
    }

    /// All rows, in no order. For lists that are short by nature.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<T>> {
        self.rows
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }
}

/// The table holds as many rows as it may.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the table is full")]
pub struct TableFull;

/// The row is not the one that was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the row has changed meanwhile")]
pub struct Stale;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_writers_that_read_one_version_one_wins() {
        let (table, id) = (Table::new(1), Id::fixed(1));
        let seen = table.insert(id, 1).unwrap();
        assert_eq!(*table.replace(id, &seen, 2).unwrap(), 2);
        assert_eq!(table.replace(id, &seen, 3).unwrap_err(), Stale);
        assert_eq!(*table.find(id).unwrap(), 2);
    }

    #[test]
    fn a_full_table_takes_no_more() {
        let table = Table::new(1);
        table.insert(Id::fixed(1), ()).unwrap();
        assert_eq!(table.insert(Id::fixed(2), ()).unwrap_err(), TableFull);
    }
}
