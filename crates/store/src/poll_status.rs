//! When each poll last succeeded. If it found nothing new, a poll writes no other row, except the poll of histories,
//! which records when each was fetched.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::clock::Timestamp;

use crate::{Error, Snapshot, Tx};

/// The name of a poll's row; declared where the poll's data is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusRow(pub(crate) &'static str);

impl StatusRow {
    /// The row's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// Records a success in the poll's own transaction.
#[tracing::instrument(target = "trace", name = "store.poll_status.record", skip_all)]
pub async fn record(tx: &mut Tx, row: StatusRow, at: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "insert into poll_status (task, succeeded_at) values ($1, $2)
        on conflict (task) do update set succeeded_at = excluded.succeeded_at",
        row.name(),
        at.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When each poll last succeeded, for those that ever did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollTimes(HashMap<String, Timestamp>);

impl PollTimes {
    /// When the poll with that row last succeeded.
    #[must_use]
    pub fn of(&self, row: StatusRow) -> Option<Timestamp> {
        self.0.get(row.name()).copied()
    }

    /// Loads the times as of a snapshot.
    #[tracing::instrument(target = "trace", name = "store.poll_status.load", skip_all)]
    pub async fn load(snapshot: &mut Snapshot) -> Result<Self, Error> {
        let rows = sqlx::query!("select task, succeeded_at from poll_status").fetch_all(&mut **snapshot).await?;
        Ok(Self::named(rows.into_iter().map(|row| (row.task, row.succeeded_at))))
    }

    /// Makes the times from the rows' names.
    pub(crate) fn named(times: impl IntoIterator<Item = (String, DateTime<Utc>)>) -> Self {
        Self(times.into_iter().map(|(name, time)| (name, time.into())).collect())
    }
}

impl FromIterator<(StatusRow, Timestamp)> for PollTimes {
    fn from_iter<T: IntoIterator<Item = (StatusRow, Timestamp)>>(times: T) -> Self {
        Self(times.into_iter().map(|(row, time)| (row.name().to_owned(), time)).collect())
    }
}
