//! The standings: one row per listed entry, in the tournament's order.

mod matchups;

use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{CivilizationId, EntryId, MatchId, ProfileId, SideId, TeamId},
    matches::Outcome,
    player::{Player, Rating},
    record::{Game, RECENT, TournamentRecord, win_pct},
    roster::{Entry, Presentation, Team},
    tournament::{RankBy, Tournament},
};

/// Everything the standings are computed from, as of one database snapshot.
#[derive(Clone, Debug)]
pub struct StandingsFacts {
    /// The tournament.
    pub tournament: Tournament,
    /// Its whole roster.
    pub entries: Vec<EntryFacts>,
    /// The matches behind every entry's newest games.
    pub matchups: HashMap<MatchId, Matchup>,
    /// Names learned from payloads, for opponents who are not on the roster.
    pub aliases: HashMap<ProfileId, String>,
    /// Civilizations' names.
    pub civilizations: HashMap<CivilizationId, String>,
}

/// One entry with what is known of it.
#[derive(Clone, Debug)]
pub struct EntryFacts {
    /// The entry.
    pub entry: Entry,
    /// Its team.
    pub team: Option<Team>,
    /// Its account as last polled, and when that row last changed.
    pub player: Option<(Player, Timestamp)>,
    /// Its rating on the tournament's ladder, and when that row last changed.
    pub rating: Option<(Rating, Timestamp)>,
    /// Outcomes of its newest games on the ladder, whatever the window, newest first.
    pub recent_results: Vec<Outcome>,
    /// Its decided in-window games on the ladder, newest first.
    pub games: Vec<Game>,
    /// The running match it is in.
    pub live_match_id: Option<MatchId>,
    /// Its broadcast, when on air.
    pub broadcast: Option<Broadcast>,
}

/// A broadcast that is on air.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// What it is called.
    pub title: Option<String>,
    /// What is being shown.
    pub category: Option<String>,
}

/// A match as a matchup shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matchup {
    /// Where.
    pub map_name: String,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Who played.
    pub players: Vec<MatchupPlayer>,
}

/// A player of a [`Matchup`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchupPlayer {
    /// The account.
    pub profile_id: ProfileId,
    /// What it played.
    pub civilization_id: CivilizationId,
    /// The side it was on, when told.
    pub side: Option<SideId>,
}

/// One row of the standings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StandingRow {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// The account it is linked to.
    #[schema(required)]
    pub profile_id: Option<ProfileId>,
    /// The displayed name.
    pub name: String,
    /// The in-game name, or the entry's name when there is none.
    pub alias: String,
    /// ISO 3166-1 alpha-2, in lower case.
    #[schema(required)]
    pub country: Option<String>,
    /// The entry's team.
    #[schema(required)]
    pub team: Option<StandingTeam>,
    /// The frontends' own data.
    #[schema(value_type = Object)]
    pub presentation: Presentation,
    /// The rating now.
    #[schema(required)]
    pub current_rating: Option<i64>,
    /// The highest rating held.
    #[schema(required)]
    pub max_rating: Option<i64>,
    /// Games won on the ladder, ever.
    pub wins: i64,
    /// Games lost on the ladder, ever.
    pub losses: i64,
    /// Length of the running streak on the ladder, negative for losses.
    pub streak: i64,
    /// Outcomes of the newest ten games on the ladder, newest first.
    pub recent_results: Vec<Outcome>,
    /// What the entry did in the window.
    pub tournament_record: TournamentRecord,
    /// World rank on the ladder.
    #[schema(required)]
    pub rank: Option<i64>,
    /// How many are ranked on the ladder.
    #[schema(required)]
    pub rank_total: Option<i64>,
    /// Whether the entry is in a lobby or a game right now.
    pub in_match: bool,
    /// Which.
    #[schema(required)]
    pub live_match_id: Option<MatchId>,
    /// Whether the entry is on air.
    pub stream_live: bool,
    /// The broadcast's title.
    #[schema(required)]
    pub stream_title: Option<String>,
    /// The broadcast's category.
    #[schema(required)]
    pub stream_category: Option<String>,
    /// When the last ranked game on the ladder ended.
    #[schema(required)]
    pub last_match_at: Option<Timestamp>,
    /// When the rating (else the account) last changed.
    #[schema(required)]
    pub updated_at: Option<Timestamp>,
    /// Wins and losses together.
    #[schema(read_only)]
    pub games: i64,
    /// Percentage of games won on the ladder; null without games.
    #[schema(required, read_only)]
    pub win_pct: Option<f64>,
}

