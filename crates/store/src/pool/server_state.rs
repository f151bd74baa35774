//! What is known of the database's server, by whichever connection is the newest.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Instant,
};

use chrono::TimeDelta;
use domain::clock::Timestamp;

use super::introduction::Introduction;

/// The server's clock, by which times are told that several machines compare, and whether it takes writes. Shared by a
/// pool and its siblings.
#[derive(Clone, Debug, Default)]
pub struct ServerState(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// A time that was told, and when.
    time: Mutex<Option<(Timestamp, Instant)>>,
    is_read_only: AtomicBool,
}

impl ServerState {
    /// The time there; `None` before any connection was made. Off by half a round trip at most. It goes on by this
    /// machine's monotonic clock: setting the other one does not matter.
    #[must_use]
    pub fn now(&self) -> Option<Timestamp> {
        let (told, at) = (*self.0.time.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(told + TimeDelta::from_std(at.elapsed()).unwrap_or(TimeDelta::MAX))
    }

    /// Whether it takes no writes.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.0.is_read_only.load(Relaxed)
    }

    /// Notes what a new connection was told just now, and says so when the server takes writes no longer, or again.
    pub(super) fn told(&self, told: &Introduction) {
        let time = told.now + TimeDelta::from_std(told.took / 2).unwrap_or(TimeDelta::MAX);
        *self.0.time.lock().unwrap_or_else(PoisonError::into_inner) = Some((time, Instant::now()));
        if self.0.is_read_only.swap(told.is_read_only, Relaxed) == told.is_read_only {
            return;
        }
        if told.is_read_only {
            tracing::warn!("the database is read-only: a standby, or set so; trying for one that takes writes");
        } else {
            tracing::info!("the database takes writes again");
        }
    }
}
