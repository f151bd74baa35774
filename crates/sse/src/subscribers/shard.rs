//! One thread's subscribers, and the event loop over their sockets.

use std::{
    sync::{Arc, mpsc::Receiver},
    time::Instant,
};

use mio::{Events, Interest, Poll, Token, Waker};
use slab::Slab;

use super::{Command, Subscriber, subscriber::Gone};
use crate::{
    frame::{LAGGED_CHUNK, Opening, closing_chunk},
    metrics::End,
};

/// The token of the waker; subscribers' are their keys in the slab.
const WAKER: Token = Token(usize::MAX);
/// The most events handled at a time.
const EVENTS: usize = 1_024;

/// The subscribers of one thread.
pub(super) struct Shard {
    poll: Poll,
    commands: Receiver<Command>,
    subscribers: Slab<Subscriber>,
}

impl Shard {
    pub(super) fn new(commands: Receiver<Command>) -> std::io::Result<(Self, Arc<Waker>)> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        Ok((Self { poll, commands, subscribers: Slab::new() }, waker))
    }

    /// Runs until told to end, or until the sender of commands is dropped.
    pub(super) fn run(self) {
        self.run_with(Events::with_capacity(EVENTS));
    }

    fn run_with(mut self, mut events: Events) {
        loop {
            if let Err(error) = self.poll.poll(&mut events, None)
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(
                    %error,
                    "the event loop of a stream thread failed and its streams end: restart this process"
                );
                return;
            }
            for event in &events {
                if event.token() != WAKER {
                    self.handle_io(event.token().0, event.is_readable() || event.is_read_closed(), event.is_writable());
                }
            }
            while let Ok(command) = self.commands.try_recv() {
                if !self.handle_command(command) {
                    return;
                }
            }
        }
    }

    fn handle_io(&mut self, key: usize, readable: bool, writable: bool) {
        let Some(subscriber) = self.subscribers.get_mut(key) else { return };
        let gone = (readable && subscriber.on_readable().is_err())
            || (writable && subscriber.on_writable(&LAGGED_CHUNK).is_err());
        if gone {
            self.subscribers.remove(key);
        }
    }

    /// Handles a command; returns false when it was the last one.
    fn handle_command(&mut self, command: Command) -> bool {
        match command {
            Command::Join(subscriber, head, opening) => self.join(subscriber, &head, &opening),
            Command::Frame(frame) => {
                let now = Instant::now();
                self.broadcast(
                    |subscriber| {
                        if frame.concerns(subscriber.watched) { subscriber.frame(&frame, now) } else { Ok(()) }
                    },
                );
            }
            Command::Resync(bytes) => self.broadcast(|subscriber| subscriber.write(&bytes)),
            Command::Heartbeat(heartbeat) => {
                let now = Instant::now();
                self.broadcast(|subscriber| subscriber.heartbeat(&heartbeat, now));
            }
            Command::End => {
                self.broadcast(|subscriber| subscriber.close(&closing_chunk(), End::Stopped));
                return false;
            }
        }
        true
    }

    fn join(&mut self, subscriber: Subscriber, head: &[u8], opening: &Opening) {
        let entry = self.subscribers.vacant_entry();
        let token = Token(entry.key());
        let subscriber = entry.insert(subscriber);
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) = self.poll.registry().register(&mut subscriber.socket, token, interest) {
            tracing::warn!(%error, "a stream ends after its opening: the system does not watch its socket");
            self.subscribers.remove(token.0).open_and_close(head, opening);
        } else if subscriber.open(head, opening).is_err() {
            self.subscribers.remove(token.0);
        }
    }

    fn broadcast(&mut self, write: impl Fn(&mut Subscriber) -> Result<(), Gone>) {
        self.subscribers.retain(|_, subscriber| write(subscriber).is_ok());
    }
}

// Elsewhere, an event loop without room for events does not fail.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::{
        frame::Missed,
        subscribers::{
            start_one,
            tests::{NEWEST, assert_opened_and_closed, connected, join, read_to_end, shard, sockets},
        },
    };

    #[test]
    fn an_event_loop_that_fails_ends_its_streams_and_another_thread_serves_new_ones() {
        let (mut failing, handle) = shard();
        let sockets = sockets(vec![handle, start_one(1).unwrap()]);
        let open = join(&sockets);
        while let Ok(command) = failing.commands.try_recv() {
            assert!(failing.handle_command(command));
        }
        assert_eq!(failing.subscribers.len(), 1);
        // The system refuses to wait for no events (EINVAL).
        failing.run_with(Events::with_capacity(0));
        let text = read_to_end(open);
        assert!(text.contains("retry: ") && !text.ends_with("\r\n0\r\n\r\n"), "{text:?}");
        let clients: Vec<_> = (0..4).map(|_| join(&sockets)).collect();
        sockets.resync(&LAGGED_CHUNK);
        sockets.end();
        for client in clients {
            let text = read_to_end(client);
            assert!(text.contains("event: resync") && text.ends_with("\r\n0\r\n\r\n"), "{text:?}");
        }
    }

    #[test]
    fn a_stream_whose_socket_cannot_be_watched_ends_after_its_opening() {
        let (mut shard, _handle) = shard();
        let (mut subscriber, client) = connected();
        // The system refuses to watch a socket twice.
        shard.poll.registry().register(&mut subscriber.socket, Token(7), Interest::READABLE).unwrap();
        let opening = Opening { missed: Missed::Frames(Vec::new()), newest: NEWEST };
        assert!(shard.handle_command(Command::Join(subscriber, b"head\n".to_vec(), opening)));
        assert_opened_and_closed(client, "head\n", NEWEST);
        assert!(shard.subscribers.is_empty());
    }
}
