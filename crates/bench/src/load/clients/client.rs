//! One client: sends a request, and reads its answer as it arrives.

use std::{
    io::{Read as _, Write as _},
    time::Instant,
};

use mio::net::TcpStream;

use crate::load::http::{body_length, head_length};

/// One client.
pub(super) struct Client {
    pub(super) stream: TcpStream,
    /// Since when the current request has been due.
    pub(super) asked: Option<Instant>,
    pub(super) head: Vec<u8>,
    /// How much of the body has not arrived yet; unknown before the head is complete.
    pub(super) left: Option<usize>,
    pub(super) sent: usize,
}

/// The result of a read.
pub(super) enum Came {
    Part,
    All,
    Nothing,
    End,
}

impl Client {
    pub(super) fn ask(&mut self, request: &[u8], due: Instant) {
        self.asked = Some(due);
        self.sent += 1;
        self.head.clear();
        self.left = None;
        // A request is smaller than any socket's buffer.
        if self.stream.write(request).is_err() {
            let _ = self.stream.shutdown(std::net::Shutdown::Both);
        }
    }

    /// The head of the answer that it has received.
    pub(super) fn head(&self) -> &[u8] {
        &self.head[..head_length(&self.head).unwrap_or_default()]
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Came {
        let read = match self.stream.read(buffer) {
            Ok(0) => return Came::End,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Came::Nothing,
            Err(_) => return Came::End,
        };
        let left = match self.left {
            Some(left) => left.saturating_sub(read),
            None => match self.begin(&buffer[..read]) {
                Some(left) => left,
                None => return Came::Part,
            },
        };
        self.left = Some(left);
        if left > 0 {
            return Came::Part;
        }
        self.asked = None;
        Came::All
    }

    /// Adds the first bytes of an answer; once the head is complete, returns how much of the body is missing.
    fn begin(&mut self, bytes: &[u8]) -> Option<usize> {
        self.head.extend_from_slice(bytes);
        let head = head_length(&self.head)?;
        Some((head + body_length(&self.head[..head])).saturating_sub(self.head.len()))
    }
}
