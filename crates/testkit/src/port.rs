//! Loopback ports that nobody else gets, from before the server starts until after it is gone.
//!
//! The usual way (bind port 0, read the number, close, hope) loses the port whenever another test asks in between, or
//! while the server is stopped. Here the socket that found the port stays bound, with `SO_REUSEADDR` and without
//! listening. On Linux a server that sets `SO_REUSEADDR` too, as Redis does, may bind beside it, while the kernel
//! gives a port that is bound at all neither to a bind of port 0 nor to an outgoing connection. Other systems do not
//! let both bind, so there the socket is closed at once.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

use crate::ServerError;

/// A port of 127.0.0.1 that is ours.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    _reservation: Option<TcpSocket>,
}

impl Port {
    pub(crate) fn reserve() -> Result<Self, ServerError> {
        let socket = TcpSocket::new_v4().map_err(ServerError::io("open a socket"))?;
        socket
            .set_reuseaddr(true)
            .map_err(ServerError::io("share a port with the server"))?;
        socket
            .bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .map_err(ServerError::io("reserve a loopback port"))?;
        let address = socket.local_addr().map_err(ServerError::io("read the reserved port"))?;
        Ok(Self {
            number: address.port(),
            _reservation: cfg!(target_os = "linux").then_some(socket),
        })
    }

    pub(crate) const fn number(&self) -> u16 {
        self.number
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.number))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{collections::HashSet, net::TcpListener};

    use super::*;

    #[test]
    fn a_server_can_listen_on_a_reserved_port() {
        let port = Port::reserve().unwrap();
        let server = TcpListener::bind(port.address()).unwrap();
        assert_eq!(server.local_addr().unwrap().port(), port.number());
    }

    #[test]
    fn no_reserved_port_is_given_twice() {
        let ports: Vec<Port> = (0..500).map(|_| Port::reserve().unwrap()).collect();
        let numbers: HashSet<u16> = ports.iter().map(Port::number).collect();
        assert_eq!(numbers.len(), ports.len());
    }
}
