//! The accounts that are about to play a series: their histories are fetched in every round.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::ProfileId, series::EARLY_START};

use crate::{Error, Pool};

/// How long after its schedule, or without one after its creation, the games of a series are awaited: a series that
/// nobody plays must not be followed for ever.
const AFTER: TimeDelta = TimeDelta::hours(12);

/// The accounts of both sides of every series that is to be played about `now` and is not decided.
#[tracing::instrument(target = "trace", name = "store.series.due.due_accounts", skip_all)]
pub async fn due_accounts(pool: &Pool, now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    let accounts = sqlx::query_file_scalar!("src/series/due.sql", (now - AFTER).inner(), (now + EARLY_START).inner(),)
        .fetch_all(pool)
        .await?;
    Ok(accounts.into_iter().map(ProfileId).collect())
}
