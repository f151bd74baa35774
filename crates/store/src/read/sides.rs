//! The names of entries and teams as sides of series.

use domain::{
    id::{EntryId, TeamId, TournamentId},
    stages::side::Side,
    view::series::SideNames,
};

use crate::{Connection, Error};

/// The names of a tournament's entries, as viewers see them, and of its teams.
#[tracing::instrument(target = "trace", name = "store.read.sides.names", skip_all)]
pub async fn names(connection: &mut Connection, tournament: TournamentId) -> Result<SideNames, Error> {
    let rows = sqlx::query_file!("src/read/sides.sql", tournament.0).fetch_all(connection).await?;
    let named = rows.into_iter().map(|row| {
        let side = if row.is_team { Side::Team(TeamId(row.id)) } else { Side::Entry(EntryId(row.id)) };
        (side, row.displayed.filter(|name| !name.trim().is_empty()).unwrap_or(row.name))
    });
    Ok(named.collect())
}
