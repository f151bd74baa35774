//! Which tournaments have series, and which of them a poll may change now.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::TournamentId};

use crate::{Error, Pool, Tx};

/// How long after a series was decided its games may be corrected.
const CORRECTED_WITHIN: TimeDelta = TimeDelta::days(1);

/// The tournaments of `wanted` that have series and that no host changes at this moment, locked until the transaction
/// ends. The others that have series come second: waiting for a host would hold up everybody else's poll.
#[tracing::instrument(target = "trace", name = "store.series.lock.lock_free", skip_all)]
pub async fn lock_free(
    tx: &mut Tx,
    wanted: &BTreeSet<TournamentId>,
) -> Result<(Vec<TournamentId>, BTreeSet<TournamentId>), Error> {
    let wanted: Vec<_> = wanted.iter().map(|id| id.0).collect();
    let with_series =
        sqlx::query_scalar!("select distinct tournament_id from series where tournament_id = any($1)", &wanted)
            .fetch_all(&mut **tx)
            .await?;
    if with_series.is_empty() {
        return Ok((Vec::new(), BTreeSet::new()));
    }
    let free = sqlx::query_scalar!(
        "select id from tournaments where id = any($1) order by id for no key update skip locked",
        &with_series,
    )
    .fetch_all(&mut **tx)
    .await?;
    let busy = with_series.into_iter().filter(|id| !free.contains(id)).map(TournamentId).collect();
    Ok((free.into_iter().map(TournamentId).collect(), busy))
}

/// The tournaments that have a series which is not decided, or which was decided so recently that its games may still be
/// corrected.
#[tracing::instrument(target = "trace", name = "store.series.lock.with_open_series", skip_all)]
pub async fn with_open_series(pool: &Pool, now: Timestamp) -> Result<BTreeSet<TournamentId>, Error> {
    let ids = sqlx::query_scalar!(
        "select distinct tournament_id from series where status in ('scheduled', 'live') or decided_at > $1",
        (now - CORRECTED_WITHIN).inner(),
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(TournamentId).collect())
}
