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
    record::{RECENT, decided},
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
        .map(|entrant| StandingRow::of(entrant, facts, &roster))
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
