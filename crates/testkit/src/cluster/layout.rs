//! The `nodes.conf` that each node of the cluster starts from: three replicas of three masters that do not exist.
//!
//! One line a node: `id ip:port@bus-port flags master-id ping-sent pong-received epoch link-state slots…`, and at the end
//! the epochs. Redis writes and reads this file itself (clusterLoadConfig in its cluster.c, version 7.0).

use std::{fs, io};

use crate::{folder::Folder, port::Port};

/// Who is where.
#[derive(Debug)]
pub(crate) struct Layout {
    /// `ip:port@bus-port` of each node.
    addresses: Vec<String>,
}

impl Layout {
    /// Of each node's port for clients and port for the other nodes.
    pub(crate) fn new<'a>(ports: impl Iterator<Item = (&'a Port, &'a Port)>) -> Self {
        let addresses = ports.map(|(port, bus)| format!("{}@{}", port.address(), bus.number()));
        Self {
            addresses: addresses.collect(),
        }
    }

    /// The ids of the masters that do not exist.
    pub(crate) fn phantoms() -> impl Iterator<Item = String> {
        (0..SLOTS.len()).map(phantom)
    }

    /// Whether, by a node's `CLUSTER NODES`, both others have answered it: when they did so is not the 0 that we wrote.
    pub(crate) fn all_have_answered(reply: &str) -> bool {
        let others = reply.lines().filter(|line| line.contains(" slave "));
        others
            .filter(|line| line.split(' ').nth(5).is_some_and(|answered| answered != "0"))
            .count()
            == SLOTS.len() - 1
    }

    /// Whether a reply of `CLUSTER SLOTS` names a node that does not exist.
    pub(crate) fn names_a_phantom(reply: &str) -> bool {
        Self::phantoms().any(|phantom| reply.contains(&phantom))
    }

    /// Writes the file of the node `number` into its `folder`.
    pub(crate) fn write(&self, number: usize, folder: &Folder) -> io::Result<()> {
        let path = folder.path().join(FILE);
        fs::write(&path, self.text(number))?;
        folder.owner().own(&path)
    }

    fn text(&self, myself: usize) -> String {
        let mut lines = Vec::new();
        for (number, address) in self.addresses.iter().enumerate() {
            let flags = if number == myself { "myself,slave" } else { "slave" };
            lines.push(format!(
                "{} {address} {flags} {} 0 0 0 connected",
                node(number),
                phantom(number)
            ));
        }
        for (number, slots) in SLOTS.iter().enumerate() {
            // Nobody listens on port 1. Its owner's epoch must differ from the others' for the slots to be undisputed.
            let epoch = number + 1;
            lines.push(format!(
                "{} 127.0.0.1:1@1 master - 0 0 {epoch} connected {slots}",
                phantom(number)
            ));
        }
        lines.push(format!("vars currentEpoch {} lastVoteEpoch 0\n", SLOTS.len()));
        lines.join("\n")
    }
}

/// A node's id: 40 hexadecimal digits. Clusters never meet, so all may use the same.
fn node(number: usize) -> String {
    format!("{:0>40x}", 0xa00 + number)
}

fn phantom(number: usize) -> String {
    format!("{:0>40x}", 0xf00 + number)
}

pub(crate) const FILE: &str = "nodes.conf";

/// As `redis-cli --cluster create` deals them out to three masters.
const SLOTS: [&str; 3] = ["0-5460", "5461-10922", "10923-16383"];
