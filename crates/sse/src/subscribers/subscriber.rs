//! One subscriber: a socket, and the bytes that it has not taken yet.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    time::{Duration, Instant},
};

use bytes::{Buf as _, Bytes};
use domain::id::{NudgeId, TournamentId};
use mio::net::TcpStream;

use crate::{
    Guard, StreamRequest,
    frame::{Frame, Heartbeat, LAGGED_CHUNK, LAST_CHUNK, Opening, chunk, closing_chunk},
    metrics::{End, OpenStream, lagged},
    resume_point::ResumePoint,
};

/// A subscriber that takes no bytes for this long is disconnected at the next heartbeat.
const WRITE_TIMEOUT: Duration = Duration::from_secs(14);
/// The most bytes that a client may send at a time; the protocol has it send none.
const MAX_CLIENT_BYTES: usize = 4_096;

/// The subscriber is gone.
#[derive(Debug)]
pub(super) struct Gone;

/// One subscriber.
#[derive(Debug)]
pub struct Subscriber {
    pub(super) socket: TcpStream,
    /// The tournament it watches; all of them, if none.
    pub(super) watched: Option<TournamentId>,
    follows_current: bool,
    until: Instant,
    resume_point: ResumePoint,
    /// What the socket did not take yet.
    rest: Bytes,
    stuck_since: Option<Instant>,
    /// Whether frames were dropped because the socket was full.
    lagged: bool,
    counted: OpenStream,
    _connection: Guard,
    _stream: Guard,
}

impl Subscriber {
    /// Creates a subscriber, whose lifetime begins now; `connection` counts it among its client's connections.
    #[must_use]
    pub fn new(socket: std::net::TcpStream, stream_request: &StreamRequest, connection: Guard) -> Self {
        let now = Instant::now();
        let (watched, until) = (stream_request.watched, now + stream_request.lifetime());
        let socket = TcpStream::from_std(socket);
        let counted = OpenStream::new();
        Self {
            socket,
            watched,
            follows_current: stream_request.follows_current,
            until,
            resume_point: ResumePoint::new(NudgeId(0), now),
            rest: Bytes::new(),
            stuck_since: None,
            lagged: false,
            counted,
            _connection: connection,
            _stream: stream_request.guard.clone(),
        }
    }

    /// Records that the client was sent `id`, from which it would resume.
    pub(crate) fn resumes_from(&mut self, id: NudgeId, now: Instant) {
        self.resume_point = ResumePoint::new(id, now);
    }

    /// Writes the response's head and the opening.
    pub(super) fn open(&mut self, head: &[u8], opening: &Opening) -> Result<(), Gone> {
        let opening = chunk(&opening.bytes(self.watched));
        self.write(&Bytes::from([head, &opening].concat()))
    }

    /// Writes the response's head, the opening and the end: nobody will write anything else. The client reconnects.
    pub(crate) fn open_and_close(mut self, head: &[u8], opening: &Opening) {
        if self.open(head, opening).is_ok() {
            let _ = self.close(&closing_chunk(), End::Stopped);
        }
    }

    /// Writes a frame, as [`Subscriber::write`] does.
    pub(super) fn frame(&mut self, frame: &Frame, now: Instant) -> Result<(), Gone> {
        if self.rest.is_empty() {
            self.resumes_from(frame.id, now);
        }
        self.write(&frame.chunk(self.watched))
    }

    /// Writes `bytes` as far as the socket takes them; queues nothing for a socket that is stuck.
    pub(super) fn write(&mut self, bytes: &Bytes) -> Result<(), Gone> {
        if !self.rest.is_empty() {
            self.lagged = true;
            return Ok(());
        }
        match self.write_now(bytes)? {
            written if written == bytes.len() => {}
            written => {
                self.rest = bytes.slice(written..);
                self.stuck_since = Some(Instant::now());
            }
        }
        Ok(())
    }

