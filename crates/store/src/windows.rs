//! Window transitions: the time up to which they were announced, and the tournaments that start or end in a span of
//! time.

use std::collections::BTreeSet;

use domain::{clock::Timestamp, id::TournamentId};

use crate::{
    Error, Pool, Tx,
    poll_status::{self, StatusRow},
};

/// The row in which that time is stored, beside the polls' times.
const STATUS_ROW: StatusRow = StatusRow("windows");

/// The time up to which transitions were announced; `None` before the first announcement.
#[tracing::instrument(target = "trace", name = "store.windows.announced_until", skip_all)]
pub async fn announced_until(pool: &Pool) -> Result<Option<Timestamp>, Error> {
    let until = sqlx::query_scalar!("select succeeded_at from poll_status where task = $1", STATUS_ROW.name())
        .fetch_optional(pool)
        .await?;
    Ok(until.map(Timestamp::from))
}

/// Stores the time up to which transitions are announced.
pub async fn announce_until(tx: &mut Tx, until: Timestamp) -> Result<(), Error> {
    poll_status::record(tx, STATUS_ROW, until).await
}

/// The tournaments that start or end after `since`, up to and including `until`.
#[tracing::instrument(target = "trace", name = "store.windows.passed", skip_all)]
pub async fn passed(pool: &Pool, since: Timestamp, until: Timestamp) -> Result<BTreeSet<TournamentId>, Error> {
    let rows = sqlx::query_scalar!(
        "select id from tournaments
        where (start_date > $1 and start_date <= $2) or (end_date > $1 and end_date <= $2)",
        since.inner(),
        until.inner(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}
