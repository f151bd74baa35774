//! What a new subscriber is sent first: the reconnection time, the frames that it missed, and the id to resume from. It
//! is bounded, because it is kept for a client that does not read it.

use std::sync::Arc;

use bytes::Bytes;
use domain::id::{NudgeId, TournamentId};

use super::{Frame, RETRY, id_alone, resync};

/// The most bytes of missed frames, some five hundred of them; whoever missed more refetches everything. With the
/// response's head, an opening of this size is below the 64 KiB of a socket's send buffer.
const MOST_REPLAYED: usize = 60 * 1024;

/// What a subscriber missed.
#[derive(Debug)]
pub(crate) enum Missed {
    /// These frames, oldest first.
    Frames(Vec<Arc<Frame>>),
    /// More than the replay buffer holds.
    TooMuch,
}

/// What a new subscriber starts from.
#[derive(Debug)]
pub(crate) struct Opening {
    /// What the subscriber missed since it was last connected.
    pub(crate) missed: Missed,
    /// The newest nudge.
    pub(crate) newest: NudgeId,
}

impl Opening {
    /// The bytes for a subscriber of `watched` (or of all tournaments), 64 KiB at most. `retry` is part of the next
    /// event, because some libraries take an empty line for a message of its own.
    pub(crate) fn bytes(&self, watched: Option<TournamentId>) -> Bytes {
        let retry = format!("retry: {}\n", rand::random_range(RETRY));
        let rest = self.replayed(watched).unwrap_or_else(|| resync(self.newest));
        [retry.as_bytes(), &rest].concat().into()
    }

    /// The missed frames and the id to resume from, unless it is too much.
    fn replayed(&self, watched: Option<TournamentId>) -> Option<Bytes> {
        let Missed::Frames(frames) = &self.missed else { return None };
        let mut text = Vec::new();
        let mut last = None;
        for frame in frames.iter().filter(|frame| frame.concerns(watched)) {
            text.extend_from_slice(&frame.bytes(watched));
            if text.len() > MOST_REPLAYED {
                return None;
            }
            last = Some(frame.id);
        }
        if last != Some(self.newest) {
            text.extend_from_slice(&id_alone(self.newest));
        }
        Some(text.into())
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        nudge::{Event, Nudge, Scope},
    };

    use super::*;
    use crate::hub::REPLAY_FRAMES;

    /// As large as ids are.
    const FIRST: i64 = 1_780_000_000_000;
    const MOST_BYTES: usize = 64 * 1024;

    /// So many frames, each about the next of 16 tournaments.
    fn frames(count: usize) -> Vec<Arc<Frame>> {
        let at = Timestamp::from_unix_seconds(1_780_000_000).unwrap();
        let numbers = 0..i64::try_from(count).unwrap();
        let nudges = numbers.map(|number| Nudge {
            id: NudgeId(FIRST + number),
            event: Event::Live,
            polled_at: at,
            published_at: at,
            scope: Scope::one(TournamentId(number % 16)),
        });
        nudges.map(|nudge| Arc::new(Frame::from(nudge))).collect()
    }

    /// What a subscriber that missed these frames is sent after the reconnection time.
    fn sent(missed: &[Arc<Frame>], newest: NudgeId, watched: Option<TournamentId>) -> String {
        let bytes = Opening { missed: Missed::Frames(missed.to_vec()), newest }.bytes(watched);
        assert!(bytes.len() <= MOST_BYTES, "{} frames take {} bytes", missed.len(), bytes.len());
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (retry, rest) = text.split_once('\n').unwrap();
        let retry: u32 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
        assert!(RETRY.contains(&retry), "{retry}");
        rest.to_owned()
    }

    #[test]
    fn all_that_is_replayed_to_a_subscriber_of_everything_is_bounded() {
        let frames = frames(REPLAY_FRAMES);
        let newest = frames.last().unwrap().id;
        let text = format!("id: {newest}\nevent: resync\ndata: {{\"polled_at\":null,\"tournament_ids\":null}}\n\n");
        assert_eq!(sent(&frames, newest, None), text);
    }

    #[test]
    fn only_frames_that_concern_the_subscriber_count() {
        let frames = frames(REPLAY_FRAMES);
        let (newest, watched) = (frames.last().unwrap().id, Some(TournamentId(3)));
        let concerning = frames.iter().filter(|frame| frame.concerns(watched));
        let concerning = concerning.map(|frame| String::from_utf8(frame.bytes(watched).to_vec()).unwrap());
        let concerning: Vec<_> = concerning.collect();
        assert_eq!(concerning.len(), REPLAY_FRAMES / 16);
        assert_eq!(sent(&frames, newest, watched), format!("{}id: {newest}\n\n", concerning.concat()));
    }

    #[test]
    fn up_to_the_bound_every_frame_is_replayed() {
        let frames = frames(1_000);
        let newest = frames.last().unwrap().id;
        let replayed = |missed: usize| {
            let text = sent(&frames[1_000 - missed..], newest, None);
            match text.matches("event: live").count() {
                0 if missed > 0 => {
                    assert_eq!(text.as_bytes(), resync(newest), "{missed}");
                    false
                }
                events => {
                    assert_eq!(events, missed);
                    assert!(text.contains(&format!("id: {newest}\n")), "{missed}");
                    true
                }
            }
        };
        let most = (0..=1_000).take_while(|missed| replayed(*missed)).count();
        assert!((500..700).contains(&most), "{most}");
        assert!((most..=1_000).all(|missed| !replayed(missed)));
    }
}
