//! The newest games of a roster, behind the standings.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    field::Field,
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
    standings::{Matchup, MatchupPlayer, RecentGames, recent_matches},
    tournament::Tournament,
};

use super::accounts::{Accounts, Earlier};
use crate::{Error, Snapshot, columns::outcome};

/// The newest games of everybody in `field`, whose roster has `accounts`, with whom they were played.
///
/// # Errors
/// When a statement fails: see [`crate::Error`].
pub async fn recent(
    snapshot: &mut Snapshot,
    field: &Field,
    accounts: &Accounts,
    earlier: Option<&Earlier<Arc<RecentGames>>>,
) -> Result<RecentGames, Error> {
    let results = recent_results(snapshot, &field.tournament, accounts, earlier).await?;
    let shown: HashSet<_> = field.entrants.iter().flat_map(|entrant| recent_matches(field, entrant)).collect();
    let matchups = matchups(snapshot, &shown).await?;
    let aliases = aliases(snapshot, &matchups).await?;
    Ok(RecentGames { results, matchups, aliases })
}

/// Every account's newest outcomes on the ladder, whatever the window, newest first.
async fn recent_results(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    accounts: &Accounts,
    earlier: Option<&Earlier<Arc<RecentGames>>>,
) -> Result<HashMap<ProfileId, Vec<Outcome>>, Error> {
    let known = earlier.map(|earlier| earlier.map(|recent| &recent.results));
    let rows = sqlx::query_file!(
        "src/read/standings/recent_results.sql",
        &accounts.to_read(&known),
        tournament.leaderboard_id.0,
        domain::record::RECENT_LIMIT,
    )
    .fetch_all(&mut *snapshot.0)
    .await?;
    let results = |names: Vec<String>| names.iter().filter_map(|name| outcome(Some(name))).collect();
    let read = rows.into_iter().map(|row| (ProfileId(row.profile_id), results(row.outcomes)));
    Ok(accounts.complete(read.collect(), &known))
}

/// `matches` with everybody who played in them, in parallel arrays as they are many.
async fn matchups(snapshot: &mut Snapshot, matches: &HashSet<MatchId>) -> Result<HashMap<MatchId, Matchup>, Error> {
    let ids: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows = sqlx::query_file!("src/read/maps.sql", &ids).fetch_all(&mut *snapshot.0).await?;
    let matchup = |map_name, completed_at: Option<DateTime<Utc>>| Matchup {
        map_name,
        completed_at: completed_at.map(Timestamp::from),
        players: Vec::new(),
    };
    let mut matchups: HashMap<_, _> =
        rows.into_iter().map(|row| (MatchId(row.match_id), matchup(row.map_name, row.completed_at))).collect();
    let columns = sqlx::query_file!("src/read/standings/opponents.sql", &ids).fetch_one(&mut *snapshot.0).await?;
    for (index, &match_id) in columns.matches.iter().enumerate() {
        if let Some(matchup) = matchups.get_mut(&MatchId(match_id)) {
            matchup.players.push(MatchupPlayer {
                profile_id: ProfileId(columns.profiles[index]),
                civilization_id: CivilizationId(columns.civilizations[index]),
                side: columns.sides[index].map(SideId),
            });
        }
    }
    Ok(matchups)
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
