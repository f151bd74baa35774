//! The newest games of a roster, which the standings show in each row: results, opponents and maps.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
    standings::{Matchup, MatchupPlayer, RecentGames, recent_matches},
    tournament::Tournament,
    tournament_facts::TournamentFacts,
};

use super::accounts::{Accounts, EarlierPart};
use crate::{Error, Snapshot, columns::outcome};

type Matchups = HashMap<MatchId, Arc<Matchup>>;
type Aliases = HashMap<ProfileId, String>;

/// The newest games of every account in `tournament_facts`, whose roster has `accounts`, with their players. Names of
/// accounts whose matches have not changed are also taken from `earlier`, if `keep_names` says that they are new
/// enough.
///
/// # Errors
/// [`Error::Corrupt`] when a player has an outcome that the schema does not allow.
pub async fn recent(
    snapshot: &mut Snapshot,
    tournament_facts: &TournamentFacts,
    accounts: &Accounts,
    earlier: Option<&EarlierPart<Arc<RecentGames>>>,
    keep_names: bool,
) -> Result<RecentGames, Error> {
    let results = recent_results(snapshot, &tournament_facts.tournament, accounts, earlier).await?;
    let shown = tournament_facts.entrants.iter().filter_map(|entrant| Some((entrant, entrant.entry.profile_id?)));
    let shown =
        shown.flat_map(|(entrant, profile)| recent_matches(tournament_facts, entrant).map(move |id| (id, profile)));
    let (mut known, mut missing) = (HashMap::new(), HashSet::new());
    for (id, profile) in shown {
        match accounts.unchanged(earlier, profile).and_then(|recent| recent.matchups.get(&id)) {
            Some(matchup) => _ = known.insert(id, Arc::clone(matchup)),
            None => _ = missing.insert(id),
        }
    }
    missing.retain(|id| !known.contains_key(id));
    let read = matchups(snapshot, &missing).await?;
    let kept = earlier.filter(|_| keep_names).map(|earlier| &earlier.part.aliases);
    let aliases = aliases(snapshot, &known, &read, kept).await?;
    known.extend(read);
    Ok(RecentGames { results, matchups: known, aliases })
}

/// Every account's newest outcomes on the ladder, whatever the window, newest first.
#[tracing::instrument(target = "trace", name = "store.read.recent_games.recent_results", skip_all)]
async fn recent_results(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    accounts: &Accounts,
    earlier: Option<&EarlierPart<Arc<RecentGames>>>,
) -> Result<HashMap<ProfileId, Vec<Outcome>>, Error> {
    let known = earlier.map(|earlier| earlier.map(|recent| &recent.results));
    let rows = sqlx::query_file!(
        "src/read/recent_games/recent_results.sql",
        &accounts.to_read(&known),
        tournament.leaderboard_id.0,
        domain::record::RECENT_LIMIT,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let mut read = HashMap::new();
    for row in rows {
        let outcomes = row.outcomes.iter().map(|name| outcome(name)).collect::<Result<_, _>>()?;
        read.insert(ProfileId(row.profile_id), outcomes);
    }
    Ok(accounts.complete(read, &known))
}

/// `matches` with all their players, in parallel arrays because they are many.
#[tracing::instrument(target = "trace", name = "store.read.recent_games.matchups", skip_all)]
async fn matchups(snapshot: &mut Snapshot, matches: &HashSet<MatchId>) -> Result<Matchups, Error> {
    if matches.is_empty() {
        return Ok(Matchups::new());
    }
    let ids: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows = sqlx::query_file!("src/read/maps.sql", &ids).fetch_all(&mut **snapshot).await?;
    let matchup = |map_name, completed_at: Option<DateTime<Utc>>| Matchup {
        map_name,
        completed_at: completed_at.map(Timestamp::from),
        players: Vec::new(),
    };
    let mut matchups: HashMap<_, _> =
        rows.into_iter().map(|row| (MatchId(row.match_id), matchup(row.map_name, row.completed_at))).collect();
    let columns = sqlx::query_file!("src/read/recent_games/opponents.sql", &ids).fetch_one(&mut **snapshot).await?;
    for (index, &match_id) in columns.matches.iter().enumerate() {
        if let Some(matchup) = matchups.get_mut(&MatchId(match_id)) {
            matchup.players.push(MatchupPlayer {
                profile_id: ProfileId(columns.profiles[index]),
                civilization_id: CivilizationId(columns.civilizations[index]),
                side: columns.sides[index].map(SideId),
            });
        }
    }
    Ok(matchups.into_iter().map(|(id, matchup)| (id, Arc::new(matchup))).collect())
}

/// The known names of all accounts in the matchups: of those in `known` from `kept`, if given, of others as they are
/// now.
#[tracing::instrument(target = "trace", name = "store.read.recent_games.aliases", skip_all)]
async fn aliases(
    snapshot: &mut Snapshot,
    known: &Matchups,
    read: &Matchups,
    kept: Option<&Aliases>,
) -> Result<Aliases, Error> {
    let (mut aliases, mut wanted) = (Aliases::new(), profiles(read));
    match kept {
        Some(kept) => {
            let name = |profile: ProfileId| Some((profile, kept.get(&profile)?.clone()));
            aliases.extend(profiles(known).into_iter().filter_map(name));
        }
        None => wanted.extend(profiles(known)),
    }
    aliases.extend(super::aliases::of_accounts(snapshot, wanted).await?);
    Ok(aliases)
}

fn profiles(matchups: &Matchups) -> HashSet<ProfileId> {
    matchups.values().flat_map(|matchup| &matchup.players).map(|player| player.profile_id).collect()
}
