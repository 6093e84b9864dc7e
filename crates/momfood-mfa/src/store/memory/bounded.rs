//! A map under one lock that cannot outgrow its capacity, and forgets what has nothing to say any more.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use momfood_audit::{StoreError, Timestamp};

/// Whether a value is as good as an absent one.
pub(super) trait Idle {
    fn is_idle(&self, now: Timestamp) -> bool;
}

pub(super) struct Bounded<K, V> {
    inner: Mutex<Inner<K, V>>,
    capacity: usize,
}

struct Inner<K, V> {
    map: HashMap<K, V>,
    next_sweep: Timestamp,
}

impl<K: Clone + Eq + Hash, V: Default + Idle> Bounded<K, V> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            inner: Mutex::new(Inner {
                map: HashMap::new(),
                next_sweep: Timestamp::EPOCH,
            }),
            capacity,
        }
    }

    /// Changes the value at `key`, starting from the default if there is none.
    ///
    /// Sweeping is linear, so a full map is swept once a minute and no more, however many new keys are refused meanwhile.
    pub(super) fn entry<T>(&self, key: &K, now: Timestamp, change: impl FnOnce(&mut V) -> T) -> Result<T, StoreError> {
        let mut inner = self.lock();
        let Inner { map, next_sweep } = &mut *inner;
        if let Some(value) = map.get_mut(key) {
            return Ok(change(value));
        }
        if map.len() >= self.capacity && now >= *next_sweep {
            map.retain(|_, value| !value.is_idle(now));
            *next_sweep = now.saturating_add(SWEEP_INTERVAL);
        }
        if map.len() >= self.capacity {
            return Err(StoreError::unavailable("the memory store is full"));
        }
        Ok(change(map.entry(key.clone()).or_default()))
    }

    /// Changes the value at `key` if there is one.
    pub(super) fn existing<T>(&self, key: &K, change: impl FnOnce(&mut V) -> T) -> Option<T> {
        self.lock().map.get_mut(key).map(change)
    }

    pub(super) fn remove(&self, key: &K) -> bool {
        self.lock().map.remove(key).is_some()
    }
}

impl<K, V> Bounded<K, V> {
    fn lock(&self) -> MutexGuard<'_, Inner<K, V>> {
        // Every change leaves the map whole, so what a panicking caller left behind is sound.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V> fmt::Debug for Bounded<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.lock().map.len(), self.capacity)
    }
}

const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    impl Idle for u8 {
        fn is_idle(&self, _now: Timestamp) -> bool {
            *self == 0
        }
    }

    #[test]
    fn a_full_map_refuses_new_keys_and_makes_room_by_what_is_idle() {
        let map = Bounded::<u8, u8>::new(2);
        let at = Timestamp::from_secs;
        map.entry(&1, at(1), |value| *value = 9).unwrap();
        map.entry(&2, at(1), |value| *value = 9).unwrap();
        assert!(map.entry(&3, at(1), |_| ()).is_err());
        map.entry(&2, at(2), |value| *value = 0).unwrap();
        assert!(map.entry(&3, at(60), |_| ()).is_err(), "swept a moment ago");
        map.entry(&3, at(61), |_| ()).unwrap();
        assert_eq!(map.existing(&1, |value| *value), Some(9), "what says something stays");
    }
}
