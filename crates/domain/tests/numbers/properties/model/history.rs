//! The model of the history: computes every entry's value from scratch at every instant.

use std::{cmp::Reverse, collections::BTreeSet};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    entrant::Entrant,
    history::{
        Observation, PlayerStandingHistory, StandingHistoryPoint, StandingsHistory, TeamStandingHistory,
        TeamStandingHistoryPoint,
    },
    id::{EntryId, TeamId},
    participations::Participation,
};

use super::{Model, by_name, descending, is_listed, live, record::count, shown};

/// The positions and values at one instant.
struct Bucket {
    at: Timestamp,
    entries: Vec<(EntryId, Option<i64>)>,
    teams: Vec<(TeamId, i64)>,
}

impl Bucket {
    fn positions(&self) -> (Vec<EntryId>, Vec<TeamId>) {
        (self.entries.iter().map(|(id, _)| *id).collect(), self.teams.iter().map(|(id, _)| *id).collect())
    }
}

impl Model<'_> {
    pub(in crate::properties) fn history(&self) -> StandingsHistory {
        let times = self.times();
        let midnights = self.midnights(&times);
        let candidates: BTreeSet<Timestamp> = times.union(&midnights).copied().collect();
        if candidates.is_empty() || self.fixture.entrants.is_empty() {
            return StandingsHistory { last_polled_at: None, buckets: vec![], players: vec![], teams: vec![] };
        }
        let mut emitted: Vec<Bucket> = vec![];
        for &at in &candidates {
            let bucket = self.bucket(at);
            let has_moved = emitted.last().is_none_or(|last| last.positions() != bucket.positions());
            if midnights.contains(&at) || has_moved || candidates.last() == Some(&at) {
                emitted.push(bucket);
            }
        }
        StandingsHistory {
            last_polled_at: times.last().copied(),
            buckets: emitted.iter().map(|bucket| bucket.at).collect(),
            players: self.players(&emitted),
            teams: self.teams(&emitted),
        }
    }

    /// Games in the window that are completed and rated: by completion, then by match id.
    fn log(&self, entrant: &Entrant) -> Vec<(Timestamp, i64, Participation)> {
        let mut log: Vec<_> = self
            .rated(entrant)
            .into_iter()
            .filter_map(|game| Some((game.completed_at?, game.new_rating?, game)))
            .collect();
        log.sort_by_key(|(at, _, game)| (*at, game.match_id));
        log
    }

    fn before(&self, entrant: &Entrant) -> Vec<Observation> {
        let Some(start) = self.fixture.tournament.window.start else { return vec![] };
        self.until_end(entrant).into_iter().filter(|seen| seen.at <= start).collect()
    }

    fn during(&self, entrant: &Entrant) -> Vec<Observation> {
        let start = self.fixture.tournament.window.start;
        self.until_end(entrant).into_iter().filter(|seen| start.is_none_or(|start| seen.at > start)).collect()
    }

    fn until_end(&self, entrant: &Entrant) -> Vec<Observation> {
        let end = self.fixture.tournament.window.end;
        self.observed(entrant).into_iter().filter(|seen| end.is_none_or(|end| seen.at <= end)).collect()
    }

    fn times(&self) -> BTreeSet<Timestamp> {
        let entrants = self.listed();
        let logged = entrants.iter().flat_map(|entrant| self.log(entrant)).map(|(at, _, _)| at);
        let seen = entrants.iter().flat_map(|entrant| self.during(entrant)).map(|seen| seen.at);
        logged.chain(seen).collect()
    }

    fn midnights(&self, times: &BTreeSet<Timestamp>) -> BTreeSet<Timestamp> {
        let (start, first_fact) = (self.fixture.tournament.window.start, times.first().copied());
        let start = start.filter(|start| first_fact.is_none_or(|fact| fact - *start <= TimeDelta::days(31)));
        let Some(first) = start.or(first_fact) else {
            return BTreeSet::new();
        };
        let last = times.last().copied().unwrap_or(first);
        let mut midnights = BTreeSet::from([midnight(first)]);
        let mut day = midnight(first) + TimeDelta::days(1);
        while day <= last {
            midnights.insert(day);
            day = day + TimeDelta::days(1);
        }
        midnights
    }

    fn bucket(&self, at: Timestamp) -> Bucket {
        let mut listed = self.listed();
        listed.sort_by_key(|entrant| {
            let (rank, other) = self.metrics_at(entrant, at);
            (descending(rank), descending(other), by_name(&entrant.entry))
        });
        let mut teams: Vec<(TeamId, i64)> = vec![];
        for team in &self.fixture.teams {
            let members = self.members(team);
            if !members.is_empty() {
                // An entry that is not listed is left out entirely: its games affect neither its team nor the buckets.
                let listed = members.iter().filter(|member| is_listed(member));
                let sum = listed.map(|member| self.metrics_at(member, at).0.unwrap_or(0)).sum();
                teams.push((team.id, sum));
            }
        }
        teams.sort_by_key(|(id, sum)| (Reverse(*sum), *id));
        let entries = listed.iter().map(|entrant| (entrant.entry.id, self.metrics_at(entrant, at).0)).collect();
        Bucket { at, entries, teams }
    }

    /// The rank metric and the other rating.
    fn metrics_at(&self, entrant: &Entrant, at: Timestamp) -> (Option<i64>, Option<i64>) {
        let (live_peak, live_current) = (live(entrant).map(|pair| pair.0), live(entrant).map(|pair| pair.1));
        let log: Vec<_> = self.log(entrant).into_iter().filter(|(when, _, _)| *when <= at).collect();
        let seen: Vec<_> = self.during(entrant).into_iter().filter(|seen| seen.at <= at).collect();
        if self.is_by_peak() {
            let reached = seen.iter().map(|seen| seen.peak).chain(log.iter().map(|(_, rating, _)| *rating));
            let peak = self.peak_baseline(entrant).into_iter().chain(reached).max();
            let capped = peak.map(|peak| live_peak.map_or(peak, |live| peak.min(live)));
            return (capped, log.last().map(|(_, rating, _)| *rating).or(live_current));
        }
        let current = match (log.last(), seen.last()) {
            (Some((played, rating, _)), Some(seen)) => Some(if *played >= seen.at { *rating } else { seen.current }),
            (Some((_, rating, _)), None) => Some(*rating),
            (None, Some(seen)) => Some(seen.current),
            (None, None) => self.current_baseline(entrant),
        };
        (current, live_peak)
    }

    fn entry_value(&self, entrant: &Entrant) -> Option<i64> {
        self.log(entrant).first().and_then(|(_, _, game)| game.old_rating)
    }

    fn peak_baseline(&self, entrant: &Entrant) -> Option<i64> {
        let (live_peak, _) = live(entrant)?;
        let baseline = if let Some(seen) = self.before(entrant).last() {
            Some(seen.peak)
        } else if let Some(seen) = self.during(entrant).first() {
            Some(seen.peak)
        } else if self.log(entrant).iter().all(|(_, rating, _)| live_peak > *rating) {
            Some(live_peak)
        } else {
            self.held_before(entrant, live_peak)
        };
        baseline.max(self.entry_value(entrant))
    }

    /// The highest rating held in games before the start. A game that never ended is left out, because it has no
    /// position in their order.
    fn held_before(&self, entrant: &Entrant, live_peak: i64) -> Option<i64> {
        let start = self.fixture.tournament.window.start?;
        let mut earlier: Vec<Participation> = self
            .played(entrant)
            .into_iter()
            .filter(|game| game.started_at < start && game.completed_at.is_some())
            .collect();
        earlier.sort_by_key(|game| (game.completed_at, game.match_id));
        let mut held = None;
        for value in earlier.iter().filter_map(|game| game.old_rating.max(game.new_rating)) {
            held = if value > live_peak { None } else { held.max(Some(value)) };
        }
        held
    }

    fn current_baseline(&self, entrant: &Entrant) -> Option<i64> {
        let (_, live_current) = live(entrant)?;
        let before = self.before(entrant).last().map(|seen| seen.current);
        let carried_back = self.during(entrant).first().map(|seen| seen.current);
        Some(self.entry_value(entrant).or(before).or(carried_back).unwrap_or(live_current))
    }

    fn players(&self, emitted: &[Bucket]) -> Vec<PlayerStandingHistory> {
        let mut listed = self.listed();
        listed.sort_by_key(|entrant| entrant.entry.id);
        let point = |bucket: &Bucket, id| {
            let index = bucket.entries.iter().position(|(entry, _)| *entry == id).expect("everybody has a place");
            let (value, is_by_peak) = (bucket.entries[index].1, self.is_by_peak());
            StandingHistoryPoint {
                position: count(index) + 1,
                peak_rating: value.filter(|_| is_by_peak),
                current_rating: value.filter(|_| !is_by_peak),
            }
        };
        let series = |entrant: &Entrant| PlayerStandingHistory {
            tournament_player_id: entrant.entry.id,
            profile_id: entrant.entry.profile_id,
            name: shown(&entrant.entry),
            points: emitted.iter().map(|bucket| point(bucket, entrant.entry.id)).collect(),
        };
        listed.into_iter().map(series).collect()
    }

    fn teams(&self, emitted: &[Bucket]) -> Vec<TeamStandingHistory> {
        let mut teams: Vec<_> = self.fixture.teams.iter().filter(|team| !self.members(team).is_empty()).collect();
        teams.sort_by_key(|team| team.id);
        let point = |bucket: &Bucket, id| {
            let index = bucket.teams.iter().position(|(team, _)| *team == id).expect("every team has a place");
            let (sum, is_by_peak) = (bucket.teams[index].1, self.is_by_peak());
            TeamStandingHistoryPoint {
                position: count(index) + 1,
                combined_peak_elo: is_by_peak.then_some(sum),
                combined_current_elo: (!is_by_peak).then_some(sum),
            }
        };
        let series = |team: &domain::roster::Team| TeamStandingHistory {
            team_id: team.id,
            name: team.name.clone(),
            initials: team.initials.clone(),
            points: emitted.iter().map(|bucket| point(bucket, team.id)).collect(),
        };
        teams.into_iter().map(series).collect()
    }
}

/// The first instant of the day.
fn midnight(at: Timestamp) -> Timestamp {
    let day = at.inner().format("%Y-%m-%dT00:00:00Z").to_string();
    day.parse().expect("RFC 3339")
}
