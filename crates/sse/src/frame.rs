//! The bytes of an event stream: its opening, frames and closing frame, and the HTTP/1.1 chunks that carry them. Each
//! frame is serialized once for all subscribers.

mod heartbeat;
mod opening;

use std::sync::LazyLock;

use bytes::Bytes;
use domain::{
    id::{NudgeId, TournamentId},
    nudge::{Nudge, NudgeData, Scope},
};

pub use heartbeat::HEARTBEAT_INTERVAL;

pub(crate) use heartbeat::Heartbeat;
pub(crate) use opening::{Missed, Opening};

/// How long a browser waits before it reconnects, in milliseconds, from and to.
const RETRY: std::ops::Range<u32> = 1_000..5_000;

/// The most tournaments that a frame names: above that, a subscriber of one tournament gets a frame that names only
/// that one.
const MOST_NAMED: usize = 50;

/// A nudge in wire format.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) id: NudgeId,
    nudge: Nudge,
    bytes: Bytes,
    /// The bytes as a chunk of an HTTP/1.1 body.
    chunk: Bytes,
}

impl Frame {
    /// Whether the nudge concerns a subscriber of `tournament` (or of all of them).
    pub(crate) fn concerns(&self, tournament: Option<TournamentId>) -> bool {
        tournament.is_none_or(|tournament| self.nudge.scope.concerns(tournament))
    }

    /// The bytes for a subscriber of `tournament` (or of all of them).
    pub(crate) fn bytes(&self, tournament: Option<TournamentId>) -> Bytes {
        self.of_one(tournament).map_or_else(|| self.bytes.clone(), Bytes::from)
    }

    /// The same as a chunk of an HTTP/1.1 body.
    pub(crate) fn chunk(&self, tournament: Option<TournamentId>) -> Bytes {
        self.of_one(tournament).map_or_else(|| self.chunk.clone(), |text| chunk(text.as_bytes()))
    }

    /// The text that names only one tournament, when there are too many to name all.
    fn of_one(&self, tournament: Option<TournamentId>) -> Option<String> {
        let scope = Scope::only(tournament.filter(|_| self.nudge.scope.named() > MOST_NAMED))?;
        let Nudge { id, event, polled_at, published_at, .. } = self.nudge;
        Some(text(&Nudge { id, event, polled_at, published_at, scope }))
    }
}

impl From<Nudge> for Frame {
    fn from(nudge: Nudge) -> Self {
        let text = text(&nudge);
        Self { id: nudge.id, chunk: chunk(text.as_bytes()), bytes: text.into(), nudge }
    }
}

fn text(nudge: &Nudge) -> String {
    // Our own values always serialize.
    let data = serde_json::to_string(&NudgeData::from(nudge)).unwrap_or_default();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", nudge.id, nudge.event.as_str())
}

/// A `resync` event, which tells the client to refetch everything.
pub(crate) fn resync(newest: NudgeId) -> Bytes {
    format!("id: {newest}\nevent: resync\ndata: {{\"polled_at\":null,\"tournament_ids\":null}}\n\n").into()
}

/// An id without data: it sets where the client resumes, and raises no event.
fn id_alone(newest: NudgeId) -> Bytes {
    format!("id: {newest}\n\n").into()
}

/// A `resync` without an id, for a reader that lagged: it has to refetch everything up to now.
pub(crate) const LAGGED: Bytes =
    Bytes::from_static(b"event: resync\ndata: {\"polled_at\":null,\"tournament_ids\":null}\n\n");

/// The same as a chunk of an HTTP/1.1 body.
pub(crate) static LAGGED_CHUNK: LazyLock<Bytes> = LazyLock::new(|| chunk(&LAGGED));

/// The closing frame as a chunk of an HTTP/1.1 body.
pub(crate) fn closing_chunk() -> Bytes {
    chunk(&closing_frame())
}

/// The last bytes before the instance stops: a random reconnection time, so that clients do not all return at once.
pub(crate) fn closing_frame() -> Bytes {
    format!("retry: {}\n", rand::random_range(RETRY)).into()
}

/// `bytes` as one chunk of a body of unknown length (RFC 9112, section 7.1).
pub(crate) fn chunk(bytes: &[u8]) -> Bytes {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat().into()
}

/// The end of such a body.
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
            published_at: Timestamp::from_unix_seconds(1_780_000_001).unwrap(),
            scope: Scope::one(TournamentId(3)),
        });
        let text = "id: 7\nevent: standings\ndata: {\"polled_at\":\"2026-05-28T20:26:40Z\",\"tournament_ids\":[3]}\n\n";
        assert_eq!((&frame.bytes(None), &frame.bytes(Some(TournamentId(3)))), (&text.into(), &text.into()));
        assert!(
            frame.concerns(None) && frame.concerns(Some(TournamentId(3))) && !frame.concerns(Some(TournamentId(4)))
        );
    }

    #[test]
    fn a_frame_about_many_tournaments_names_only_the_watched_one() {
        let frame = |most| {
            Frame::from(Nudge {
                id: NudgeId(7),
                event: Event::Live,
                polled_at: Timestamp::from_unix_seconds(1_780_000_000).unwrap(),
                published_at: Timestamp::from_unix_seconds(1_780_000_001).unwrap(),
                scope: Scope::only((1..=most).map(TournamentId)).unwrap(),
            })
        };
        let (few, many) = (frame(50), frame(51));
        assert_eq!(few.bytes(Some(TournamentId(3))), few.bytes(None));
        let text = "id: 7\nevent: live\ndata: {\"polled_at\":\"2026-05-28T20:26:40Z\",\"tournament_ids\":[3]}\n\n";
        assert_eq!(many.bytes(Some(TournamentId(3))), text);
        assert_eq!(many.chunk(Some(TournamentId(3))), chunk(text.as_bytes()));
        assert!(many.bytes(None).ends_with(b",50,51]}\n\n"), "whoever watches everything is told all of them");
    }
}
