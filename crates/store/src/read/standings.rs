//! The newest games of a roster, behind the standings.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    field::Field,
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
    standings::{Matchup, MatchupPlayer, RecentGames, recent_matches},
    tournament::Tournament,
};

use super::accounts::Accounts;
use crate::{Error, Snapshot, columns::outcome};

/// The newest games of everybody in `field`, whose roster has `accounts`, with whom they were played.
///
/// # Errors
/// When the database does.
pub async fn recent(snapshot: &mut Snapshot, field: &Field, accounts: &Accounts<'_>) -> Result<RecentGames, Error> {
    let results = recent_results(snapshot, &field.tournament, accounts).await?;
    let shown: HashSet<_> = field.entrants.iter().flat_map(|entrant| recent_matches(field, entrant)).collect();
    let matchups = matchups(snapshot, &shown).await?;
    let aliases = aliases(snapshot, &matchups).await?;
    Ok(RecentGames { results, matchups, aliases })
}

/// Every account's newest outcomes on the ladder, whatever the window, newest first.
async fn recent_results(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    accounts: &Accounts<'_>,
) -> Result<HashMap<ProfileId, Vec<Outcome>>, Error> {
    let known = accounts.before.and_then(|facts| facts.recent.as_deref()).map(|recent| &recent.results);
    let rows = sqlx::query_file!(
        "src/read/standings/recent_results.sql",
        accounts.to_read(known),
        tournament.leaderboard_id.0,
        domain::record::RECENT_LIMIT,
    )
    .fetch_all(&mut *snapshot.0)
    .await?;
    let results = |names: Vec<String>| names.iter().filter_map(|name| outcome(Some(name))).collect();
    let read = rows.into_iter().map(|row| (ProfileId(row.profile_id), results(row.outcomes)));
    Ok(accounts.with_known(read.collect(), known))
}

struct MatchupRow {
    match_id: i64,
    map_name: String,
    completed_at: Option<DateTime<Utc>>,
    profiles: Vec<i64>,
    civilizations: Vec<i64>,
    sides: Vec<Option<i64>>,
}

/// `matches` with everybody who played in them.
async fn matchups(snapshot: &mut Snapshot, matches: &HashSet<MatchId>) -> Result<HashMap<MatchId, Matchup>, Error> {
    let ids: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows =
        sqlx::query_file_as!(MatchupRow, "src/read/standings/matchups.sql", &ids).fetch_all(&mut *snapshot.0).await?;
    let matchup = |row: MatchupRow| {
        let players = row.profiles.into_iter().zip(row.civilizations).zip(row.sides);
        let players = players.map(|((profile, civilization), side)| MatchupPlayer {
            profile_id: ProfileId(profile),
            civilization_id: CivilizationId(civilization),
            side: side.map(SideId),
        });
        let completed_at = row.completed_at.map(Timestamp::from);
        (MatchId(row.match_id), Matchup { map_name: row.map_name, completed_at, players: players.collect() })
    };
    Ok(rows.into_iter().map(matchup).collect())
}

/// What is known of the names of everybody in `matchups`.
async fn aliases(
    snapshot: &mut Snapshot,
    matchups: &HashMap<MatchId, Matchup>,
) -> Result<HashMap<ProfileId, String>, Error> {
    let profiles: HashSet<_> = matchups.values().flat_map(|matchup| &matchup.players).map(|p| p.profile_id.0).collect();
    let profiles: Vec<_> = profiles.into_iter().collect();
    let rows = sqlx::query!("select profile_id, alias from profile_aliases where profile_id = any($1)", &profiles)
        .fetch_all(&mut *snapshot.0)
        .await?;
    Ok(rows.into_iter().map(|row| (ProfileId(row.profile_id), row.alias)).collect())
}
