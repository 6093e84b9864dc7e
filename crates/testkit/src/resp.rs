//! The little of the Redis protocol that starting a server takes. Tests use a real client; this one exists so that the
//! testkit depends on none.

use core::time::Duration;
use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::ServerError;

/// Sends one command in a connection of its own and gives the raw reply, for callers to search in.
pub(crate) async fn ask(server: SocketAddr, command: &str) -> Result<String, ServerError> {
    let reply = timeout(PATIENCE, exchange(server, command))
        .await
        .unwrap_or_else(|late| Err(late.into()))
        .map_err(ServerError::io(format!("ask redis `{command}`")))?;
    if reply.starts_with('-') {
        return Err(ServerError::Refused {
            command: command.to_owned(),
            reply: reply.trim_end().to_owned(),
        });
    }
    Ok(reply)
}

/// After `QUIT` the server closes the connection, so the reply is all that comes and needs no parsing.
async fn exchange(server: SocketAddr, command: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(format!("{command}\r\nQUIT\r\n").as_bytes()).await?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await?;
    Ok(reply)
}

const PATIENCE: Duration = Duration::from_secs(2);
