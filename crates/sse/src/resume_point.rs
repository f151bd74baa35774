//! The `Last-Event-ID` of one subscriber: the id from which its client would resume, and when a heartbeat has to renew
//! it.
//!
//! Ids come with frames. A client whose tournament is quiet gets none, and would resume from an id that has left the
//! replay buffer. An id without data raises no event in a browser, but an empty message in some libraries
//! (`fetch-event-source`, `httpx-sse`), so it is sent rarely.

use std::time::{Duration, Instant};

use domain::id::NudgeId;

/// How long an id is kept at least before one without data replaces it.
pub(crate) const RENEWED_AFTER: Duration = Duration::from_secs(5 * 60);

/// The last id that a client was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResumePoint {
    id: NudgeId,
    sent_at: Instant,
}

impl ResumePoint {
    /// Records that `id` is sent now.
    pub(crate) fn new(id: NudgeId, now: Instant) -> Self {
        Self { id, sent_at: now }
    }

    /// Whether the heartbeat at `now` has to carry `newest`, which then counts as sent.
    pub(crate) fn renew(&mut self, newest: NudgeId, now: Instant) -> bool {
        let is_due = newest != self.id && now.saturating_duration_since(self.sent_at) >= RENEWED_AFTER;
        if is_due {
            *self = Self::new(newest, now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_renewed_after_five_minutes_if_there_is_a_newer_one() {
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        let mut point = ResumePoint::new(NudgeId(7), began);
        assert!(!point.renew(NudgeId(7), after(900)), "it is the newest");
        assert!(!point.renew(NudgeId(9), after(299)));
        assert!(point.renew(NudgeId(9), after(300)));
        assert!(!point.renew(NudgeId(12), after(599)), "not before another five minutes");
        assert!(point.renew(NudgeId(12), after(600)));
        point = ResumePoint::new(NudgeId(15), after(700));
        assert!(!point.renew(NudgeId(16), after(900)), "a frame renewed it");
        assert!(point.renew(NudgeId(16), after(1_000)));
    }
}
