//! The standings: one row per listed entry, in the tournament's order.

mod matchups;
mod standing_row;

use std::{collections::HashMap, sync::Arc};

pub use standing_row::{StandingRow, StandingTeam};

use crate::{
    civ_stats::CivilizationNames,
    clock::Timestamp,
    entrant::Entrant,
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
    record::{RECENT, TournamentRecord, decided, win_pct},
    roster::Entry,
    tournament_facts::TournamentFacts,
};

/// The facts that the standings are computed from, as of one database snapshot.
#[derive(Clone, Copy, Debug)]
pub struct StandingsFacts<'a> {
    /// The participants and their games.
    pub tournament_facts: &'a TournamentFacts,
    /// The newest games of all participants, with their opponents.
    pub recent: &'a RecentGames,
    /// The names of civilizations.
    pub civilizations: &'a CivilizationNames,
}

/// The newest games of everybody on a roster: what [`TournamentFacts`] do not hold of them.
#[derive(Clone, Debug, Default)]
pub struct RecentGames {
    /// Every account's newest outcomes on the ladder, in or out of the window, newest first.
    pub results: HashMap<ProfileId, Vec<Outcome>>,
    /// The matches behind every entry's newest games.
    pub matchups: HashMap<MatchId, Arc<Matchup>>,
    /// In-game names learned from payloads, for opponents who are not on the roster.
    pub aliases: HashMap<ProfileId, String>,
}

/// A match as shown in a matchup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matchup {
    /// The map's name.
    pub map_name: String,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// The players.
    pub players: Vec<MatchupPlayer>,
}

/// A player of a [`Matchup`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchupPlayer {
    /// The account.
    pub profile_id: ProfileId,
    /// Its civilization.
    pub civilization_id: CivilizationId,
    /// The side it was on, if the upstream reports it.
    pub side: Option<SideId>,
}

/// The matches whose matchups an entrant's record shows, newest first.
pub fn recent_matches<'a>(
    tournament_facts: &'a TournamentFacts,
    entrant: &Entrant,
) -> impl Iterator<Item = MatchId> + use<'a> {
    decided(tournament_facts.participations_of(entrant)).take(RECENT).map(|(game, _)| game.match_id)
}

/// The listed entries in the tournament's order.
#[must_use]
pub fn standings(facts: &StandingsFacts<'_>) -> Vec<StandingRow> {
    let roster = Roster::of(facts.tournament_facts);
    facts
        .tournament_facts
        .ranked(facts.tournament_facts.listed())
        .into_iter()
        .map(|entrant| row(entrant, facts, &roster))
        .collect()
}

/// The roster by account, to recognize opponents.
struct Roster<'a>(HashMap<ProfileId, &'a Entry>);

impl<'a> Roster<'a> {
    fn of(tournament_facts: &'a TournamentFacts) -> Self {
        let linked =
            tournament_facts.entrants.iter().filter_map(|entrant| Some((entrant.entry.profile_id?, &entrant.entry)));
        Self(linked.collect())
    }
}

fn row(entrant: &Entrant, facts: &StandingsFacts<'_>, roster: &Roster<'_>) -> StandingRow {
    let (entry, rating, broadcast) = (&entrant.entry, entrant.rating(), entrant.broadcast.as_ref());
    let ratings = facts.tournament_facts.ratings(entrant);
    let games = facts.tournament_facts.participations_of(entrant);
    let recent_results = entry.profile_id.and_then(|profile| facts.recent.results.get(&profile));
    let (wins, losses) = rating.map_or((0, 0), |rating| (rating.wins, rating.losses));
    let updated_at = entrant.rating.as_ref().map(|(_, at)| at).or(entrant.player.as_ref().map(|(_, at)| at));
    StandingRow {
        tournament_player_id: entry.id,
        profile_id: entry.profile_id,
        name: entry.displayed_name().to_owned(),
        alias: entrant.alias().to_owned(),
        country: entrant.country().map(str::to_owned),
        team: entrant.team.as_ref().map(StandingTeam::from),
        presentation: entry.presentation.clone(),
        current_rating: ratings.current,
        max_rating: ratings.peak,
        wins,
        losses,
        streak: rating.map_or(0, |rating| rating.streak),
        recent_results: recent_results.cloned().unwrap_or_default(),
        tournament_record: TournamentRecord::of(games, matchups::recent(entry, games, facts, roster)),
        rank: rating.and_then(|rating| rating.rank),
        rank_total: rating.and_then(|rating| rating.rank_total),
        in_match: entrant.live_match_id.is_some(),
        live_match_id: entrant.live_match_id,
        stream_live: broadcast.is_some(),
        stream_title: broadcast.and_then(|broadcast| broadcast.title.clone()),
        stream_category: broadcast.and_then(|broadcast| broadcast.category.clone()),
        last_match_at: rating.and_then(|rating| rating.last_match_at),
        updated_at: updated_at.copied(),
        games: wins + losses,
        win_pct: win_pct(wins, losses),
    }
}
