//! Binds the listening socket: which addresses and which port.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use api::Environment;
use tokio::net::{TcpListener, TcpSocket};

use crate::{Error, Settings};

/// The default port.
pub(crate) const DEFAULT: u16 = 8_000;
/// How many ports are tried in development.
const TRIED: u16 = 20;
/// The length of the accept queue. It must hold a crowd of viewers that reconnect at once.
const BACKLOG: u32 = 4_096;

/// Listens on the configured port; in development without one, on the first free port from 8000 on.
pub(crate) fn listen(settings: &Settings) -> Result<TcpListener, Error> {
    let (first, tries) = match settings.port {
        Some(port) => (port, 1),
        None if settings.environment == Environment::Development => (DEFAULT, TRIED),
        None => (DEFAULT, 1),
    };
    let mut refused = None;
    for port in (first..=u16::MAX).take(tries.into()) {
        match bind(settings.host.0, port) {
            Ok(listener) => {
                if refused.is_some() {
                    tracing::warn!("port {first} is taken; serving on {port} instead");
                }
                return Ok(listener);
            }
            Err(source) => refused = Some(source),
        }
    }
    let source = refused.unwrap_or_else(|| ErrorKind::AddrInUse.into());
    Err(Error::Port { port: first, source })
}

/// Binds `host`. Without one, binds all addresses of IPv4 and IPv6, or only of IPv4 on a machine without IPv6.
fn bind(host: Option<IpAddr>, port: u16) -> io::Result<TcpListener> {
    if let Some(host) = host {
        return bind_to(SocketAddr::new(host.to_canonical(), port));
    }
    match bind_to(SocketAddr::from((Ipv6Addr::UNSPECIFIED, port))) {
        // The port itself is the problem, so trying the other family is pointless.
        Err(error) if matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => Err(error),
        Err(_) => bind_to(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))),
        bound => bound,
    }
}

fn bind_to(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv6() { TcpSocket::new_v6()? } else { TcpSocket::new_v4()? };
    if address.is_ipv6() {
        // Make `::` accept IPv4 too, whatever the system's default is.
        rustix::net::sockopt::set_ipv6_v6only(&socket, !address.ip().is_unspecified())?;
    }
    // Allow binding a port that the previous process has just released.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The address to listen at, if one is configured. An `.env` file may set the name without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListenAddress(pub Option<IpAddr>);

impl std::str::FromStr for ListenAddress {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Some(text.trim()).filter(|text| !text.is_empty());
        named.map(str::parse).transpose().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    /// Whether the port accepts connections over IPv4 and over IPv6.
    async fn reached(port: u16) -> [bool; 2] {
        let by_v4 = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok();
        [by_v4, TcpStream::connect((Ipv6Addr::LOCALHOST, port)).await.is_ok()]
    }

    async fn reached_at(host: &str) -> [bool; 2] {
        let listener = bind(host.parse::<ListenAddress>().unwrap().0, 0).unwrap();
        reached(listener.local_addr().unwrap().port()).await
    }

    #[tokio::test]
    async fn both_families_are_listened_to_unless_an_address_is_named() {
        assert_eq!(reached_at("").await, [true, true]);
        assert_eq!(reached_at(" :: ").await, [true, true]);
        assert_eq!(reached_at("0.0.0.0").await, [true, false]);
        assert_eq!(reached_at("127.0.0.1").await, [true, false]);
        assert_eq!(reached_at("::ffff:127.0.0.1").await, [true, false]);
        assert_eq!(reached_at("::1").await, [false, true]);
        assert!("localhost".parse::<ListenAddress>().is_err());
    }

    #[tokio::test]
    async fn a_port_that_one_family_has_taken_is_taken() {
        for host in [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()] {
            let listener = bind(Some(host), 0).unwrap();
            let again = bind(None, listener.local_addr().unwrap().port());
            assert_eq!(again.map_err(|error| error.kind()).err(), Some(ErrorKind::AddrInUse), "{host}");
        }
    }
}
