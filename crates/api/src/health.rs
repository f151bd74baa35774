//! Whether this process can do its work, and whether what it shows is of today.
//!
//! The database is looked at once a second at most, however many ask, over the connections that serve reads.

use std::time::{Duration, Instant};

use domain::{clock::SharedClock, id::NudgeId};
use store::{
    Pool, nudges,
    poll_status::{PollTimes, StatusRow},
};

use crate::cache_entry::CacheEntry;

/// The database has this long to answer; whoever asks after the health is answered a little later at most.
const TIMEOUT: Duration = Duration::from_millis(250);
/// A database that answered a read within this time is up, though all connections are busy just now.
const LATELY: Duration = Duration::from_secs(2);

/// What this process does, and how old what polls bring may grow, whoever makes them.
#[derive(Clone, Debug, Default)]
pub struct Duties {
    /// It polls the upstream.
    pub polls: bool,
    /// It serves reads and the event stream.
    pub serves: bool,
    /// The age of its last success from which on each poll is late.
    pub age_limits: Vec<(StatusRow, Duration)>,
}

/// How the database is, as those see it who read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Database {
    /// It answers.
    Up,
    /// It answers, and takes no writes: a standby, or set so.
    ReadOnly,
    /// It answers, but nobody has run the migrations.
    SchemaMissing,
    /// It does not answer.
    #[default]
    Down,
}

impl Database {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::ReadOnly => "read-only",
            Self::SchemaMissing => "schema missing",
            Self::Down => "down",
        }
    }
}

/// What the last look at the database found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) database: Database,
    pub(crate) polled: PollTimes,
}

/// How this process is.
#[derive(Debug)]
pub(crate) struct Health {
    duties: Duties,
    /// The connections that do this process's work.
    pool: Pool,
    clock: SharedClock,
    since: Instant,
    found: CacheEntry<Found>,
}

impl Health {
    /// The health of a process whose work is done over `pool`.
    pub(crate) fn new(duties: Duties, pool: Pool, clock: SharedClock) -> Self {
        Self { duties, pool, clock, since: Instant::now(), found: CacheEntry::default() }
    }

    pub(crate) fn duties(&self) -> &Duties {
        &self.duties
    }

    /// What a look at the database finds in this second.
    pub(crate) async fn look(&self) -> Found {
        let second = || self.since.elapsed().as_secs();
        let pool = &self.pool;
        let made = async || {
            // What was known goes on ageing while nothing newer can be read.
            let known = || self.found.last().map(|found| found.polled.clone()).unwrap_or_default();
            // Of the outbox nothing but whether it can be read: every view that is rendered looks at it.
            let look = async { nudges::after(pool, NudgeId(i64::MAX)).await.map(|look| look.polled) };
            let found = match tokio::time::timeout(TIMEOUT, look).await {
                Ok(Ok(polled)) if pool.server().is_read_only() => Found { database: Database::ReadOnly, polled },
                Ok(Ok(polled)) => Found { database: Database::Up, polled },
                Ok(Err(error)) if error.is_schema_missing() => {
                    Found { database: Database::SchemaMissing, polled: known() }
                }
                Err(_) if pool.answered_within(LATELY) => Found { database: Database::Up, polled: known() },
                _ => Found { database: Database::Down, polled: known() },
            };
            Ok::<_, std::convert::Infallible>((found, None))
        };
        match self.found.get(self.clock.now(), second, made).await {
            Ok((found, _)) => Found::clone(&found),
            // A look always finds something.
            Err(_) => Found::default(),
        }
    }
}
