//! How many connections there may be: together, and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use momfood_ratelimit::{IpPrefix, bucket_prefix};

/// Counts the connections that are open.
#[derive(Debug)]
pub(super) struct Admission {
    open: Arc<Mutex<Open>>,
    most: usize,
    most_of_a_peer: usize,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_peer: HashMap<IpPrefix, usize>,
}

/// One admitted connection; dropping it makes room.
#[derive(Debug)]
pub(super) struct Place {
    open: Arc<Mutex<Open>>,
    peer: IpPrefix,
}

impl Admission {
    pub(super) fn new(most: usize, most_of_a_peer: usize) -> Self {
        Self {
            open: Arc::default(),
            most,
            most_of_a_peer,
        }
    }

    /// A place for a connection of `peer`, if there is one; a `shared` peer speaks for many, and only the sum counts.
    pub(super) fn enter(&self, peer: IpAddr, shared: bool) -> Option<Place> {
        let peer = bucket_prefix(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_peer = open.by_peer.get(&peer).copied().unwrap_or(0);
        if open.all >= self.most || (!shared && of_peer >= self.most_of_a_peer) {
            return None;
        }
        open.all += 1;
        open.by_peer.insert(peer, of_peer + 1);
        Some(Place {
            open: Arc::clone(&self.open),
            peer,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        if let Some(count) = open.by_peer.get_mut(&self.peer) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.by_peer.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_has_its_bound_a_proxy_only_the_sum_and_room_comes_back() {
        let admission = Admission::new(4, 2);
        let (a, b) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let first = admission.enter(a, false).unwrap();
        let _second = admission.enter(a, false).unwrap();
        assert!(admission.enter(a, false).is_none());
        let _proxied = [admission.enter(b, true).unwrap(), admission.enter(b, true).unwrap()];
        assert!(admission.enter(b, true).is_none(), "the sum");
        drop(first);
        assert!(admission.enter(a, false).is_some());
    }
}
