//! The loops that keep Postgres in step with the upstream, and say what changed.
//!
//! Each loop is a thin schedule around a public `tick`. It knows nothing of HTTP towards viewers.

mod broadcasts;
mod error;
mod leadership;
mod live;
mod matches;
mod measure;
mod outages;
mod progress;
mod publish;
mod reference;
mod run;
mod schedule;
mod selection;
mod settings;
mod stats;
mod sweep;
mod tick;
mod windows;

pub use broadcasts::{PlatformOff, TwitchPoll, YouTubePoll};
pub use error::Error;
pub use live::LivePoll;
pub use matches::MatchesPoll;
pub use outages::OUTAGES;
pub use reference::ReferencePoll;
pub use run::{Worker, run};
pub use selection::Selection;
pub use settings::Settings;
pub use stats::StatsPoll;
pub use sweep::Sweep;
pub use tick::{Outcome, Tick};
pub use windows::WindowsWatch;

use std::sync::{Arc, Mutex, PoisonError};

use domain::clock::SharedClock;
use relic::{Broadcasters, MatchTypes, Relic};
use store::Pool;

/// What every poll works with.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The upstream.
    pub relic: Relic,
    /// The database.
    pub pool: Pool,
    /// The time.
    pub clock: SharedClock,
    /// Which kind of match counts for which ladder, as the catalogue last told.
    pub match_types: Shared<MatchTypes>,
    /// Whose history to fetch next.
    pub selection: Shared<Selection>,
    /// The broadcasting platforms.
    pub broadcasters: Broadcasters,
}

impl Tools {
    /// Tools that start from the built-in match types, with every broadcasting platform off.
    #[must_use]
    pub fn new(relic: Relic, pool: Pool, clock: SharedClock) -> Self {
        let (match_types, selection) = (Shared::default(), Shared::default());
        Self { relic, pool, clock, match_types, selection, broadcasters: Broadcasters::default() }
    }

    /// The same with these platforms.
    #[must_use]
    pub fn with(self, broadcasters: Broadcasters) -> Self {
        Self { broadcasters, ..self }
    }
}

/// A value the loops share; held for moments only.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<Mutex<T>>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    /// Works on the value.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
