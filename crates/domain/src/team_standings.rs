//! The teams' standings: the sums of their members' ratings and records.

use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    civ_stats::{CivStat, CivilizationNames, Tally},
    entrant::Entrant,
    id::{EntryId, MatchId, ProfileId, TeamId},
    record::win_pct,
    roster::Team,
    tournament_facts::TournamentFacts,
};

/// The facts that the teams' standings are computed from, as of one database snapshot.
#[derive(Clone, Copy, Debug)]
pub struct TeamStandingsFacts<'a> {
    /// The participants and their games.
    pub tournament_facts: &'a TournamentFacts,
    /// The teams, including those without members.
    pub teams: &'a [Team],
    /// The names of civilizations.
    pub civilizations: &'a CivilizationNames,
}

/// One row of the teams' standings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamStandingRow {
    /// The team.
    pub team_id: TeamId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub initials: String,
    /// How many members it has, unlinked ones too.
    pub member_count: i64,
    /// The members' rank metrics added up.
    pub combined_rating_sum: i64,
    /// The sum by the number of members that have one; 0 when none has.
    pub combined_rating_average: f64,
    /// Games the members won in the window.
    pub combined_wins: i64,
    /// Games the members lost in the window.
    pub combined_losses: i64,
    /// What the members played in the window, the most picked first.
    pub civs: Vec<CivStat>,
    /// The members in the tournament's order.
    pub members: Vec<TeamMemberRead>,
    /// Percentage of games the members won in the window; null without games.
    #[schema(required, read_only)]
    pub win_pct: Option<f64>,
}

/// A member of a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamMemberRead {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// The account it is linked to.
    #[schema(required)]
    pub profile_id: Option<ProfileId>,
    /// The in-game name, or the entry's name when there is none.
    #[schema(required)]
    pub alias: Option<String>,
    /// ISO 3166-1 alpha-2, in lower case.
    #[schema(required)]
    pub country: Option<String>,
    /// The rating now; in a tournament ranked by it, the one at the end once that has passed.
    #[schema(required)]
    pub current_rating: Option<i64>,
    /// The highest rating held; in a tournament ranked by it, the one at the end once that has passed.
    #[schema(required)]
    pub max_rating: Option<i64>,
    /// Whether the entry is in a lobby or a game right now.
    pub in_match: bool,
    /// Id of the match that the entry is in right now.
    #[schema(required)]
    pub live_match_id: Option<MatchId>,
    /// Whether the entry leads the team.
    pub is_captain: bool,
    /// Games won in the window.
    pub wins: i64,
    /// Games lost in the window.
    pub losses: i64,
}

/// The teams, sorted by the sum of their members' rank metrics; ties go to the older team.
#[must_use]
pub fn team_standings(facts: &TeamStandingsFacts<'_>) -> Vec<TeamStandingRow> {
    let mut members: HashMap<TeamId, Vec<&Entrant>> = HashMap::new();
    for entrant in &facts.tournament_facts.entrants {
        if let Some(team) = &entrant.team {
            members.entry(team.id).or_default().push(entrant);
        }
    }
    let row_of = |team: &Team| row(team, members.remove(&team.id).unwrap_or_default(), facts);
    let mut rows: Vec<_> = facts.teams.iter().map(row_of).collect();
    rows.sort_by_key(|row| (Reverse(row.combined_rating_sum), row.team_id));
    rows
}

fn row(team: &Team, mut members: Vec<&Entrant>, facts: &TeamStandingsFacts<'_>) -> TeamStandingRow {
    let tournament_facts = facts.tournament_facts;
    members.sort_by_key(|entrant| (Reverse(tournament_facts.metrics(entrant).rank), entrant.entry.id));
    let mut civs = Tally::default();
    members.iter().for_each(|entrant| civs.add(&Tally::of(tournament_facts.participations_of(entrant))));
    let ratings: Vec<i64> = members.iter().filter_map(|entrant| tournament_facts.metrics(entrant).rank).collect();
    let sum = ratings.iter().sum();
    let members: Vec<_> = members.into_iter().map(|entrant| member(entrant, tournament_facts)).collect();
    let (wins, losses) = members.iter().fold((0, 0), |(wins, losses), m| (wins + m.wins, losses + m.losses));
    TeamStandingRow {
        team_id: team.id,
        name: team.name.clone(),
        initials: team.initials.clone(),
        member_count: i64::try_from(members.len()).unwrap_or(i64::MAX),
        combined_rating_sum: sum,
        combined_rating_average: average(sum, ratings.len()),
        combined_wins: wins,
        combined_losses: losses,
        civs: civs.rows(facts.civilizations),
        members,
        win_pct: win_pct(wins, losses),
    }
}

fn member(entrant: &Entrant, tournament_facts: &TournamentFacts) -> TeamMemberRead {
    let ratings = tournament_facts.ratings(entrant);
    let record = tournament_facts.record(entrant, Vec::new());
    TeamMemberRead {
        tournament_player_id: entrant.entry.id,
        profile_id: entrant.entry.profile_id,
        alias: Some(entrant.alias().to_owned()),
        country: entrant.country().map(str::to_owned),
        current_rating: ratings.current,
        max_rating: ratings.peak,
        in_match: entrant.live_match_id.is_some(),
        live_match_id: entrant.live_match_id,
        is_captain: entrant.is_captain,
        wins: record.wins,
        losses: record.losses,
    }
}

#[expect(clippy::cast_precision_loss, reason = "ratings and rosters are far below 2^52")]
fn average(sum: i64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum as f64 / count as f64 }
}
