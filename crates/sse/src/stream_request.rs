//! A request for the event stream: which tournament, where it resumes, and how long its stream lasts.

use std::{any::Any, fmt, sync::Arc, time::Duration};

use domain::id::{NudgeId, TournamentId};

use crate::frame::HEARTBEAT_INTERVAL;

/// The longest lifetime of a stream.
const MAX_LIFETIME: Duration = Duration::from_secs(600);
/// The share of it that is random, so that clients do not reconnect at the same time.
const LIFETIME_JITTER: f64 = 0.2;

/// A permit that counts an open stream until it is dropped; a stream keeps it while it is open.
#[derive(Clone)]
pub struct Guard(Arc<dyn Any + Send + Sync>);

impl Guard {
    /// Keeps `permit` until the last copy of this is dropped.
    pub fn new(permit: impl Send + Sync + 'static) -> Self {
        Self(Arc::new(permit))
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guard({} copies)", Arc::strong_count(&self.0))
    }
}

/// A client's request for the stream.
#[derive(Clone, Debug)]
pub struct StreamRequest {
    /// The watched tournament; all of them, if none.
    pub watched: Option<TournamentId>,
    /// The last id that a returning client saw.
    pub last: Option<NudgeId>,
    /// Whether the address was that of the current tournament. Such a stream ends when another one is current, for
    /// which the client has to reconnect.
    pub follows_current: bool,
    /// How long the clock alone lets the requested address lead to this tournament.
    pub most: Option<Duration>,
    /// Counts the stream among its client's.
    pub guard: Guard,
}

impl StreamRequest {
    /// How long the stream lasts. The first heartbeat after that ends it, so it lasts one interval longer at most.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        let spread = MAX_LIFETIME.mul_f64(LIFETIME_JITTER) - HEARTBEAT_INTERVAL;
        let lifetime = MAX_LIFETIME.mul_f64(1.0 - LIFETIME_JITTER) + spread.mul_f64(rand::random());
        self.most.map_or(lifetime, |most| most.min(lifetime))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_lasts_eight_to_ten_minutes_or_until_its_address_changes() {
        let guard = Guard::new(());
        let stream_request =
            |most| StreamRequest { watched: None, last: None, follows_current: false, most, guard: guard.clone() };
        for _ in 0..1_000 {
            let lifetime = stream_request(None).lifetime();
            assert!(
                lifetime >= Duration::from_secs(480) && lifetime + HEARTBEAT_INTERVAL <= MAX_LIFETIME,
                "{lifetime:?}"
            );
        }
        let soon = Duration::from_secs(5);
        assert_eq!(stream_request(Some(soon)).lifetime(), soon);
        assert!(stream_request(Some(Duration::from_secs(86_400))).lifetime() < MAX_LIFETIME);
    }

    #[test]
    fn the_permit_is_dropped_with_its_last_copy() {
        let permit = Arc::new(());
        let guard = Guard::new(Arc::clone(&permit));
        let copy = guard.clone();
        drop(guard);
        assert_eq!(Arc::strong_count(&permit), 2);
        drop(copy);
        assert_eq!(Arc::strong_count(&permit), 1);
    }
}
