//! Clients that repeat one request over connections that stay open: one thread, one poll.

use std::{
    io::{Read as _, Write as _},
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token, net::TcpStream};

use super::{
    Latencies,
    http::{body_length, head_length},
    sockets,
};

/// How long a request may take before the clients give up.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long to sleep when nothing is due: the kernel timers' default resolution.
const NAP: Duration = Duration::from_micros(100);

/// When requests are sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// By each client as soon as it has its answer, for so long.
    Closed(Duration),
    /// The same, so many by each client.
    Each(usize),
    /// So many a second, whether or not answers come, for so long. A request without a free client counts from the
    /// moment it was due.
    Constant(u32, Duration),
}

/// The results.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    pub(crate) latencies: Latencies,
    pub(crate) errors: usize,
}

/// Connected clients.
pub(crate) struct Clients {
    poll: Poll,
    events: Events,
    clients: Vec<Client>,
    buffer: Vec<u8>,
}

/// One client.
struct Client {
    stream: TcpStream,
    /// Since when the current request has been due.
    asked: Option<Instant>,
    head: Vec<u8>,
    /// How much of the body has not arrived yet; unknown before the head is complete.
    left: Option<usize>,
    sent: usize,
}

impl Clients {
    /// Connects so many clients.
    pub(crate) fn connect(to: SocketAddr, count: usize) -> Self {
        let poll = Poll::new().unwrap();
        let mut clients = Self { poll, events: Events::with_capacity(1_024), clients: Vec::new(), buffer: Vec::new() };
        clients.buffer.resize(512 * 1_024, 0);
        for number in 0..count {
            let mut stream = sockets::connect(to, 0, number, None);
            clients.poll.registry().register(&mut stream, Token(number), Interest::READABLE).unwrap();
            clients.clients.push(Client { stream, asked: None, head: Vec::new(), left: None, sent: 0 });
            // Never more at once than the server's queue holds.
            if number % 500 == 499 {
                thread::sleep(Duration::from_millis(20));
            }
        }
        thread::sleep(Duration::from_millis(100));
        clients
    }

    /// Sends `request` at that pace, and waits for the answers.
    pub(crate) fn run(&mut self, request: &[u8], pace: Pace) -> Answered {
        let began = Instant::now();
        let mut answered = Answered::default();
        self.clients.iter_mut().for_each(|client| client.sent = 0);
        if let Pace::Constant(rate, time) = pace {
            self.constant(request, rate, time, &mut answered);
        } else {
            for client in &mut self.clients {
                client.ask(request, began);
            }
        }
        while self.clients.iter().any(|client| client.asked.is_some()) && began.elapsed() < TIMEOUT + pace.time() {
            self.take(Some(Duration::from_millis(100)), &mut answered, |client| {
                let again = match pace {
                    Pace::Closed(time) => began.elapsed() < time,
                    Pace::Each(count) => client.sent < count,
                    Pace::Constant(..) => false,
                };
                if again {
                    client.ask(request, Instant::now());
                }
            });
        }
        answered.errors += self.clients.iter().filter(|client| client.asked.is_some()).count();
        answered
    }

    /// Sends at a constant rate.
    fn constant(&mut self, request: &[u8], rate: u32, time: Duration, answered: &mut Answered) {
        let began = Instant::now();
        let gap = Duration::from_secs(1) / rate;
        let mut due = began;
        let mut next = 0;
        while began.elapsed() < time {
            self.take(Some(Duration::ZERO), answered, |_| ());
            let free = (0..self.clients.len()).map(|turn| (next + turn) % self.clients.len());
            if due <= Instant::now()
                && let Some(free) = free.into_iter().find(|free| self.clients[*free].asked.is_none())
            {
                self.clients[free].ask(request, due);
                next = free + 1;
                due += gap;
            } else {
                thread::sleep(NAP);
            }
        }
    }

    /// Reads what has arrived; calls `then` for each client whose answer is complete.
    fn take(&mut self, wait: Option<Duration>, answered: &mut Answered, mut then: impl FnMut(&mut Client)) {
        self.poll.poll(&mut self.events, wait).unwrap();
        for event in &self.events {
            let client = &mut self.clients[event.token().0];
            while let Some(asked) = client.asked {
                match client.read(&mut self.buffer) {
                    Came::Part => {}
                    Came::Nothing => break,
                    Came::All => {
                        answered.latencies.add(asked.elapsed());
                        answered.errors += usize::from(!matches!(client.head.get(9), Some(b'2' | b'3')));
                        then(client);
                    }
                    Came::End => {
                        answered.errors += 1;
                        client.asked = None;
                    }
                }
            }
        }
    }
}

impl Pace {
    fn time(self) -> Duration {
        match self {
            Self::Closed(time) | Self::Constant(_, time) => time,
            Self::Each(_) => Duration::ZERO,
        }
    }
}

/// The result of a read.
enum Came {
    Part,
    All,
    Nothing,
    End,
}

impl Client {
    fn ask(&mut self, request: &[u8], due: Instant) {
        self.asked = Some(due);
        self.sent += 1;
        self.head.clear();
        self.left = None;
        // A request is smaller than any socket's buffer.
        if self.stream.write(request).is_err() {
            let _ = self.stream.shutdown(std::net::Shutdown::Both);
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> Came {
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
