//! A private Redis Cluster: three masters that serve all 16384 slots between them, without replicas.
//!
//! The usual way, `redis-cli --cluster create`, takes more than two seconds, because a master refuses writes for its
//! first two seconds whatever the cluster's state (`CLUSTER_WRITABLE_DELAY` in Redis' cluster.c: after a restart, a fail-
//! over may have happened elsewhere). A replica has no such delay. So each node starts as the replica of a master that
//! does not exist, out of a prepared `nodes.conf`, takes over from it, and forgets it: 0.15 s. Nothing of that is left in
//! the finished cluster.

mod layout;

use layout::Layout;

use crate::{Redis, ServerError, port::Port, redis::folder};

/// A Redis Cluster of one's own, on loopback ports, empty at first. Ends when dropped.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Redis>,
    _bus_ports: Vec<Port>,
}

impl RedisCluster {
    /// Starts three masters and waits until each serves its slots and knows the others.
    ///
    /// # Errors
    /// [`ServerError::NotInstalled`] with an install hint when there is no `redis-server`; otherwise what kept a node
    /// from starting or the cluster from forming.
    pub async fn start() -> Result<Self, ServerError> {
        let mut cluster = Self::prepare()?;
        for node in &mut cluster.nodes {
            node.spawn()?;
        }
        cluster.take_over().await?;
        cluster.forget_phantoms().await?;
        cluster.wait_until_ready().await?;
        Ok(cluster)
    }

    /// Three nodes that are not started yet, each with the layout in its folder.
    fn prepare() -> Result<Self, ServerError> {
        let ports = [Port::reserve()?, Port::reserve()?, Port::reserve()?];
        let bus_ports = vec![Port::reserve()?, Port::reserve()?, Port::reserve()?];
        let layout = Layout::new(ports.iter().zip(&bus_ports));
        let mut nodes = Vec::with_capacity(ports.len());
        for ((number, port), bus_port) in ports.into_iter().enumerate().zip(&bus_ports) {
            let folder = folder()?;
            layout
                .write(number, &folder)
                .map_err(ServerError::io("write a node's nodes.conf"))?;
            let options = [
                ("cluster-enabled", "yes".to_owned()),
                ("cluster-port", bus_port.number().to_string()),
                ("cluster-config-file", layout::FILE.to_owned()),
                // How long a silent node is waited for before the others call it failed.
                ("cluster-node-timeout", "2000".to_owned()),
            ];
            nodes.push(Redis::prepare(folder, port, options)?);
        }
        Ok(Self {
            nodes,
            _bus_ports: bus_ports,
        })
    }

    /// Makes the nodes masters of their slots. Not before each has answered the others: an answer from before the
    /// take-over that comes after the news of it would read as a master that steps down, with nobody in its place.
    async fn take_over(&mut self) -> Result<(), ServerError> {
        for node in &mut self.nodes {
            node.wait_until_ready().await?;
            node.wait_until("greet the others", "CLUSTER NODES", Layout::all_have_answered)
                .await?;
        }
        for node in &self.nodes {
            node.ask("CLUSTER FAILOVER TAKEOVER").await?;
        }
        Ok(())
    }

    /// Makes every node forget the masters that never were. Not before it has heard of every take-over: it would see
    /// slots that nobody serves, and being a master by now, refuse writes for the two seconds.
    async fn forget_phantoms(&mut self) -> Result<(), ServerError> {
        for node in &mut self.nodes {
            node.wait_until("hear of the others", "CLUSTER SLOTS", |reply| {
                !Layout::names_a_phantom(reply)
            })
            .await?;
            for phantom in Layout::phantoms() {
                node.ask(&format!("CLUSTER FORGET {phantom}")).await?;
            }
        }
        Ok(())
    }

    /// The nodes' `redis://` URLs; a client needs any one of them to find the others.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(Redis::url).collect()
    }

    /// The masters. The first serves the slots 0 to 5460, the second up to 10922, the third up to 16383.
    #[must_use]
    pub fn nodes(&self) -> &[Redis] {
        &self.nodes
    }

    /// The masters, to be stopped, killed, paused and restarted one by one. While one is away for more than two seconds,
    /// the others refuse every command with `CLUSTERDOWN`.
    pub fn nodes_mut(&mut self) -> &mut [Redis] {
        &mut self.nodes
    }

    /// Waits until every node says that the cluster is whole: after a restart that takes some seconds.
    ///
    /// # Errors
    /// When a node is not running, or the cluster does not heal within 30 s.
    pub async fn wait_until_ready(&mut self) -> Result<(), ServerError> {
        for node in &mut self.nodes {
            node.wait_until("find the cluster whole", "CLUSTER INFO", is_whole)
                .await?;
        }
        Ok(())
    }
}

/// Whether a node, by its `CLUSTER INFO`, finds every slot served by a master that it can reach.
fn is_whole(info: &str) -> bool {
    info.contains("cluster_state:ok")
}
