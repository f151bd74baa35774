//! When each account's history was last fetched, so that the rotation continues after a restart and under another
//! leader.

use domain::{clock::Timestamp, id::ProfileId};

use crate::{Error, Pool, Tx};

/// Records that these accounts' histories were fetched at `now`.
#[tracing::instrument(target = "trace", name = "store.history_fetches.record", skip_all)]
pub async fn record(tx: &mut Tx, profiles: &[ProfileId], now: Timestamp) -> Result<(), Error> {
    if profiles.is_empty() {
        return Ok(());
    }
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    sqlx::query!(
        "insert into history_fetches (profile_id, fetched_at)
        select profile_id, $2 from unnest($1::bigint[]) given (profile_id)
        on conflict (profile_id) do update set fetched_at = excluded.fetched_at",
        &profiles,
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The accounts whose history was ever fetched, with the time of the last fetch, oldest first.
#[tracing::instrument(target = "trace", name = "store.history_fetches.oldest_first", skip_all)]
pub async fn oldest_first(pool: &Pool) -> Result<Vec<(ProfileId, Timestamp)>, Error> {
    let rows = sqlx::query!("select profile_id, fetched_at from history_fetches order by fetched_at, profile_id")
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|row| (ProfileId(row.profile_id), row.fetched_at.into())).collect())
}
