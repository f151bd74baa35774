//! Merges games and observations into one event per instant.

use super::Known;
use crate::{clock::Timestamp, history::Observation};

impl Known<'_> {
    /// Games and observations by instant.
    pub(super) fn events(&self) -> impl Iterator<Item = Event> {
        let (mut log, mut during) = (self.log.iter().peekable(), self.during.iter().peekable());
        std::iter::from_fn(move || {
            let next = [log.peek().map(|point| point.completed_at), during.peek().map(|seen| seen.at)];
            let at = next.into_iter().flatten().min()?;
            let mut event = Event { at, observed: None, played: None, highest_played: None };
            while let Some(seen) = during.next_if(|seen| seen.at == at) {
                event.observed = Some(event.observed.map_or(*seen, |first| seen.over(first)));
            }
            while let Some(point) = log.next_if(|point| point.completed_at == at) {
                event.played = Some(point.rating);
                event.highest_played = event.highest_played.max(Some(point.rating));
            }
            Some(event)
        })
    }
}

/// The games and observations of one instant.
pub(super) struct Event {
    pub(super) at: Timestamp,
    pub(super) observed: Option<Observation>,
    /// The rating after the last game that ended then.
    pub(super) played: Option<i64>,
    /// The highest rating after a game that ended then.
    pub(super) highest_played: Option<i64>,
}

impl Observation {
    /// Merges two observations of one instant: the later one, with the greater peak of both.
    fn over(self, earlier: Self) -> Self {
        Self { peak: self.peak.max(earlier.peak), ..self }
    }
}
