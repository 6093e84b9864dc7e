//! A private PostgreSQL, through sqlx.

use std::time::{Duration, Instant};

use sqlx::{Connection as _, PgConnection, postgres::PgPoolOptions};
use testkit::Postgres;
use tokio::time::timeout;

async fn dishes(postgres: &Postgres) -> Vec<String> {
    let mut client = PgConnection::connect(&postgres.url()).await.unwrap();
    sqlx::query_scalar("SELECT name FROM dish ORDER BY name")
        .fetch_all(&mut client)
        .await
        .unwrap()
}

async fn start_with_a_dish(name: &str) -> Postgres {
    let postgres = Postgres::start().await.unwrap();
    let mut client = PgConnection::connect(&postgres.url()).await.unwrap();
    sqlx::query("CREATE TABLE dish (name text NOT NULL)")
        .execute(&mut client)
        .await
        .unwrap();
    sqlx::query("INSERT INTO dish VALUES ($1)")
        .bind(name)
        .execute(&mut client)
        .await
        .unwrap();
    postgres
}

#[tokio::test]
async fn a_row_written_through_a_pool_is_read_back() {
    let begin = Instant::now();
    let postgres = start_with_a_dish("كبسة").await;
    println!("postgres started in {:?}", begin.elapsed());
    assert!(begin.elapsed() < PROMPT, "{:?}", begin.elapsed());
    let pool = PgPoolOptions::new()
        .max_connections(4)
        .connect(&postgres.url())
        .await
        .unwrap();
    let name: String = sqlx::query_scalar("SELECT name FROM dish")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(name, "كبسة");
}

#[tokio::test]
async fn two_servers_share_nothing() {
    let (first, second) = (start_with_a_dish("saleeg").await, start_with_a_dish("jareesh").await);
    assert_eq!(
        (dishes(&first).await, dishes(&second).await),
        (vec!["saleeg".into()], vec!["jareesh".into()])
    );
}

#[tokio::test]
async fn a_killed_server_comes_back_with_its_address_and_data() {
    let mut postgres = start_with_a_dish("mandi").await;
    let mut client = PgConnection::connect(&postgres.url()).await.unwrap();
    let (url, process) = (postgres.url(), postgres.pid().unwrap());

    postgres.kill().await.unwrap();
    assert!(
        client.ping().await.is_err(),
        "the process behind the connection is killed too"
    );
    assert!(PgConnection::connect(&url).await.is_err());
    assert!(postgres.pid().is_err());

    postgres.restart().await.unwrap();
    assert_eq!(postgres.url(), url);
    assert_ne!(postgres.pid().unwrap(), process);
    assert_eq!(dishes(&postgres).await, ["mandi"]);
}

#[tokio::test]
async fn a_server_stops_although_clients_are_connected_and_keeps_its_data() {
    let mut postgres = start_with_a_dish("thareed").await;
    let mut client = PgConnection::connect(&postgres.url()).await.unwrap();
    postgres.stop().await.unwrap();
    assert!(client.ping().await.is_err());
    postgres.restart().await.unwrap();
    assert_eq!(dishes(&postgres).await, ["thareed"]);
}

#[tokio::test]
async fn a_paused_server_is_silent_until_it_is_resumed() {
    let mut postgres = start_with_a_dish("harees").await;
    let mut client = PgConnection::connect(&postgres.url()).await.unwrap();
    postgres.pause().unwrap();
    let asked = tokio::spawn(async move { client.ping().await });
    assert!(timeout(SILENCE, PgConnection::connect(&postgres.url())).await.is_err());
    assert!(!asked.is_finished(), "open connections are silent too");
    postgres.resume().unwrap();
    timeout(PATIENCE, asked).await.unwrap().unwrap().unwrap();
}

const SILENCE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(10);
/// Idle machines take a tenth of a second or less. More than this is not load, but a server that waits for something.
const PROMPT: Duration = Duration::from_secs(10);
