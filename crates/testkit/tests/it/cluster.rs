//! A private Redis Cluster, through the cluster client.

use std::time::{Duration, Instant};

use redis::{
    AsyncCommands as _,
    cluster::{ClusterClient, ClusterClientBuilder},
};
use testkit::RedisCluster;

#[tokio::test]
async fn values_of_all_masters_are_written_and_read_back() {
    let begin = Instant::now();
    let cluster = RedisCluster::start().await.unwrap();
    println!("redis cluster started in {:?}", begin.elapsed());
    assert!(begin.elapsed() < PROMPT, "{:?}", begin.elapsed());

    let mut client = ClusterClient::new(cluster.urls())
        .unwrap()
        .get_async_connection()
        .await
        .unwrap();
    for number in 0..300 {
        let () = client.set(format!("order:{number}"), number).await.unwrap();
    }
    for number in 0..300 {
        assert_eq!(client.get::<_, i32>(format!("order:{number}")).await.unwrap(), number);
    }
    for node in cluster.nodes() {
        let mut node = redis::Client::open(node.url())
            .unwrap()
            .get_multiplexed_async_connection()
            .await
            .unwrap();
        let keys: usize = redis::cmd("DBSIZE").query_async(&mut node).await.unwrap();
        assert!(keys > 50, "each master has its share, this one has {keys}");
    }
}

#[tokio::test]
async fn every_node_is_a_master_that_knows_all_slots_and_nobody_else() {
    let cluster = RedisCluster::start().await.unwrap();
    for node in cluster.nodes() {
        let mut client = redis::Client::open(node.url())
            .unwrap()
            .get_multiplexed_async_connection()
            .await
            .unwrap();
        let nodes: String = redis::cmd("CLUSTER")
            .arg("NODES")
            .query_async(&mut client)
            .await
            .unwrap();
        let slots: Vec<&str> = nodes.lines().filter_map(|line| line.split(' ').nth(8)).collect();
        assert_eq!(nodes.lines().count(), 3, "{nodes}");
        assert!(
            nodes
                .lines()
                .all(|line| line.contains("master") && !line.contains("fail")),
            "{nodes}"
        );
        assert!(
            ["0-5460", "5461-10922", "10923-16383"]
                .iter()
                .all(|range| slots.contains(range)),
            "{nodes}"
        );
    }
}

#[tokio::test]
async fn a_killed_master_comes_back_with_its_data() {
    let mut cluster = RedisCluster::start().await.unwrap();
    let client = ClusterClientBuilder::new(cluster.urls()).retries(0).build().unwrap();
    let mut connection = client.get_async_connection().await.unwrap();
    // CRC16 of "foo" is slot 12182: the third master's.
    let () = connection.set("foo", "bar").await.unwrap();

    cluster.nodes_mut()[2].kill().await.unwrap();
    assert!(connection.get::<_, String>("foo").await.is_err());

    cluster.nodes_mut()[2].restart().await.unwrap();
    cluster.wait_until_ready().await.unwrap();
    let mut connection = client.get_async_connection().await.unwrap();
    assert_eq!(connection.get::<_, String>("foo").await.unwrap(), "bar");
}

/// Idle machines take a tenth of a second or less. More than this is not load, but a server that waits for something.
const PROMPT: Duration = Duration::from_secs(10);
