//! The end of the transactions of the polls of stats, matches and lobbies: records the poll's success and publishes
//! nudges for what changed.

use domain::{
    clock::Timestamp,
    id::TournamentId,
    nudge::{Event, Scope},
};
use store::{
    Error, Tx, nudges,
    poll_status::{self, StatusRow},
};

/// Records the poll, publishes a nudge of each event that concerns any tournament, and commits.
pub(crate) async fn finish(
    mut tx: Tx,
    row: StatusRow,
    now: Timestamp,
    concerned: &[(Event, Vec<TournamentId>)],
) -> Result<(), Error> {
    poll_status::record(&mut tx, row, now).await?;
    for (event, tournaments) in concerned {
        if let Some(scope) = Scope::only(tournaments.iter().copied()) {
            nudges::publish(&mut tx, *event, &scope, now).await?;
        }
    }
    tx.commit().await
}
