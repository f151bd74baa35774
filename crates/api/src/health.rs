//! Health checks: whether this process can do its work, and whether the data it shows is fresh.
//!
//! However many requests check it, the database is queried at most once a second, over the read connections.

use std::time::{Duration, Instant};

use domain::{clock::SharedClock, id::NudgeId};
use store::{
    Pool, nudges,
    poll_status::{PollTimes, StatusRow},
};

use crate::cache_entry::CacheEntry;

/// The timeout of the database check, which bounds how long a health request takes.
const TIMEOUT: Duration = Duration::from_millis(250);
/// A database that answered a read within this time counts as up, even if all connections are busy now.
const RECENT: Duration = Duration::from_secs(2);

/// The work of this process, and how old polled data may get, whichever process polls.
#[derive(Clone, Debug, Default)]
pub struct Duties {
    /// Whether it polls the upstream.
    pub polls: bool,
    /// Whether it serves reads and the event stream.
    pub serves: bool,
    /// For each poll, the age of its last success beyond which it is late.
    pub age_limits: Vec<(StatusRow, Duration)>,
}

/// The state of the database, as seen by reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Database {
    /// It answers.
    Up,
    /// It answers, but accepts no writes: it is a standby, or configured as read-only.
    ReadOnly,
    /// It answers, but the migrations have not run.
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

/// The result of a database check.
#[derive(Clone, Debug, Default)]
pub(crate) struct DatabaseCheck {
    pub(crate) database: Database,
    pub(crate) polled: PollTimes,
}

/// The health of this process.
#[derive(Debug)]
pub(crate) struct Health {
    duties: Duties,
    /// The connections over which this process does its work.
    pool: Pool,
    clock: SharedClock,
    since: Instant,
    last_check: CacheEntry<DatabaseCheck>,
}

impl Health {
    /// Creates the health check of a process that does its work over `pool`.
    pub(crate) fn new(duties: Duties, pool: Pool, clock: SharedClock) -> Self {
        Self { duties, pool, clock, since: Instant::now(), last_check: CacheEntry::default() }
    }

    pub(crate) fn duties(&self) -> &Duties {
        &self.duties
    }

    /// Returns the result of this second's database check.
    pub(crate) async fn check(&self) -> DatabaseCheck {
        let second = || self.since.elapsed().as_secs();
        let pool = &self.pool;
        let made = async || {
            // Keep the known poll times, which show growing ages, while newer ones cannot be read.
            let known = || self.last_check.last().map(|check| check.polled.clone()).unwrap_or_default();
            // Of the outbox, this only checks that it can be read, because every render reads it; no row is fetched.
            let query = async { nudges::after(pool, NudgeId(i64::MAX)).await.map(|outbox| outbox.polled) };
            let check = match tokio::time::timeout(TIMEOUT, query).await {
                Ok(Ok(polled)) if pool.database_state().is_read_only() => {
                    DatabaseCheck { database: Database::ReadOnly, polled }
                }
                Ok(Ok(polled)) => DatabaseCheck { database: Database::Up, polled },
                Ok(Err(error)) if error.is_schema_missing() => {
                    DatabaseCheck { database: Database::SchemaMissing, polled: known() }
                }
                Err(_) if pool.answered_within(RECENT) => DatabaseCheck { database: Database::Up, polled: known() },
                _ => DatabaseCheck { database: Database::Down, polled: known() },
            };
            Ok::<_, std::convert::Infallible>((check, None))
        };
        match self.last_check.get(self.clock.now(), second, made).await {
            Ok((check, _)) => DatabaseCheck::clone(&check),
            // The check always returns a result.
            Err(_) => DatabaseCheck::default(),
        }
    }
}
