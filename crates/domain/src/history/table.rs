//! The table of entrants and teams, kept sorted while it advances through time.

use std::cmp::Reverse;

use super::{
    HistoryFacts, PlayerStandingHistory, StandingHistoryPoint, StandingsHistory, TeamStandingHistory,
    TeamStandingHistoryPoint, instants::Instant, places::Places, timeline::Timeline,
};
use crate::{clock::Timestamp, entrant::Entrant, id::TeamId, ranking::Metrics, roster::Team, tournament::RankBy};

/// The table at an instant, and the buckets recorded so far.
pub(super) struct Table<'a> {
    rank_by: RankBy,
    rows: Vec<Row<'a>>,
    /// All steps of all rows, the latest first.
    steps: Vec<(Timestamp, usize, Metrics)>,
    entries: Places<(Reverse<Metrics>, usize)>,
    teams: Vec<TeamRow<'a>>,
    team_places: Places<(Reverse<i64>, TeamId)>,
    buckets: Vec<Timestamp>,
}

struct Row<'a> {
    entrant: &'a Entrant,
    /// The rank by name alone, which breaks ties.
    by_name: usize,
    metrics: Metrics,
    /// The row of its team.
    team: Option<usize>,
    points: Vec<StandingHistoryPoint>,
}

struct TeamRow<'a> {
    team: &'a Team,
    sum: i64,
    points: Vec<TeamStandingHistoryPoint>,
}

impl<'a> Table<'a> {
    /// Creates the table of `listed` at their baselines, before the first step.
    pub(super) fn new(listed: &[&'a Entrant], timelines: &[Timeline], facts: &HistoryFacts<'a>) -> Self {
        let has_members = |team: &&Team| {
            facts
                .tournament_facts
                .entrants
                .iter()
                .any(|entrant| entrant.team.as_ref().is_some_and(|of| of.id == team.id))
        };
        let mut teams: Vec<_> = facts.teams.iter().filter(has_members).collect();
        teams.sort_unstable_by_key(|team| team.id);
        let team_of = |entrant: &Entrant| {
            let id = entrant.team.as_ref()?.id;
            teams.binary_search_by_key(&id, |team| team.id).ok()
        };
        let mut names: Vec<_> = (0..listed.len()).collect();
        names.sort_by(|&a, &b| listed[a].entry.by_name(&listed[b].entry));
        let mut by_name = vec![0; listed.len()];
        names.into_iter().enumerate().for_each(|(place, row)| by_name[row] = place);
        let row = |((&entrant, timeline), by_name): ((&&'a Entrant, &Timeline), usize)| {
            let metrics = timeline.baseline;
            Row { entrant, by_name, metrics, team: team_of(entrant), points: Vec::new() }
        };
        let rows: Vec<_> = listed.iter().zip(timelines).zip(by_name).map(row).collect();
        let sum = |team| rows.iter().filter(|row| row.team == Some(team)).filter_map(|row| row.metrics.rank).sum();
        let teams: Vec<_> = teams
            .iter()
            .enumerate()
            .map(|(index, team)| TeamRow { team, sum: sum(index), points: Vec::new() })
            .collect();
        Self {
            rank_by: facts.tournament_facts.tournament.rank_by,
            steps: latest_first(timelines),
            entries: Places::new(rows.iter().map(Row::key).collect()),
            team_places: Places::new(teams.iter().map(TeamRow::key).collect()),
            rows,
            teams,
            buckets: Vec::new(),
        }
    }

    /// The number of points in all series together.
    pub(super) fn points(&self) -> usize {
        (self.rows.len() + self.teams.len()) * self.buckets.len()
    }

    /// Advances to `instant`, and records a bucket when it is one or a position changed.
    pub(super) fn advance(&mut self, instant: Instant) {
        while let Some((_, row, metrics)) = self.steps.pop_if(|(at, ..)| *at <= instant.at) {
            self.step(row, metrics);
        }
        let moved = self.entries.moved() || self.team_places.moved();
        if instant.is_bucket || moved || self.buckets.is_empty() {
            self.entries.note();
            self.team_places.note();
            self.bucket(instant.at);
        }
    }

    fn step(&mut self, index: usize, metrics: Metrics) {
        let row = &mut self.rows[index];
        let before = std::mem::replace(&mut row.metrics, metrics);
        self.entries.set(index, row.key());
        if let Some(team) = row.team {
            self.teams[team].sum += metrics.rank.unwrap_or(0) - before.rank.unwrap_or(0);
            self.team_places.set(team, self.teams[team].key());
        }
    }

    fn bucket(&mut self, at: Timestamp) {
        let by_peak = self.rank_by == RankBy::PeakRating;
        let split = |value: Option<i64>| (value.filter(|_| by_peak), value.filter(|_| !by_peak));
        self.buckets.push(at);
        for (row, position) in self.rows.iter_mut().zip(self.entries.positions()) {
            let (peak_rating, current_rating) = split(row.metrics.rank);
            row.points.push(StandingHistoryPoint { position, peak_rating, current_rating });
        }
        for (row, position) in self.teams.iter_mut().zip(self.team_places.positions()) {
            let (combined_peak_elo, combined_current_elo) = split(Some(row.sum));
            row.points.push(TeamStandingHistoryPoint { position, combined_peak_elo, combined_current_elo });
        }
    }

    /// Turns the buckets into the history.
    pub(super) fn into_history(self, last_polled_at: Option<Timestamp>) -> StandingsHistory {
        let players = self.rows.into_iter().map(|row| PlayerStandingHistory {
            tournament_player_id: row.entrant.entry.id,
            profile_id: row.entrant.entry.profile_id,
            name: row.entrant.entry.displayed_name().to_owned(),
            points: row.points,
        });
        let teams = self.teams.into_iter().map(|row| TeamStandingHistory {
            team_id: row.team.id,
            name: row.team.name.clone(),
            initials: row.team.initials.clone(),
            points: row.points,
        });
        StandingsHistory { last_polled_at, buckets: self.buckets, players: players.collect(), teams: teams.collect() }
    }
}

impl Row<'_> {
    fn key(&self) -> (Reverse<Metrics>, usize) {
        (Reverse(self.metrics), self.by_name)
    }
}

impl TeamRow<'_> {
    fn key(&self) -> (Reverse<i64>, TeamId) {
        (Reverse(self.sum), self.team.id)
    }
}

fn latest_first(timelines: &[Timeline]) -> Vec<(Timestamp, usize, Metrics)> {
    let steps = |(row, timeline): (usize, &Timeline)| {
        timeline.steps.iter().map(move |&(at, metrics)| (at, row, metrics)).collect::<Vec<_>>()
    };
    let mut steps: Vec<_> = timelines.iter().enumerate().flat_map(steps).collect();
    steps.sort_unstable_by_key(|&(at, row, _)| Reverse((at, row)));
    steps
}
