//! The model of the standings, the teams' standings and the progression.

use std::cmp::Reverse;

use domain::{
    clock::Timestamp,
    entrant::Entrant,
    progression::{PlayerProgression, ProgressionPoint},
    roster::Team,
    standings::{StandingRow, StandingTeam},
    team_standings::{TeamMemberRead, TeamStandingRow},
};

use super::{Model, alias, by_name, descending, percent, record::count, shown};

impl Model<'_> {
    pub(in crate::properties) fn standings(&self) -> Vec<StandingRow> {
        self.in_order(self.listed()).into_iter().map(|entrant| self.row(entrant)).collect()
    }

    fn in_order<'e>(&self, mut entrants: Vec<&'e Entrant>) -> Vec<&'e Entrant> {
        entrants.sort_by_key(|entrant| {
            let (rank, other) = (self.rank_metric(entrant), self.other_rating(entrant));
            (descending(rank), descending(other), by_name(&entrant.entry))
        });
        entrants
    }

    fn row(&self, entrant: &Entrant) -> StandingRow {
        let rating = entrant.rating.as_ref().map(|(rating, _)| rating.clone());
        let (wins, losses) = rating.as_ref().map_or((0, 0), |rating| (rating.wins, rating.losses));
        let of_rating = entrant.rating.as_ref().map(|(_, changed)| *changed);
        let of_player = entrant.player.as_ref().map(|(_, changed)| *changed);
        StandingRow {
            tournament_player_id: entrant.entry.id,
            profile_id: entrant.entry.profile_id,
            name: shown(&entrant.entry),
            alias: alias(entrant),
            country: None,
            team: entrant.team.clone().map(|team| StandingTeam {
                team_id: team.id,
                name: team.name,
                initials: team.initials,
            }),
            presentation: entrant.entry.presentation.clone(),
            current_rating: self.current(entrant),
            max_rating: self.peak(entrant),
            wins,
            losses,
            streak: rating.as_ref().map_or(0, |rating| rating.streak),
            recent_results: vec![],
            tournament_record: self.record(entrant),
            rank: rating.as_ref().and_then(|rating| rating.rank),
            rank_total: rating.as_ref().and_then(|rating| rating.rank_total),
            in_match: entrant.live_match_id.is_some(),
            live_match_id: entrant.live_match_id,
            stream_live: false,
            stream_title: None,
            stream_category: None,
            last_match_at: rating.as_ref().and_then(|rating| rating.last_match_at),
            updated_at: of_rating.or(of_player),
            games: wins + losses,
            win_pct: percent(wins, losses),
        }
    }

    pub(in crate::properties) fn team_standings(&self) -> Vec<TeamStandingRow> {
        let mut rows: Vec<TeamStandingRow> = self.fixture.teams.iter().map(|team| self.team(team)).collect();
        rows.sort_by_key(|row| (Reverse(row.combined_rating_sum), row.team_id));
        rows
    }

    /// Every entry of the team, whether listed or not.
    pub(in crate::properties) fn members(&self, team: &Team) -> Vec<&Entrant> {
        let is_member = |entrant: &&Entrant| entrant.team.as_ref().is_some_and(|own| own.id == team.id);
        self.fixture.entrants.iter().filter(is_member).collect()
    }

    fn team(&self, team: &Team) -> TeamStandingRow {
        let mut members = self.members(team);
        members.sort_by_key(|member| (descending(self.rank_metric(member)), member.entry.id));
        let metrics: Vec<i64> = members.iter().filter_map(|member| self.rank_metric(member)).collect();
        let sum: i64 = metrics.iter().sum();
        let average = if metrics.is_empty() { 0.0 } else { float(sum) / float(count(metrics.len())) };
        let wins = members.iter().map(|member| self.record(member).wins).sum();
        let losses = members.iter().map(|member| self.record(member).losses).sum();
        TeamStandingRow {
            team_id: team.id,
            name: team.name.clone(),
            initials: team.initials.clone(),
            member_count: count(members.len()),
            combined_rating_sum: sum,
            combined_rating_average: average,
            combined_wins: wins,
            combined_losses: losses,
            civs: self.civs(&members),
            members: members.iter().map(|member| self.member(member)).collect(),
            win_pct: team_percent(wins, losses),
        }
    }

    fn member(&self, entrant: &Entrant) -> TeamMemberRead {
        let record = self.record(entrant);
        TeamMemberRead {
            tournament_player_id: entrant.entry.id,
            profile_id: entrant.entry.profile_id,
            alias: Some(alias(entrant)),
            country: None,
            current_rating: self.current(entrant),
            max_rating: self.peak(entrant),
            in_match: entrant.live_match_id.is_some(),
            live_match_id: entrant.live_match_id,
            is_captain: entrant.is_captain,
            wins: record.wins,
            losses: record.losses,
        }
    }

    pub(in crate::properties) fn progression(&self) -> (Option<Timestamp>, Vec<PlayerProgression>) {
        let mut series: Vec<PlayerProgression> = vec![];
        for entrant in self.fixture.entrants.iter().filter(|entrant| entrant.player.is_some()) {
            let mut games = self.rated(entrant);
            games.sort_by_key(|game| (game.completed_at, game.match_id));
            let points: Vec<ProgressionPoint> = games
                .iter()
                .filter_map(|game| {
                    Some(ProgressionPoint { completed_at: game.completed_at?, rating: game.new_rating? })
                })
                .collect();
            if let (Some(profile_id), false) = (entrant.entry.profile_id, points.is_empty()) {
                let tournament_player_id = entrant.entry.id;
                series.push(PlayerProgression { tournament_player_id, profile_id, alias: alias(entrant), points });
            }
        }
        series.sort_by_key(|one| (one.alias.to_lowercase(), one.alias.clone(), one.profile_id));
        let newest = series.iter().flat_map(|one| &one.points).map(|point| point.completed_at).max();
        (newest, series)
    }
}

fn float(number: i64) -> f64 {
    f64::from(i32::try_from(number).expect("small numbers"))
}

/// The percentage for teams, which have many games; halves are rounded to even, which the rules leave open.
fn team_percent(wins: i64, losses: i64) -> Option<f64> {
    let games = wins + losses;
    if games == 0 {
        return None;
    }
    let (whole, rest) = (1_000 * wins / games, 1_000 * wins % games);
    let rounds_up = 2 * rest > games || (2 * rest == games && whole % 2 == 1);
    Some(float(if rounds_up { whole + 1 } else { whole }) / 10.0)
}
