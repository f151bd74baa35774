//! One row of the standings: its fields, and how each follows from the facts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Roster, StandingsFacts, matchups};
use crate::{
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, MatchId, ProfileId, TeamId},
    matches::Outcome,
    record::{TournamentRecord, win_pct},
    roster::{Presentation, Team},
};

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
    /// The rating now; in a tournament ranked by it, the one at the end once that has passed.
    #[schema(required)]
    pub current_rating: Option<i64>,
    /// The highest rating held; in a tournament ranked by it, the one at the end once that has passed.
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
    /// Id of the match that the entry is in right now.
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

impl StandingRow {
    /// The columns of a table of rows: where each is within a row, names separated by dots. All but
    /// `tournament_record.recent_matchups`, a list of objects.
    pub const COLUMNS: [&str; 34] = [
        "tournament_player_id",
        "profile_id",
        "name",
        "alias",
        "country",
        "team.team_id",
        "team.name",
        "team.initials",
        "presentation",
        "current_rating",
        "max_rating",
        "wins",
        "losses",
        "streak",
        "recent_results",
        "tournament_record.games_played",
        "tournament_record.wins",
        "tournament_record.losses",
        "tournament_record.streak",
        "tournament_record.longest_win_streak",
        "tournament_record.peak_rating",
        "tournament_record.last_match_at",
        "tournament_record.win_pct",
        "rank",
        "rank_total",
        "in_match",
        "live_match_id",
        "stream_live",
        "stream_title",
        "stream_category",
        "last_match_at",
        "updated_at",
        "games",
        "win_pct",
    ];

    /// Fills an entry's row from the facts.
    pub(super) fn of(entrant: &Entrant, facts: &StandingsFacts<'_>, roster: &Roster<'_>) -> Self {
        let (entry, rating, broadcast) = (&entrant.entry, entrant.rating(), entrant.broadcast.as_ref());
        let ratings = facts.tournament_facts.ratings(entrant);
        let games = facts.tournament_facts.participations_of(entrant);
        let recent_results = entry.profile_id.and_then(|profile| facts.recent.results.get(&profile));
        let (wins, losses) = rating.map_or((0, 0), |rating| (rating.wins, rating.losses));
        let updated_at = entrant.rating.as_ref().map(|(_, at)| at).or(entrant.player.as_ref().map(|(_, at)| at));
        Self {
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
            tournament_record: facts.tournament_facts.record(entrant, matchups::recent(entry, games, facts, roster)),
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

impl From<&Team> for StandingTeam {
    fn from(team: &Team) -> Self {
        Self { team_id: team.id, name: team.name.clone(), initials: team.initials.clone() }
    }
}
