//! When each poll last succeeded: the only thing a poll writes that found nothing new.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::clock::Timestamp;

use crate::{Error, Snapshot, Tx};

/// The polls, by the names they are recorded under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Poll {
    /// Accounts and ratings.
    Stats,
    /// Finished matches.
    Matches,
    /// Lobbies and running games.
    Live,
    /// Ladders and civilizations.
    Reference,
}

impl Poll {
    /// Every poll.
    pub const ALL: [Self; 4] = [Self::Stats, Self::Matches, Self::Live, Self::Reference];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stats => "stats",
            Self::Matches => "matches",
            Self::Live => "live",
            Self::Reference => "reference",
        }
    }
}

/// Records a success in the poll's own transaction.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn record(tx: &mut Tx, poll: Poll, at: Timestamp) -> Result<(), Error> {
    record_task(tx, poll.as_str(), at).await
}

/// Records up to when a task is done, whether or not it is a poll.
#[tracing::instrument(target = "trace", name = "store.poll_status.record_task", skip_all)]
pub(crate) async fn record_task(tx: &mut Tx, task: &str, at: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "insert into poll_status (task, succeeded_at) values ($1, $2)
        on conflict (task) do update set succeeded_at = excluded.succeeded_at",
        task,
        at.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When each poll last succeeded, those that ever did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollTimes(HashMap<Poll, Timestamp>);

impl PollTimes {
    /// When `poll` last succeeded.
    #[must_use]
    pub fn of(&self, poll: Poll) -> Option<Timestamp> {
        self.0.get(&poll).copied()
    }

    /// The times as of a snapshot.
    ///
    /// # Errors
    /// When a statement fails: see [`crate::Error`].
    #[tracing::instrument(target = "trace", name = "store.poll_status.load", skip_all)]
    pub async fn load(snapshot: &mut Snapshot) -> Result<Self, Error> {
        let rows = sqlx::query!("select task, succeeded_at from poll_status").fetch_all(&mut **snapshot).await?;
        Ok(Self::named(rows.into_iter().map(|row| (row.task, row.succeeded_at))))
    }

    /// The times by the polls' names; other names are not a poll's.
    pub(crate) fn named(times: impl IntoIterator<Item = (String, DateTime<Utc>)>) -> Self {
        let known = |name: &str| Poll::ALL.into_iter().find(|poll| poll.as_str() == name);
        Self(times.into_iter().filter_map(|(name, time)| Some((known(&name)?, time.into()))).collect())
    }
}

impl FromIterator<(Poll, Timestamp)> for PollTimes {
    fn from_iter<T: IntoIterator<Item = (Poll, Timestamp)>>(times: T) -> Self {
        Self(times.into_iter().collect())
    }
}