    /// Writes what is left once the socket takes more, and `resync` if frames were dropped meanwhile.
    pub(super) fn on_writable(&mut self, resync: &Bytes) -> Result<(), Gone> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let rest = std::mem::take(&mut self.rest);
        let written = self.write_now(&rest)?;
        if written > 0 {
            self.stuck_since = Some(Instant::now());
        }
        self.rest = rest;
        self.rest.advance(written);
        if !self.rest.is_empty() {
            return Ok(());
        }
        self.stuck_since = None;
        if !std::mem::take(&mut self.lagged) {
            return Ok(());
        }
        lagged();
        self.write(resync)
    }

    /// Writes a heartbeat, unless the lifetime is over or the socket takes nothing. The stream of a tournament that is
    /// no longer current ends with a `resync`, because its client missed what happened to the one that is.
    pub(super) fn heartbeat(&mut self, heartbeat: &Heartbeat, now: Instant) -> Result<(), Gone> {
        // A full socket would not take the `resync`: the next heartbeat tries again.
        if self.follows_current && self.rest.is_empty() && heartbeat.has_moved_from(self.watched) {
            return self.close(&LAGGED_CHUNK, End::Expired);
        }
        if now >= self.until {
            return self.close(&Bytes::new(), End::Expired);
        }
        if self.stuck_since.is_some_and(|since| now - since >= WRITE_TIMEOUT) {
            self.counted.ends(End::Stuck);
            return Err(Gone);
        }
        // A client that takes nothing needs no heartbeat, and is not behind for having missed one.
        if !self.rest.is_empty() {
            return Ok(());
        }
        let chunk = heartbeat.chunk(&mut self.resume_point, now);
        self.write(chunk)
    }

    /// Ends the stream with these bytes and always returns [`Gone`].
    pub(super) fn close(&mut self, last: &Bytes, end: End) -> Result<(), Gone> {
        self.counted.ends(end);
        if self.rest.is_empty() {
            let _ = self.write_now(&[last, LAST_CHUNK].concat());
        }
        Err(Gone)
    }

    /// Discards what the client sent, and detects that it closed the connection.
    pub(super) fn on_readable(&mut self) -> Result<(), Gone> {
        let mut received = [0; MAX_CLIENT_BYTES];
        let mut count = 0;
        loop {
            match self.socket.read(&mut received) {
                Ok(0) => return Err(Gone),
                Ok(read) => count += read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(Gone),
            }
            if count > MAX_CLIENT_BYTES {
                return Err(Gone);
            }
        }
    }

    fn write_now(&mut self, bytes: &[u8]) -> Result<usize, Gone> {
        let mut written = 0;
        while written < bytes.len() {
            match self.socket.write(&bytes[written..]) {
                Ok(0) => return Err(Gone),
                Ok(some) => written += some,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(Gone),
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::subscribers::tests::{connected, read_to_end};

    /// Writes to a subscriber until its socket is full; returns how many bytes.
    fn fill(subscriber: &mut Subscriber) -> usize {
        let frame = Bytes::from(vec![b'x'; 1 << 20]);
        let mut sent = 0;
        while subscriber.rest.is_empty() {
            subscriber.write(&frame).unwrap();
            sent += frame.len();
        }
        sent
    }

    /// Writes what is left, while its client reads.
    fn drain(subscriber: &mut Subscriber) {
        while !subscriber.rest.is_empty() {
            subscriber.on_writable(&LAGGED_CHUNK).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn a_heartbeat_for_which_there_is_no_room_costs_no_resync() {
        let (mut subscriber, mut client) = connected();
        let sent = fill(&mut subscriber);
        subscriber.heartbeat(&Heartbeat::new(NudgeId(1), None), Instant::now()).unwrap();
        let reading = thread::spawn(move || {
            client.read_exact(&mut vec![0; sent]).unwrap();
            client.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            client.read(&mut [0; 16]).unwrap_err().kind()
        });
        drain(&mut subscriber);
        assert_eq!(reading.join().unwrap(), ErrorKind::WouldBlock, "nothing follows the frames");
    }

    #[test]
    fn a_follower_without_room_for_the_resync_gets_it_at_a_later_heartbeat() {
        let (mut subscriber, mut client) = connected();
        subscriber.follows_current = true;
        let sent = fill(&mut subscriber);
        let moved = Heartbeat::new(NudgeId(1), Some(TournamentId(2)));
        subscriber.heartbeat(&moved, Instant::now()).expect("it is not ended yet");
        let reading = thread::spawn(move || {
            client.read_exact(&mut vec![0; sent]).unwrap();
            client
        });
        drain(&mut subscriber);
        let client = reading.join().unwrap();
        assert!(subscriber.heartbeat(&moved, Instant::now()).is_err(), "it is ended");
        drop(subscriber);
        let end = [&LAGGED_CHUNK[..], LAST_CHUNK].concat();
        assert_eq!(read_to_end(client).as_bytes(), end);
    }
}
