//! Requests and answers as bytes.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long a single request may take before it counts as failed.
const TIMEOUT: Duration = Duration::from_secs(10);

/// An answer as it was received.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.lines().skip(1).filter_map(|line| line.split_once(": "))
    }
}

/// A GET with these header lines besides the usual ones, of which `accept` may be among them.
pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut text = format!("GET {path} HTTP/1.1\r\nhost: bench\r\nuser-agent: bench\r\n");
    if !headers.iter().any(|(name, _)| *name == "accept") {
        text.push_str("accept: */*\r\n");
    }
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// The length of a head, including its blank line.
pub(crate) fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// The length of the body after a head; a 304 has none.
pub(crate) fn body_length(head: &[u8]) -> usize {
    if head.get(9..12) == Some(b"304") {
        return 0;
    }
    let name = b"content-length: ";
    let at = head.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name));
    let digits = at.map(|at| head[at + name.len()..].iter().take_while(|byte| byte.is_ascii_digit()));
    digits.map_or(0, |digits| digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0')))
}

/// Sends one request over a new connection and reads its answer.
pub(crate) fn ask(address: SocketAddr, request: &[u8]) -> io::Result<Answer> {
    exchange(&mut connect(address)?, request)
}

/// A connection for consecutive requests.
pub(crate) fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    Ok(stream)
}

/// Sends one request over an existing connection and reads its answer.
pub(crate) fn exchange(stream: &mut TcpStream, request: &[u8]) -> io::Result<Answer> {
    stream.write_all(request)?;
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..read]);
        let Some(length) = head_length(&bytes) else { continue };
        if bytes.len() >= length + body_length(&bytes[..length]) {
            let body = bytes.split_off(length);
            return Ok(Answer { head: String::from_utf8_lossy(&bytes).into_owned(), body });
        }
    }
}

/// Opens an event stream and returns its first bytes: the head and the opening frame.
pub(crate) fn open_stream(address: SocketAddr, request: &[u8]) -> io::Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(request)?;
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\n\n\r\n") {
        bytes.extend(next_bytes(&mut stream)?);
    }
    Ok((stream, bytes))
}

/// The next bytes of a stream.
pub(crate) fn next_bytes(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut chunk = vec![0; 16 * 1024];
    let read = stream.read(&mut chunk)?;
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    chunk.truncate(read);
    Ok(chunk)
}
