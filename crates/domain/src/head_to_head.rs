//! Head to head: the games in which entrants of the same tournament met.

mod pairs;

use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use pairs::{PairResult, PairResults};

use crate::{
    civ_stats::CivilizationNames,
    clock::Timestamp,
    entrant::Entrant,
    id::{CivilizationId, EntryId, MatchId, ProfileId, SideId},
    matches::Outcome,
    participations::Participation,
    tournament_facts::TournamentFacts,
};

/// The facts that the head-to-head games are computed from, as of one database snapshot.
#[derive(Clone, Copy, Debug)]
pub struct HeadToHeadFacts<'a> {
    /// The participants and their games.
    pub tournament_facts: &'a TournamentFacts,
    /// The maximum number of games shown.
    pub limit: usize,
    /// The maps of the games that are shown.
    pub maps: &'a MapNames,
    /// The names of civilizations.
    pub civilizations: &'a CivilizationNames,
}

/// The name of each match's map.
pub type MapNames = HashMap<MatchId, String>;

/// A game between entrants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HeadToHeadMatch {
    /// The match.
    pub match_id: MatchId,
    /// Where it was played.
    pub map_name: String,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
    /// How long it took, in whole seconds.
    #[schema(required)]
    pub duration_seconds: Option<i64>,
    /// The entrants in it, winners first, then by the rating they came with. Others who played are not named.
    pub entrants: Vec<HeadToHeadPlayer>,
}

/// An entrant in a game against another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HeadToHeadPlayer {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// Its account.
    pub profile_id: ProfileId,
    /// The displayed name.
    pub name: String,
    /// What it played, -1 when unknown.
    pub civilization_id: CivilizationId,
    /// Its name, when known.
    #[schema(required)]
    pub civilization_name: Option<String>,
    /// The side it was on, which tells allies apart; null when unknown.
    #[serde(default)]
    pub team_id: Option<SideId>,
    /// The rating before the game.
    #[schema(required)]
    pub old_rating: Option<i64>,
    /// The rating after the game.
    #[schema(required)]
    pub new_rating: Option<i64>,
    /// How it ended for the entrant.
    #[schema(required)]
    pub outcome: Option<Outcome>,
}

/// A finished game with at least two entrants on at least two sides.
#[derive(Clone, Debug)]
pub struct Meeting<'a> {
    /// The match.
    pub match_id: MatchId,
    players: Vec<(&'a Entrant, &'a Participation)>,
}

impl Meeting<'_> {
    /// The account of one of the entrants.
    #[must_use]
    pub fn profile(&self) -> Option<ProfileId> {
        self.players.iter().find_map(|(entrant, _)| entrant.entry.profile_id)
    }
}

/// The newest `limit` games in which entrants met: newest start first, ties by the lower match id.
#[must_use]
pub fn meetings(tournament_facts: &TournamentFacts, limit: usize) -> Vec<Meeting<'_>> {
    let games = |entrant| tournament_facts.participations_of(entrant).iter().map(move |game| (entrant, game));
    let mut played: Vec<(&Entrant, &Participation)> = tournament_facts.entrants.iter().flat_map(games).collect();
    played.retain(|(_, game)| game.completed_at.is_some());
    // Each entrant's games are almost in this order already, which a stable sort exploits.
    let by_match = |game: &Participation| (Reverse(game.started_at), game.match_id);
    played.sort_by_key(|(_, game)| by_match(game));
    let met = played.chunk_by(|(_, one), (_, other)| by_match(one) == by_match(other));
    let meeting = |players: &[(&'_ Entrant, &'_ Participation)]| {
        let (_, game) = players.first().filter(|_| is_meeting(players))?;
        Some(game.match_id)
    };
    met.filter_map(|players| Some(Meeting { match_id: meeting(players)?, players: players.to_vec() }))
        .take(limit)
        .collect()
}

fn is_meeting(players: &[(&Entrant, &Participation)]) -> bool {
    // Two entrants were on different sides exactly when somebody was against the first one.
    players
        .split_first()
        .is_some_and(|((_, first), others)| others.iter().any(|(_, game)| first.was_against(game.side)))
}

/// The games in which entrants met, newest start first.
#[must_use]
pub fn head_to_head(facts: &HeadToHeadFacts<'_>) -> Vec<HeadToHeadMatch> {
    meetings(facts.tournament_facts, facts.limit).into_iter().filter_map(|meeting| row(meeting, facts)).collect()
}

fn row(mut meeting: Meeting<'_>, facts: &HeadToHeadFacts<'_>) -> Option<HeadToHeadMatch> {
    meeting.players.sort_by_key(|(entrant, game)| {
        (game.outcome != Some(Outcome::Win), Reverse(game.old_rating.unwrap_or(0)), entrant.entry.id)
    });
    let (_, game) = *meeting.players.first()?;
    Some(HeadToHeadMatch {
        match_id: meeting.match_id,
        map_name: facts.maps.get(&meeting.match_id)?.clone(),
        started_at: game.started_at,
        completed_at: game.completed_at,
        duration_seconds: game.completed_at.map(|completed_at| (completed_at - game.started_at).num_seconds().max(0)),
        entrants: meeting.players.iter().filter_map(|(entrant, game)| player(entrant, game, facts)).collect(),
    })
}

fn player(entrant: &Entrant, game: &Participation, facts: &HeadToHeadFacts<'_>) -> Option<HeadToHeadPlayer> {
    Some(HeadToHeadPlayer {
        tournament_player_id: entrant.entry.id,
        profile_id: entrant.entry.profile_id?,
        name: entrant.entry.displayed_name().to_owned(),
        civilization_id: game.civilization_id,
        civilization_name: facts.civilizations.get(&game.civilization_id).cloned(),
        team_id: game.side,
        old_rating: game.old_rating,
        new_rating: game.new_rating,
        outcome: game.outcome,
    })
}
