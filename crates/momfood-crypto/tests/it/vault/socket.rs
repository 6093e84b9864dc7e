//! A transport on a plain socket: what a service writes once around the HTTP client that it has.

use std::time::Duration;

use async_trait::async_trait;
use momfood_crypto::Secret;
use momfood_crypto::kms::{HttpError, HttpRequest, HttpResponse, HttpTransport, MAX_HTTP_RESPONSE_LEN};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Debug)]
pub(super) struct Socket {
    pub(super) timeout: Duration,
}

#[async_trait]
impl HttpTransport for Socket {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, HttpError> {
        match tokio::time::timeout(self.timeout, exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(HttpError::Timeout),
        }
    }
}

async fn exchange(request: HttpRequest<'_>) -> Result<HttpResponse, HttpError> {
    let (authority, path) = request.url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut head = format!("POST /{path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n");
    for (name, value) in request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", request.body.len());

    let mut stream = TcpStream::connect(authority).await.map_err(failed)?;
    stream.write_all(head.as_bytes()).await.map_err(failed)?;
    stream.write_all(request.body).await.map_err(failed)?;

    let most = MAX_HTTP_RESPONSE_LEN + 1024;
    let mut bytes = Vec::with_capacity(most + 1);
    let limit = u64::try_from(most + 1).unwrap();
    stream.take(limit).read_to_end(&mut bytes).await.map_err(failed)?;
    if bytes.len() > most {
        return Err(HttpError::TooLong);
    }
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or_else(|| failed("no head"))?;
    let status = std::str::from_utf8(&bytes[..end])
        .ok()
        .and_then(|head| head.get(9..12)?.parse().ok());
    Ok(HttpResponse {
        status: status.ok_or_else(|| failed("no status"))?,
        body: Secret::new(bytes.split_off(end + 4)),
    })
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> HttpError {
    HttpError::Failed(error.into())
}
