//! Clients that send requests over connections that stay open: one thread, one poll.

mod client;
mod schedule;

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token};

use super::{Latencies, sockets};
use client::{Came, Client};
use schedule::Constant;
pub(crate) use schedule::Schedule;

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
        let time = match pace {
            Pace::Constant(rate, time) => return self.follow(&mut Constant::new(request, rate), time),
            Pace::Closed(time) => time,
            Pace::Each(_) => Duration::ZERO,
        };
        for client in &mut self.clients {
            client.sent = 0;
            client.ask(request, began);
        }
        let mut answered = Answered::default();
        self.await_all(began + time, &mut answered, |_, client| {
            let again = if let Pace::Each(count) = pace { client.sent < count } else { began.elapsed() < time };
            if again {
                client.ask(request, Instant::now());
            }
        });
        answered
    }

    /// Sends what `schedule` says is due, over whichever connection is free, for so long, and waits for the answers.
    pub(crate) fn follow(&mut self, schedule: &mut impl Schedule, time: Duration) -> Answered {
        let began = Instant::now();
        let mut answered = Answered::default();
        let mut next = 0;
        while began.elapsed() < time {
            self.take(Duration::ZERO, &mut answered, |number, client| schedule.answered(number, client.head()));
            let mut free = (0..self.clients.len()).map(|turn| (next + turn) % self.clients.len());
            if let Some(free) = free.find(|free| self.clients[*free].asked.is_none())
                && let Some((due, request)) = schedule.next(Instant::now(), free)
            {
                self.clients[free].ask(&request, due);
                next = free + 1;
            } else {
                thread::sleep(NAP);
            }
        }
        self.await_all(began + time, &mut answered, |number, client| schedule.answered(number, client.head()));
        answered
    }

    /// Waits until every client has its answer, long after `end` at the latest.
    fn await_all(&mut self, end: Instant, answered: &mut Answered, mut then: impl FnMut(usize, &mut Client)) {
        while self.clients.iter().any(|client| client.asked.is_some()) && Instant::now() < end + TIMEOUT {
            self.take(Duration::from_millis(100), answered, &mut then);
        }
        answered.errors += self.clients.iter().filter(|client| client.asked.is_some()).count();
    }

    /// Reads what has arrived; calls `then` with the number of each client whose answer is complete.
    fn take(&mut self, wait: Duration, answered: &mut Answered, mut then: impl FnMut(usize, &mut Client)) {
        self.poll.poll(&mut self.events, Some(wait)).unwrap();
        for event in &self.events {
            let number = event.token().0;
            let client = &mut self.clients[number];
            while let Some(asked) = client.asked {
                match client.read(&mut self.buffer) {
                    Came::Part => {}
                    Came::Nothing => break,
                    Came::All => {
                        answered.latencies.add(asked.elapsed());
                        answered.errors += usize::from(!matches!(client.head.get(9), Some(b'2' | b'3')));
                        then(number, client);
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
