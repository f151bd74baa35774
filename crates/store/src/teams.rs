//! Teams, their members and captains.

use domain::{
    id::{EntryId, TeamId, TournamentId},
    roster::Team,
};

use crate::{Connection, Error, Tx};

/// A team of a tournament.
#[tracing::instrument(target = "trace", name = "store.teams.find", skip_all)]
pub async fn find(tx: &mut Tx, tournament: TournamentId, id: TeamId) -> Result<Option<Team>, Error> {
    let row = sqlx::query!("select name, initials from teams where tournament_id = $1 and id = $2", tournament.0, id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| Team { id, tournament_id: tournament, name: row.name, initials: row.initials }))
}

/// The teams of a tournament, including those without members, oldest first.
#[tracing::instrument(target = "trace", name = "store.teams.list", skip_all)]
pub async fn list(connection: &mut Connection, tournament: TournamentId) -> Result<Vec<Team>, Error> {
    let rows = sqlx::query!("select id, name, initials from teams where tournament_id = $1 order by id", tournament.0)
        .fetch_all(connection)
        .await?;
    let team = |id, name, initials| Team { id: TeamId(id), tournament_id: tournament, name, initials };
    Ok(rows.into_iter().map(|row| team(row.id, row.name, row.initials)).collect())
}

/// Adds a team.
#[tracing::instrument(target = "trace", name = "store.teams.add", skip_all)]
pub async fn add(tx: &mut Tx, to: TournamentId, name: &str, initials: &str) -> Result<TeamId, Error> {
    let id = sqlx::query_scalar!(
        "insert into teams (tournament_id, name, initials) values ($1, $2, $3) returning id",
        to.0,
        name,
        initials,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(TeamId(id))
}

/// Saves a team's name and initials.
#[tracing::instrument(target = "trace", name = "store.teams.update", skip_all)]
pub async fn update(tx: &mut Tx, team: &Team) -> Result<(), Error> {
    sqlx::query!("update teams set name = $2, initials = $3 where id = $1", team.id.0, team.name, team.initials)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Deletes a team. Its members stay on the roster.
#[tracing::instrument(target = "trace", name = "store.teams.delete", skip_all)]
pub async fn delete(tx: &mut Tx, id: TeamId) -> Result<(), Error> {
    sqlx::query!("delete from teams where id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

/// The team that an entry is on, if it is on one.
#[tracing::instrument(target = "trace", name = "store.teams.team_of", skip_all)]
pub async fn team_of(tx: &mut Tx, entry: EntryId) -> Result<Option<TeamId>, Error> {
    let team = sqlx::query_scalar!("select team_id from team_members where tournament_player_id = $1", entry.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(team.map(TeamId))
}

/// Adds an entry to a team of its tournament.
///
/// # Errors
/// [`Error::UniqueViolation`] when it is already on one.
#[tracing::instrument(target = "trace", name = "store.teams.add_member", skip_all)]
pub async fn add_member(tx: &mut Tx, team: &Team, entry: EntryId) -> Result<(), Error> {
    sqlx::query!(
        "insert into team_members (tournament_id, team_id, tournament_player_id) values ($1, $2, $3)",
        team.tournament_id.0,
        team.id.0,
        entry.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a member to another team of its tournament, where it is not the captain.
#[tracing::instrument(target = "trace", name = "store.teams.move_member", skip_all)]
pub async fn move_member(tx: &mut Tx, to: &Team, entry: EntryId) -> Result<(), Error> {
    sqlx::query!(
        "update team_members set team_id = $3, is_captain = false
        where tournament_id = $1 and tournament_player_id = $2",
        to.tournament_id.0,
        entry.0,
        to.id.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes an entry from its team.
#[tracing::instrument(target = "trace", name = "store.teams.remove_member", skip_all)]
pub async fn remove_member(tx: &mut Tx, entry: EntryId) -> Result<(), Error> {
    sqlx::query!("delete from team_members where tournament_player_id = $1", entry.0).execute(&mut **tx).await?;
    Ok(())
}

/// Makes a member its team's only captain, or with `None` leaves the team without one. Returns whether anything
/// changed.
#[tracing::instrument(target = "trace", name = "store.teams.set_captain", skip_all)]
pub async fn set_captain(tx: &mut Tx, team: TeamId, captain: Option<EntryId>) -> Result<bool, Error> {
    let captain = captain.map(|entry| entry.0);
    let cleared = sqlx::query!(
        "update team_members set is_captain = false
        where team_id = $1 and is_captain and tournament_player_id is distinct from $2",
        team.0,
        captain,
    )
    .execute(&mut **tx)
    .await?;
    let set = sqlx::query!(
        "update team_members set is_captain = true where team_id = $1 and not is_captain and tournament_player_id = $2",
        team.0,
        captain,
    )
    .execute(&mut **tx)
    .await?;
    Ok(cleared.rows_affected() + set.rows_affected() > 0)
}
