//! Heartbeats: a comment, or the newest id when a subscriber's is due for renewal.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use bytes::Bytes;
use domain::id::{NudgeId, TournamentId};

use super::{chunk, id_alone};
use crate::resume_point::ResumePoint;

/// The time between heartbeats; proxies are documented to see at most 20 s of silence.
pub const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(15);

/// A heartbeat is a comment without an empty line, after which some libraries raise a message.
const COMMENT: Bytes = Bytes::from_static(b": heartbeat\n");

static COMMENT_CHUNK: LazyLock<Bytes> = LazyLock::new(|| chunk(&COMMENT));

/// A heartbeat for all subscribers: a comment, or the newest id when a subscriber's is due for renewal.
#[derive(Clone, Debug)]
pub(crate) struct Heartbeat {
    newest: NudgeId,
    /// The current tournament, if it is known and there is one.
    current: Option<TournamentId>,
    id: Bytes,
    id_chunk: Bytes,
}

impl Heartbeat {
    pub(crate) fn new(newest: NudgeId, current: Option<TournamentId>) -> Self {
        let id = id_alone(newest);
        Self { newest, current, id_chunk: chunk(&id), id }
    }

    /// Whether another tournament than `watched` is current.
    pub(crate) fn has_moved_from(&self, watched: Option<TournamentId>) -> bool {
        self.current.is_some() && self.current != watched
    }

    /// The bytes for a subscriber whose client would resume from `point`.
    pub(crate) fn bytes(&self, point: &mut ResumePoint, now: Instant) -> Bytes {
        if point.renew(self.newest, now) { self.id.clone() } else { COMMENT }
    }

    /// The same as a chunk of an HTTP/1.1 body.
    pub(crate) fn chunk(&self, point: &mut ResumePoint, now: Instant) -> &Bytes {
        if point.renew(self.newest, now) { &self.id_chunk } else { &COMMENT_CHUNK }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume_point::RENEWED_AFTER;

    #[test]
    fn a_heartbeat_is_a_comment_or_a_due_id() {
        let now = Instant::now();
        let (mut fresh, mut old) = (ResumePoint::new(NudgeId(7), now), ResumePoint::new(NudgeId(7), now));
        let heartbeat = Heartbeat::new(NudgeId(9), None);
        assert_eq!(heartbeat.bytes(&mut fresh, now), ": heartbeat\n");
        assert_eq!(heartbeat.chunk(&mut fresh, now), "c\r\n: heartbeat\n\r\n");
        let later = now + RENEWED_AFTER;
        assert_eq!(heartbeat.bytes(&mut old.clone(), later), "id: 9\n\n");
        assert_eq!(heartbeat.chunk(&mut old, later), "7\r\nid: 9\n\n\r\n");
        assert_eq!(heartbeat.bytes(&mut old, later), ": heartbeat\n", "it was sent");
    }

    #[test]
    fn only_a_known_tournament_replaces_the_current_one() {
        let moved_to = |current: Option<i64>| {
            Heartbeat::new(NudgeId(9), current.map(TournamentId)).has_moved_from(Some(TournamentId(1)))
        };
        assert_eq!([None, Some(1), Some(2)].map(moved_to), [false, false, true]);
    }
}
