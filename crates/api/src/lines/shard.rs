//! One thread's listeners.

use std::{
    sync::{Arc, mpsc::Receiver},
    time::Instant,
};

use bytes::Bytes;
use mio::{Events, Interest, Poll, Token, Waker};
use slab::Slab;

use super::{Line, Word, line::Gone};
use crate::{
    frame::{LAGGED_CHUNK, farewell_chunk},
    measure::End,
};

/// The token of the waker; listeners' are their places in the slab.
const WORDS: Token = Token(usize::MAX);
/// Events taken at a time.
const EVENTS: usize = 1_024;

/// The listeners of one thread.
pub(super) struct Shard {
    poll: Poll,
    words: Receiver<Word>,
    lines: Slab<Line>,
}

impl Shard {
    pub(super) fn new(words: Receiver<Word>) -> std::io::Result<(Self, Arc<Waker>)> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WORDS)?);
        Ok((Self { poll, words, lines: Slab::new() }, waker))
    }

    /// Serves until told to end, or nobody is left to tell.
    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        loop {
            if let Err(error) = self.poll.poll(&mut events, None)
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "streams cannot be watched any longer");
                return;
            }
            for event in &events {
                if event.token() != WORDS {
                    self.attend(event.token().0, event.is_readable() || event.is_read_closed(), event.is_writable());
                }
            }
            while let Ok(word) = self.words.try_recv() {
                if !self.hear(word) {
                    return;
                }
            }
        }
    }

    fn attend(&mut self, key: usize, readable: bool, writable: bool) {
        let Some(line) = self.lines.get_mut(key) else { return };
        let gone = (readable && line.listen().is_err()) || (writable && line.go_on(&LAGGED_CHUNK).is_err());
        if gone {
            self.lines.remove(key);
        }
    }

    /// Does what is said; false at the end.
    fn hear(&mut self, word: Word) -> bool {
        match word {
            Word::Join(line, opening) => self.join(line, &opening),
            Word::Frame(frame) => {
                let now = Instant::now();
                self.tell(|line| if frame.concerns(line.watched) { line.frame(&frame, now) } else { Ok(()) });
            }
            Word::Resync(bytes) => self.tell(|line| line.say(&bytes)),
            Word::Beat(heartbeat) => {
                let now = Instant::now();
                self.tell(|line| line.beat(&heartbeat, now));
            }
            Word::End => {
                self.tell(|line| line.leave(&farewell_chunk(), End::Stopped));
                return false;
            }
        }
        true
    }

    fn join(&mut self, line: Line, opening: &Bytes) {
        let entry = self.lines.vacant_entry();
        let token = Token(entry.key());
        let line = entry.insert(line);
        let interest = Interest::READABLE | Interest::WRITABLE;
        let joined = self.poll.registry().register(&mut line.socket, token, interest).is_ok();
        if !joined || line.say(opening).is_err() {
            self.lines.remove(token.0);
        }
    }

    fn tell(&mut self, say: impl Fn(&mut Line) -> Result<(), Gone>) {
        self.lines.retain(|_, line| say(line).is_ok());
    }
}
