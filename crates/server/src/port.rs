//! The port to serve on.

use std::net::{Ipv4Addr, SocketAddr};

use api::Environment;
use tokio::net::{TcpListener, TcpSocket};

use crate::{Error, Settings};

const DEFAULT: u16 = 8_000;
/// How many ports are tried in development.
const TRIED: u16 = 20;
/// Connections waiting to be accepted: a crowd that comes back at once must find room.
const BACKLOG: u32 = 4_096;

/// Listens on the port asked for; in development, when none is, on the first free one from 8000 on.
pub(crate) fn listen(settings: &Settings) -> Result<TcpListener, Error> {
    let (first, tries) = match settings.port {
        Some(port) => (port, 1),
        None if settings.environment == Environment::Development => (DEFAULT, TRIED),
        None => (DEFAULT, 1),
    };
    let mut refused = None;
    for port in (first..=u16::MAX).take(tries.into()) {
        match bind(port) {
            Ok(listener) => {
                if refused.is_some() {
                    tracing::warn!("port {first} is taken; serving on {port} instead");
                }
                return Ok(listener);
            }
            Err(source) => refused = Some(source),
        }
    }
    let source = refused.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into());
    Err(Error::Port { port: first, source })
}

fn bind(port: u16) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // A port just left by the process before us is free.
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))?;
    socket.listen(BACKLOG)
}
