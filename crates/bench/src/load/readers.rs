//! Many readers of event streams: one thread, one poll, little work for each.

use std::{
    io::{Read as _, Write as _},
    net::SocketAddr,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token, net::TcpStream};

use super::sockets;

/// How many connect between two reads.
const AT_ONCE: usize = 256;
/// The longest wait for any data.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Bytes that occur in every event.
const EVENT: &[u8] = b"\nevent: ";
/// Bytes that occur in every opening.
const OPENING: &[u8] = b"retry: ";

/// How readers connect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) to: SocketAddr,
    pub(crate) request: &'a [u8],
    /// The network they come from; see [`sockets::connect`].
    pub(crate) network: u8,
    pub(crate) receive_buffer: Option<usize>,
}

/// Connected readers.
pub(crate) struct Readers {
    poll: Poll,
    queue: Events,
    readers: Vec<Reader>,
    buffer: Vec<u8>,
    /// How many have received their opening.
    pub(crate) open: usize,
    /// How many events all of them have received.
    pub(crate) events: usize,
    /// How many were disconnected.
    pub(crate) ended: usize,
}

struct Reader {
    stream: TcpStream,
    asked: bool,
    open: bool,
}

impl Readers {
    pub(crate) fn new() -> Self {
        let (poll, queue) = (Poll::new().unwrap(), Events::with_capacity(1_024));
        Self { poll, queue, readers: Vec::new(), buffer: vec![0; 64 * 1_024], open: 0, events: 0, ended: 0 }
    }

    /// Connects `count` more and waits until all have received their opening. Returns how long that took.
    pub(crate) fn connect(&mut self, count: usize, plan: Plan<'_>) -> Duration {
        let began = Instant::now();
        let all = self.readers.len() + count;
        for number in 0..count {
            let mut stream = sockets::connect(plan.to, plan.network, number, plan.receive_buffer);
            let token = Token(self.readers.len());
            let interest = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut stream, token, interest).unwrap();
            self.readers.push(Reader { stream, asked: false, open: false });
            if number % AT_ONCE == AT_ONCE - 1 {
                self.take(plan.request, Duration::ZERO, &mut |_, _| ());
            }
        }
        while self.open + self.ended < all && began.elapsed() < TIMEOUT {
            self.take(plan.request, Duration::from_millis(100), &mut |_, _| ());
        }
        began.elapsed()
    }

    /// Reads until `done`, or until nothing more is expected; calls `heard` with each reader's bytes.
    pub(crate) fn read_until(
        &mut self,
        limit: Duration,
        mut heard: impl FnMut(usize, &[u8]),
        done: impl Fn(&Self) -> bool,
    ) -> Duration {
        let began = Instant::now();
        while !done(self) && began.elapsed() < limit {
            self.take(&[], Duration::from_millis(5), &mut heard);
        }
        began.elapsed()
    }

    /// Stops reading from all of them for good.
    pub(crate) fn stall(&mut self) {
        for reader in &mut self.readers {
            self.poll.registry().deregister(&mut reader.stream).unwrap();
        }
    }

    fn take(&mut self, request: &[u8], wait: Duration, heard: &mut impl FnMut(usize, &[u8])) {
        self.poll.poll(&mut self.queue, Some(wait)).unwrap();
        for event in &self.queue {
            let number = event.token().0;
            let reader = &mut self.readers[number];
            if !reader.asked && event.is_writable() {
                // A refused connection is detected by reading.
                reader.asked = reader.stream.write(request).is_ok_and(|written| written == request.len());
            }
            if event.is_readable() {
                let Came { opened, events, ended } = reader.read(&mut self.buffer, |bytes| heard(number, bytes));
                self.open += usize::from(opened);
                self.events += events;
                if ended {
                    self.ended += 1;
                    let _ = self.poll.registry().deregister(&mut reader.stream);
                }
            }
        }
    }
}

/// The result of a read.
#[derive(Default)]
struct Came {
    opened: bool,
    events: usize,
    ended: bool,
}

impl Reader {
    fn read(&mut self, buffer: &mut [u8], mut heard: impl FnMut(&[u8])) -> Came {
        let mut came = Came::default();
        loop {
            let read = match self.stream.read(buffer) {
                Ok(read @ 1..) => read,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return came,
                Ok(_) | Err(_) => return Came { ended: true, ..came },
            };
            let bytes = &buffer[..read];
            if !self.open && count(bytes, OPENING) > 0 {
                self.open = true;
                came.opened = true;
            } else {
                came.events += count(bytes, EVENT);
            }
            heard(bytes);
            // A short read emptied the socket: the next one would find nothing.
            if read < buffer.len() {
                return came;
            }
        }
    }
}

/// How often `what` occurs in `bytes`.
fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|window| *window == what).count()
}
