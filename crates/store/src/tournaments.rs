//! Tournaments, their rosters and teams, as hosts set them up.

use domain::{
    id::{EntryId, LeaderboardId, ProfileId, TeamId, TournamentId},
    roster::Presentation,
    tournament::{RankBy, Window},
};
use sqlx::types::Json;

use crate::{Error, Write};

/// A tournament to set up.
#[derive(Clone, Debug)]
pub struct NewTournament {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The ladder it is held on.
    pub leaderboard_id: LeaderboardId,
    /// What decides the order.
    pub rank_by: RankBy,
    /// When matches count.
    pub window: Window,
    /// Prize money in hundredths of the currency's unit.
    pub prize_pool_cents: Option<i64>,
    /// Where the hosts broadcast.
    pub host_stream_urls: Vec<String>,
    /// The frontends' own data.
    pub presentation: Presentation,
}

/// Sets a tournament up.
///
/// # Errors
/// [`Error::Taken`] when the slug is.
pub async fn create(tx: &mut Write<'_>, new: &NewTournament) -> Result<TournamentId, Error> {
    let id = sqlx::query_scalar!(
        "insert into tournaments (
            slug, name, leaderboard_id, rank_by, start_date, end_date, prize_pool_cents, host_stream_urls, presentation
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        returning id",
        new.slug,
        new.name,
        new.leaderboard_id.0,
        new.rank_by.as_str(),
        crate::columns::time(new.window.start),
        crate::columns::time(new.window.end),
        new.prize_pool_cents,
        &new.host_stream_urls,
        Json(&new.presentation) as _,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(TournamentId(id))
}

/// Adds an entry to a roster.
///
/// # Errors
/// [`Error::Taken`] when the name or the account is on it already.
pub async fn add_entry(
    tx: &mut Write<'_>,
    tournament: TournamentId,
    name: &str,
    profile: Option<ProfileId>,
    presentation: &Presentation,
) -> Result<EntryId, Error> {
    let id = sqlx::query_scalar!(
        "insert into tournament_players (tournament_id, name, profile_id, presentation)
        values ($1, $2, $3, $4)
        returning id",
        tournament.0,
        name,
        profile.map(|profile| profile.0),
        Json(presentation) as _,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(EntryId(id))
}

/// Adds a team.
///
/// # Errors
/// When the database does.
pub async fn add_team(tx: &mut Write<'_>, to: TournamentId, name: &str, initials: &str) -> Result<TeamId, Error> {
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

/// Puts an entry on a team of its tournament.
///
/// # Errors
/// [`Error::Taken`] when it is on one already.
pub async fn add_member(
    tx: &mut Write<'_>,
    (tournament, team): (TournamentId, TeamId),
    entry: EntryId,
    is_captain: bool,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into team_members (tournament_id, team_id, tournament_player_id, is_captain) values ($1, $2, $3, $4)",
        tournament.0,
        team.0,
        entry.0,
        is_captain,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
