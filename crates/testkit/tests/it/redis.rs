//! A private Redis, through the clients that the stores use.

use std::time::{Duration, Instant};

use deadpool_redis::{Config, Runtime};
use redis::{AsyncCommands as _, AsyncConnectionConfig, Client, RedisResult, aio::MultiplexedConnection};
use testkit::Redis;
use tokio::time::timeout;

/// A connection that waits for its answers as long as it takes: what is late on a busy machine is not wrong.
async fn connection(url: &str) -> RedisResult<MultiplexedConnection> {
    let patient = AsyncConnectionConfig::new()
        .set_connection_timeout(None)
        .set_response_timeout(None);
    Client::open(url)?
        .get_multiplexed_async_connection_with_config(&patient)
        .await
}

#[tokio::test]
async fn a_value_written_through_a_pool_is_read_back() {
    let begin = Instant::now();
    let redis = Redis::start().await.unwrap();
    println!("redis started in {:?}", begin.elapsed());
    assert!(begin.elapsed() < PROMPT, "{:?}", begin.elapsed());

    let pool = Config::from_url(redis.url())
        .create_pool(Some(Runtime::Tokio1))
        .unwrap();
    let mut writer = pool.get().await.unwrap();
    let () = writer.set("dish", "كبسة").await.unwrap();
    let mut reader = pool.get().await.unwrap();
    assert_eq!(reader.get::<_, String>("dish").await.unwrap(), "كبسة");
}

#[tokio::test]
async fn the_socket_reaches_the_same_server_as_the_port() {
    let redis = Redis::start().await.unwrap();
    let () = connection(&redis.url())
        .await
        .unwrap()
        .set("dish", "jareesh")
        .await
        .unwrap();
    let mut by_socket = connection(&redis.socket_url()).await.unwrap();
    assert_eq!(by_socket.get::<_, String>("dish").await.unwrap(), "jareesh");
}

#[tokio::test]
async fn two_servers_share_nothing() {
    let (first, second) = (Redis::start().await.unwrap(), Redis::start().await.unwrap());
    let () = connection(&first.url())
        .await
        .unwrap()
        .set("dish", "saleeg")
        .await
        .unwrap();
    assert!(
        !connection(&second.url())
            .await
            .unwrap()
            .exists::<_, bool>("dish")
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_killed_server_comes_back_with_its_address_and_data() {
    let mut redis = Redis::start().await.unwrap();
    let (url, process) = (redis.url(), redis.pid().unwrap());
    let () = connection(&url).await.unwrap().set("dish", "mandi").await.unwrap();

    redis.kill().await.unwrap();
    assert!(connection(&url).await.unwrap_err().is_connection_refusal());
    assert!(redis.pid().is_err());

    redis.restart().await.unwrap();
    assert_eq!(redis.url(), url);
    assert_ne!(redis.pid().unwrap(), process);
    assert_eq!(
        connection(&url).await.unwrap().get::<_, String>("dish").await.unwrap(),
        "mandi"
    );
}

#[tokio::test]
async fn a_stopped_server_comes_back_with_its_address_and_data() {
    let mut redis = Redis::start().await.unwrap();
    let () = connection(&redis.url())
        .await
        .unwrap()
        .set("dish", "thareed")
        .await
        .unwrap();
    redis.stop().await.unwrap();
    assert!(connection(&redis.url()).await.unwrap_err().is_connection_refusal());
    redis.restart().await.unwrap();
    assert_eq!(
        connection(&redis.url())
            .await
            .unwrap()
            .get::<_, String>("dish")
            .await
            .unwrap(),
        "thareed"
    );
}

#[tokio::test]
async fn a_paused_server_is_silent_until_it_is_resumed() {
    let mut redis = Redis::start().await.unwrap();
    let mut client = connection(&redis.url()).await.unwrap();
    redis.pause().unwrap();

    let asked = tokio::spawn(async move { client.set::<_, _, String>("dish", "harees").await });
    assert!(timeout(SILENCE, connection(&redis.url())).await.is_err());
    assert!(!asked.is_finished(), "open connections are silent too");

    redis.resume().unwrap();
    assert_eq!(timeout(PATIENCE, asked).await.unwrap().unwrap().unwrap(), "OK");
}

#[tokio::test]
async fn a_paused_server_can_be_stopped_and_killed() {
    let mut redis = Redis::start().await.unwrap();
    redis.pause().unwrap();
    redis.stop().await.unwrap();
    redis.restart().await.unwrap();
    redis.pause().unwrap();
    redis.kill().await.unwrap();
    assert!(redis.resume().is_err(), "there is nothing to resume");
}

const SILENCE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(10);
/// Idle machines take a tenth of a second or less. More than this is not load, but a server that waits for something.
const PROMPT: Duration = Duration::from_secs(10);
