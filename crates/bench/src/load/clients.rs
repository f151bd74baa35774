//! Clients that repeat one request over connections that stay open: one thread, one poll.

mod client;

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token};

use super::{Latencies, sockets};
use client::{Came, Client};

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