/// A team as the standings name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StandingTeam {
    /// The team.
    pub team_id: TeamId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub initials: String,
}

impl EntryFacts {
    /// Unlinked entries and polled ones are listed; a linked one is held back until it is polled.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.entry.profile_id.is_none() || self.player.is_some()
    }

    /// The in-game name, or the entry's own when there is none.
    #[must_use]
    pub fn alias(&self) -> &str {
        self.player.as_ref().and_then(|(player, _)| player.alias.as_deref()).unwrap_or(&self.entry.name)
    }

    /// The matches whose matchups the entry's record shows.
    pub fn recent_matches(&self) -> impl Iterator<Item = MatchId> {
        self.games.iter().take(RECENT).map(|game| game.match_id)
    }

    /// The rating that decides the order, and the one that breaks its ties.
    fn metrics(&self, rank_by: RankBy) -> (Option<i64>, Option<i64>) {
        let rating = self.rating.as_ref().map(|(rating, _)| rating);
        let (peak, current) = (rating.map(|r| r.max_rating), rating.map(|r| r.current_rating));
        match rank_by {
            RankBy::PeakRating => (peak, current),
            RankBy::CurrentRating => (current, peak),
        }
    }
}

/// Puts games in the order in which records are counted: newest start first, then the higher match.
pub fn newest_first(games: &mut [Game]) {
    games.sort_unstable_by_key(|game| Reverse((game.started_at, game.match_id)));
}

/// The listed entries in the tournament's order: rank metric, other rating (each descending, missing last), name.
#[must_use]
pub fn standings(facts: &StandingsFacts) -> Vec<StandingRow> {
    let rank_by = facts.tournament.rank_by;
    let roster = Roster::of(facts);
    let mut listed: Vec<&EntryFacts> = facts.entries.iter().filter(|entry| entry.is_listed()).collect();
    listed.sort_by(|a, b| {
        // `None` is the least option, so that descending order puts it last.
        Reverse(a.metrics(rank_by)).cmp(&Reverse(b.metrics(rank_by))).then_with(|| a.entry.by_name(&b.entry))
    });
    listed.into_iter().map(|entry| row(entry, facts, &roster)).collect()
}

/// The roster by account, to recognize opponents.
struct Roster<'a>(HashMap<ProfileId, &'a Entry>);

impl<'a> Roster<'a> {
    fn of(facts: &'a StandingsFacts) -> Self {
        let linked = facts.entries.iter().filter_map(|entry| Some((entry.entry.profile_id?, &entry.entry)));
        Self(linked.collect())
    }
}

fn row(facts: &EntryFacts, all: &StandingsFacts, roster: &Roster<'_>) -> StandingRow {
    let rating = facts.rating.as_ref().map(|(rating, _)| rating);
    let player = facts.player.as_ref().map(|(player, _)| player);
    let (wins, losses) = rating.map_or((0, 0), |rating| (rating.wins, rating.losses));
    let updated_at = facts.rating.as_ref().map(|(_, at)| at).or(facts.player.as_ref().map(|(_, at)| at));
    StandingRow {
        tournament_player_id: facts.entry.id,
        profile_id: facts.entry.profile_id,
        name: facts.entry.displayed_name().to_owned(),
        alias: facts.alias().to_owned(),
        country: player.and_then(|player| player.country.clone()),
        team: facts.team.as_ref().map(StandingTeam::from),
        presentation: facts.entry.presentation.clone(),
        current_rating: rating.map(|rating| rating.current_rating),
        max_rating: rating.map(|rating| rating.max_rating),
        wins,
        losses,
        streak: rating.map_or(0, |rating| rating.streak),
        recent_results: facts.recent_results.clone(),
        tournament_record: TournamentRecord::of(&facts.games, matchups::recent(facts, all, roster)),
        rank: rating.and_then(|rating| rating.rank),
        rank_total: rating.and_then(|rating| rating.rank_total),
        in_match: facts.live_match_id.is_some(),
        live_match_id: facts.live_match_id,
        stream_live: facts.broadcast.is_some(),
        stream_title: facts.broadcast.as_ref().and_then(|broadcast| broadcast.title.clone()),
        stream_category: facts.broadcast.as_ref().and_then(|broadcast| broadcast.category.clone()),
        last_match_at: rating.and_then(|rating| rating.last_match_at),
        updated_at: updated_at.copied(),
        games: wins + losses,
        win_pct: win_pct(wins, losses),
    }
}

impl From<&Team> for StandingTeam {
    fn from(team: &Team) -> Self {
        Self { team_id: team.id, name: team.name.clone(), initials: team.initials.clone() }
    }
}
