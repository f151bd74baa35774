//! Reads what a document is compared with: the stored tournament, locked.

use std::collections::HashMap;

use domain::{
    document::{CheckedDocument, Current, CurrentTeam, StoredFacts},
    id::{EntryId, LeaderboardId, ProfileId, TeamId, TournamentId},
    roster::{Entry, Presentation, Team},
    stages::side::Side,
    tournament::Tournament,
};
use sqlx::types::Json;

use crate::{Connection, Error, Tx, columns::side, owners, read::stages, tournaments};

/// The tournament with that slug and all that belongs to it, locked until the transaction ends.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn load(tx: &mut Tx, slug: &str) -> Result<Option<Current>, Error> {
    match tournaments::lock(tx, slug).await? {
        Some(tournament) => Ok(Some(load_current(tx, tournament).await?)),
        None => Ok(None),
    }
}

/// The tournament with all that belongs to it. The transaction is a snapshot, or has locked it: otherwise its parts may
/// be of several moments.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn load_current(connection: &mut Connection, tournament: Tournament) -> Result<Current, Error> {
    let owners = owners::list(connection, tournament.id).await?.into_iter().map(|owner| owner.user_id).collect();
    let entries = entries(connection, tournament.id).await?;
    let teams = teams(connection, tournament.id).await?;
    let stages = stages::list_set_up(connection, tournament.id).await?;
    let sides_outside_stages = sides_outside_stages(connection, tournament.id).await?;
    Ok(Current { tournament, owners, entries, teams, stages, sides_outside_stages })
}

/// Everything that a document is compared with.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn facts(tx: &mut Tx, document: &CheckedDocument) -> Result<StoredFacts, Error> {
    let current = load(tx, &document.slug).await?;
    let is_ladder_ranked = tournaments::is_ranked(tx, document.leaderboard_id).await?;
    let created_by_first_owner = match document.owners.first() {
        Some(owner) if current.is_none() => tournaments::created_by(tx, *owner).await?,
        _ => 0,
    };
    Ok(StoredFacts { current, is_ladder_ranked, created_by_first_owner })
}

/// Whether the tournament with that slug may be on a ladder: it is already, or the ladder holds tournaments.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn is_ladder_allowed(tx: &mut Tx, slug: &str, ladder: LeaderboardId) -> Result<bool, Error> {
    let found = tournaments::find(tx, slug).await?;
    let is_held_there = found.is_some_and(|tournament| tournament.leaderboard_id == ladder);
    Ok(is_held_there || ladder.holds_tournaments(tournaments::is_ranked(tx, ladder).await?))
}

/// The sides of series that belong to no stage, each once.
///
/// # Errors
/// [`Error::Corrupt`] when a series has not one kind of sides.
#[tracing::instrument(target = "trace", name = "store.documents.load.sides_outside_stages", skip_all)]
async fn sides_outside_stages(connection: &mut Connection, tournament: TournamentId) -> Result<Vec<Side>, Error> {
    let rows = sqlx::query!(
        "select distinct side.entry_id, side.team_id
        from series
        cross join lateral (
            values (first_entry_id, first_team_id), (second_entry_id, second_team_id)
        ) as side (entry_id, team_id)
        where series.tournament_id = $1 and series.stage_id is null",
        tournament.0,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| side(row.entry_id, row.team_id)).collect()
}

#[tracing::instrument(target = "trace", name = "store.documents.load.entries", skip_all)]
async fn entries(connection: &mut Connection, tournament: TournamentId) -> Result<Vec<Entry>, Error> {
    let rows = sqlx::query!(
        r#"select id, name, profile_id, presentation as "presentation: Json<Presentation>"
        from tournament_players
        where tournament_id = $1
        order by id"#,
        tournament.0,
    )
    .fetch_all(&mut *connection)
    .await?;
    let entry = |(id, name, profile, presentation): (i64, String, Option<i64>, Json<Presentation>)| Entry {
        id: EntryId(id),
        name,
        profile_id: profile.map(ProfileId),
        presentation: presentation.0,
    };
    Ok(rows.into_iter().map(|row| entry((row.id, row.name, row.profile_id, row.presentation))).collect())
}

#[tracing::instrument(target = "trace", name = "store.documents.load.teams", skip_all)]
async fn teams(connection: &mut Connection, tournament: TournamentId) -> Result<Vec<CurrentTeam>, Error> {
    let rows = sqlx::query!("select id, name, initials from teams where tournament_id = $1 order by id", tournament.0)
        .fetch_all(&mut *connection)
        .await?;
    let members = sqlx::query!(
        "select team_id, tournament_player_id, is_captain
        from team_members
        where tournament_id = $1
        order by tournament_player_id",
        tournament.0,
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut of_team: HashMap<i64, (Vec<EntryId>, Option<EntryId>)> = HashMap::new();
    for member in members {
        let (members, captain) = of_team.entry(member.team_id).or_default();
        let entry = EntryId(member.tournament_player_id);
        members.push(entry);
        if member.is_captain {
            *captain = Some(entry);
        }
    }
    let teams = rows.into_iter().map(|row| {
        let (members, captain) = of_team.remove(&row.id).unwrap_or_default();
        let team = Team { id: TeamId(row.id), tournament_id: tournament, name: row.name, initials: row.initials };
        CurrentTeam { team, members, captain }
    });
    Ok(teams.collect())
}
