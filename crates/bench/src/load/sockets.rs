//! Client sockets: from several addresses of this machine, with segments as small as a network's.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use mio::net::TcpStream;
use rustix::{
    io::Errno,
    process::{Resource, Rlimit, getrlimit, setrlimit},
};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};

/// Connections from one address before the next one is used.
const PER_ADDRESS: usize = 1_000;
/// The size of an Ethernet segment; loopback's 64 KiB would give each connection megabytes of the kernel's memory.
const SEGMENT: u32 = 1_400;

/// Raises the limit of open files for this process, and those it starts, to the machine's maximum.
pub(crate) fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
}

/// Begins to connect the client of that number; the socket is not writable yet. Networks are numbered from 0; clients
/// of different ones never share an address.
pub(crate) fn connect(to: SocketAddr, network: u8, number: usize, receive_buffer: Option<usize>) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).unwrap();
    socket.set_nonblocking(true).unwrap();
    socket.set_tcp_mss(SEGMENT).unwrap();
    socket.set_tcp_nodelay(true).unwrap();
    if let Some(size) = receive_buffer {
        socket.set_recv_buffer_size(size).unwrap();
    }
    let host = u8::try_from(number / PER_ADDRESS + 2).unwrap();
    let from = SocketAddr::from((Ipv4Addr::new(127, 0, network, host), 0));
    socket.bind(&SockAddr::from(from)).unwrap();
    let begun = socket.connect(&SockAddr::from(to));
    let is_under_way = |error: &io::Error| error.raw_os_error() == Some(Errno::INPROGRESS.raw_os_error());
    begun.or_else(|error| if is_under_way(&error) { Ok(()) } else { Err(error) }).unwrap();
    TcpStream::from_std(socket.into())
}
