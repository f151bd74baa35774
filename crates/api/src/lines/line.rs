//! One listener: a socket, and what is still to be written to it.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::{Buf as _, Bytes};
use domain::id::{NudgeId, TournamentId};
use mio::net::TcpStream;

use crate::{
    client_counts::ClientPermit,
    frame::{Frame, Heartbeat, LAST_CHUNK},
    hub::Listener,
    measure::{End, OpenStream, lagged},
    places::Place,
    resume_point::ResumePoint,
};

/// A reader that takes nothing is cut at the first heartbeat after this.
const PATIENCE: Duration = Duration::from_secs(14);
/// What a listener may say at a time; it has nothing to say.
const CHATTER: usize = 4_096;

/// The listener is gone.
#[derive(Debug)]
pub(super) struct Gone;

/// One listener.
#[derive(Debug)]
pub(crate) struct Line {
    pub(super) socket: TcpStream,
    /// The tournament it watches; all of them, if none.
    pub(super) watched: Option<TournamentId>,
    until: Instant,
    resume_point: ResumePoint,
    /// What the socket did not take yet.
    rest: Bytes,
    stuck_since: Option<Instant>,
    /// Whether something was said that it did not hear.
    lagged: bool,
    counted: OpenStream,
    _place: Place,
    _permit: Arc<ClientPermit>,
}

impl Line {
    /// The socket of `listener`, whose lifetime begins now.
    pub(crate) fn new(socket: std::net::TcpStream, listener: &Listener, place: Place) -> Self {
        let now = Instant::now();
        let (watched, until) = (listener.watched, now + listener.lifetime());
        let socket = TcpStream::from_std(socket);
        let counted = OpenStream::new();
        Self {
            socket,
            watched,
            until,
            resume_point: ResumePoint::new(NudgeId(0), now),
            rest: Bytes::new(),
            stuck_since: None,
            lagged: false,
            counted,
            _place: place,
            _permit: Arc::clone(&listener.permit),
        }
    }

    /// The client was sent `id`: it resumes from there.
    pub(crate) fn resumes_from(&mut self, id: NudgeId, now: Instant) {
        self.resume_point = ResumePoint::new(id, now);
    }

    /// Writes a frame, as [`Line::say`] does.
    pub(super) fn frame(&mut self, frame: &Frame, now: Instant) -> Result<(), Gone> {
        if self.rest.is_empty() {
            self.resumes_from(frame.id, now);
        }
        self.say(&frame.chunk(self.watched))
    }

    /// Writes `bytes`, as far as the socket takes them; to one that is stuck nothing more is queued.
    pub(super) fn say(&mut self, bytes: &Bytes) -> Result<(), Gone> {
        if !self.rest.is_empty() {
            self.lagged = true;
            return Ok(());
        }
        match self.write(bytes)? {
            written if written == bytes.len() => {}
            written => {
                self.rest = bytes.slice(written..);
                self.stuck_since = Some(Instant::now());
            }
        }
        Ok(())
    }

    /// The socket takes more: writes what is left, and `resync` to who missed something meanwhile.
    pub(super) fn go_on(&mut self, resync: &Bytes) -> Result<(), Gone> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let rest = std::mem::take(&mut self.rest);
        let written = self.write(&rest)?;
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
        self.say(resync)
    }

    /// Writes a heartbeat, unless the listener stayed its time, or takes nothing.
    pub(super) fn beat(&mut self, heartbeat: &Heartbeat, now: Instant) -> Result<(), Gone> {
        if now >= self.until {
            return self.leave(&Bytes::new(), End::Expired);
        }
        if self.stuck_since.is_some_and(|since| now - since >= PATIENCE) {
            self.counted.ends(End::Stuck);
            return Err(Gone);
        }
        let chunk = heartbeat.chunk(&mut self.resume_point, now);
        self.say(chunk)
    }

    /// Ends the stream with these bytes; the listener is gone in any case.
    pub(super) fn leave(&mut self, farewell: &Bytes, end: End) -> Result<(), Gone> {
        self.counted.ends(end);
        if self.rest.is_empty() {
            let _ = self.write(&[farewell, LAST_CHUNK].concat());
        }
        Err(Gone)
    }

    /// Takes note of what came from the client: nothing, or the end.
    pub(super) fn listen(&mut self) -> Result<(), Gone> {
        let mut chatter = [0; CHATTER];
        let mut said = 0;
        loop {
            match self.socket.read(&mut chatter) {
                Ok(0) => return Err(Gone),
                Ok(read) => said += read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(Gone),
            }
            if said > CHATTER {
                return Err(Gone);
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, Gone> {
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
