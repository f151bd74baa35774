//! A hand-written HTTP/1.1 client that shows exactly what arrives.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use sim::{Endpoint, Sim};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Requests an endpoint, naming the right game.
pub(crate) async fn ask(sim: &Sim, endpoint: Endpoint, query: &str) -> Reply {
    let target = format!("{}?title=age2{query}", endpoint.path());
    get(sim, &target).await.expect("an answer")
}

pub(crate) async fn json(sim: &Sim, endpoint: Endpoint, query: &str) -> Value {
    let reply = ask(sim, endpoint, query).await;
    assert_eq!(reply.status, 200);
    reply.json()
}

pub(crate) async fn get(sim: &Sim, target: &str) -> io::Result<Reply> {
    ask_with(sim.address(), target, "User-Agent: test/1 (hay@example.org)\r\n").await
}

/// Sends a request to `address`, with further headers, each a line.
pub(crate) async fn ask_with(address: SocketAddr, target: &str, headers: &str) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {target} HTTP/1.1\r\nHost: sim\r\n{headers}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    parsed(&bytes)
}

fn parsed(bytes: &[u8]) -> io::Result<Reply> {
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut reply = Reply { status: head[9..12].parse().map_err(|_| broken())?, head, body: bytes[end + 4..].to_vec() };
    if reply.header("transfer-encoding") == Some("chunked") {
        reply.body = joined(&reply.body).ok_or_else(broken)?;
    } else if let Some(length) = reply.header("content-length")
        && length.parse() != Ok(reply.body.len())
    {
        return Err(broken());
    }
    Ok(reply)
}

fn joined(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(str::from_utf8(&chunks[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunks.get(end + 2..end + 2 + size)?);
        chunks = chunks.get(end + 4 + size..)?;
    }
}
