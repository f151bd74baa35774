//! What streams say, as bytes: frames, what comes before the first and after the last, and the chunks that carry them
//! over HTTP/1.1. Each is written once, however many hear it.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use domain::{
    id::{NudgeId, TournamentId},
    nudge::{Nudge, NudgeData, Scope},
};

/// What a browser waits before it comes back, in milliseconds, from and to.
const RETRY: std::ops::Range<u32> = 1_000..5_000;

/// A nudge as it goes over the wire.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) id: NudgeId,
    scope: Scope,
    pub(crate) bytes: Bytes,
    /// The bytes as a chunk of an HTTP/1.1 body.
    pub(crate) chunk: Bytes,
}

impl Frame {
    /// Whether somebody who watches `tournament` (or all of them) is concerned.
    pub(crate) fn concerns(&self, tournament: Option<TournamentId>) -> bool {
        tournament.is_none_or(|tournament| self.scope.concerns(tournament))
    }
}

impl From<Nudge> for Frame {
    fn from(nudge: Nudge) -> Self {
        // A value of ours always serializes.
        let data = serde_json::to_string(&NudgeData::from(&nudge)).unwrap_or_default();
        let text = format!("id: {}\nevent: {}\ndata: {data}\n\n", nudge.id, nudge.event.as_str());
        Self { id: nudge.id, scope: nudge.scope, chunk: chunk(text.as_bytes()), bytes: text.into() }
    }
}

/// What a listener missed.
#[derive(Debug)]
pub(crate) enum Missed {
    /// These, oldest first.
    Frames(Vec<Arc<Frame>>),
    /// More than is remembered.
    TooMuch,
}

/// The first bytes: when to come back, where we are, and what was missed.
pub(crate) fn opening(missed: &Missed, newest: NudgeId, watched: Option<TournamentId>) -> Vec<u8> {
    let mut text = format!("retry: {}\n", rand::random_range(RETRY)).into_bytes();
    match missed {
        Missed::Frames(frames) => {
            let concerning = frames.iter().filter(|frame| frame.concerns(watched)).map(|frame| &frame.bytes);
            let mut concerning = concerning.peekable();
            if concerning.peek().is_some() {
                text.push(b'\n');
            }
            concerning.for_each(|frame| text.extend_from_slice(frame));
            // An id without data moves the client's place and raises no event.
            text.extend_from_slice(format!("id: {newest}\n\n").as_bytes());
        }
        Missed::TooMuch => text.extend_from_slice(&resync(newest)),
    }
    text
}

/// Tells the client to refetch everything.
pub(crate) fn resync(newest: NudgeId) -> Bytes {
    format!("id: {newest}\nevent: resync\ndata: {{\"polled_at\":null,\"tournament_ids\":null}}\n\n").into()
}

/// A heartbeat. It moves the client's place on, past frames that did not concern it.
pub(crate) fn beat(newest: NudgeId) -> Bytes {
    format!("id: {newest}\n: beat\n\n").into()
}

/// Sent to a reader that lagged: everything up to now is to be refetched, wherever it is now.
pub(crate) const LAGGED: Bytes =
    Bytes::from_static(b"event: resync\ndata: {\"polled_at\":null,\"tournament_ids\":null}\n\n");

/// The same as a chunk of an HTTP/1.1 body.
pub(crate) static LAGGED_CHUNK: LazyLock<Bytes> = LazyLock::new(|| chunk(&LAGGED));

/// The farewell as such a chunk.
pub(crate) fn farewell_chunk() -> Bytes {
    chunk(&farewell())
}

/// The last bytes before the instance stops: come back, but not all at once.
pub(crate) fn farewell() -> Bytes {
    format!("retry: {}\n\n", rand::random_range(RETRY)).into()
}

/// `bytes` as one chunk of a body whose length is not told (RFC 9112, section 7.1).
pub(crate) fn chunk(bytes: &[u8]) -> Bytes {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat().into()
}

/// What ends such a body.
pub(crate) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

#[cfg(test)]
mod tests {
    use domain::{clock::Timestamp, nudge::Event};

    use super::*;

    #[test]
    fn a_frame_is_an_event_with_an_id() {
        let frame = Frame::from(Nudge {
            id: NudgeId(7),
            event: Event::Standings,
            polled_at: Timestamp::from_unix_seconds(1_780_000_000).unwrap(),
            told_at: Timestamp::from_unix_seconds(1_780_000_001).unwrap(),
            scope: Scope::only([TournamentId(3)]).unwrap(),
        });
        let text = "id: 7\nevent: standings\ndata: {\"polled_at\":\"2026-05-28T20:26:40Z\",\"tournament_ids\":[3]}\n\n";
        assert_eq!(frame.bytes, text);
        assert!(
            frame.concerns(None) && frame.concerns(Some(TournamentId(3))) && !frame.concerns(Some(TournamentId(4)))
        );
    }
}
