//! Locks the tournaments whose series a poll brings in step, except those that a host is changing.

use std::collections::BTreeSet;

use domain::id::TournamentId;

use crate::{Error, Tx};

/// The tournaments of `wanted` that have series and that no host changes at this moment, locked until the transaction
/// ends. The others that have series come second: waiting for a host would hold up everybody else's poll.
#[tracing::instrument(target = "trace", name = "store.series.lock.lock_unless_busy", skip_all)]
pub async fn lock_unless_busy(
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
