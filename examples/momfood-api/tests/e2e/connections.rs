//! Below requests: clients that are slow, silent or many, and the end of the service.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{World, accepted};

async fn half_a_header(service: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(service).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ")
        .await
        .unwrap();
    stream
}

/// Everything the service says on this connection until it ends.
async fn spoken(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut said)).await;
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_finishes_its_headers_is_hung_up_on() {
    let world = World::start().await;
    let begun = Instant::now();
    let mut slow = half_a_header(world.address).await;
    spoken(&mut slow).await;
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    accepted(&world.visitor().get("/healthz").await.unwrap(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_connection_does_not_keep_the_service_from_stopping() {
    let world = World::start().await;
    let _slow = half_a_header(world.address).await;
    let begun = Instant::now();
    world.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_hides_its_length_is_cut_off_at_the_limit() {
    let world = World::start().await;
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    let head = "POST /auth/login HTTP/1.1\r\nHost: x\r\nUser-Agent: a\r\nAccept: */*\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [b"4000\r\n".as_slice(), &[b' '; 0x4000], b"\r\n"].concat();
    for _ in 0..8 {
        // It may hang up before all is sent.
        if stream.write_all(&chunk).await.is_err() {
            break;
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n").await;
    let _ = stream.shutdown().await;
    let said = spoken(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
    assert!(said.contains("PAYLOAD_TOO_LARGE"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_client_without_a_host_is_served() {
    let world = World::start().await;
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await.unwrap();
    let said = spoken(&mut stream).await;
    assert!(
        said.starts_with("HTTP/1.0 200") || said.starts_with("HTTP/1.1 200"),
        "{said}"
    );
}
