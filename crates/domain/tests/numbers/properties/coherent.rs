//! Generates histories as the real upstream gives them: ratings move game by game, and a poll follows each game.

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    history::Observation,
    id::{CivilizationId, MatchId, SideId},
    matches::Outcome,
    participations::Participation,
    tournament::Window,
};
use proptest::{collection::vec, option, prelude::*};

use super::fixtures::{Case, modes, tick};
use crate::fixture::Fixture;

/// A game and the poll after it.
#[derive(Clone, Debug)]
struct Step {
    /// Ticks since the previous poll.
    pause: i64,
    /// The game's length in ticks.
    length: i64,
    won: i64,
    /// Hours until the poll observed it.
    delay: i64,
    /// Whether the upstream then lowered the peak to just above the rating.
    is_rebased: bool,
}

/// An entry and all of its games.
#[derive(Clone, Debug)]
struct Career {
    name: &'static str,
    team: Option<i64>,
    rating: i64,
    /// How far the rating was below the peak before anything was known.
    below: i64,
    /// For an entry that never plays: whether it is unlinked or unrated all along.
    is_idle: Option<bool>,
    /// When a poll first observed it, before any game.
    first_sight: Option<i64>,
    /// Whether polls observe it at all; otherwise only its games are known, as in old data.
    is_observed: bool,
    steps: Vec<Step>,
}

/// Coherent cases in an open window, computed as of an instant after all facts.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    let bounds = (option::weighted(0.7, -2..12_i64), option::weighted(0.5, 1..9_i64));
    (modes(), bounds, vec(careers(), 1..=6)).prop_map(|(rank_by, (start, ends_in), careers)| {
        let mut fixture = Fixture::ranked_by(rank_by);
        let mut now = tick(0);
        for (career, id) in careers.iter().zip(1..) {
            now = now.max(career.live_through(&mut fixture, id));
        }
        for team in 1..=2 {
            let is_member = |(career, id): (&Career, i64)| (career.team == Some(team)).then_some(id);
            let members: Vec<i64> = careers.iter().zip(1..).filter_map(is_member).collect();
            fixture = fixture.team(team, &members);
        }
        fixture.observations.sort_by_key(|(_, seen)| seen.at);
        let end = ends_in.map(|ticks| now + TimeDelta::hours(6 * ticks));
        fixture.tournament.window = Window { start: start.map(tick), end };
        Case { fixture, now }
    })
}

fn careers() -> impl Strategy<Value = Career> {
    let name = prop::sample::select(&["ann", "Ann", "bob", "Bob", "zoe"][..]);
    let known = (option::weighted(0.1, any::<bool>()), option::weighted(0.5, -4..4_i64), prop::bool::weighted(0.8));
    let rating = (1_000..1_006_i64, 0..4_i64);
    (name, option::of(1..=2_i64), rating, known, vec(steps(), 0..=5)).prop_map(
        |(name, team, (rating, below), (is_idle, first_sight, is_observed), steps)| Career {
            name,
            team,
            rating,
            below,
            is_idle,
            first_sight,
            is_observed,
            steps,
        },
    )
}

fn steps() -> impl Strategy<Value = Step> {
    (0..5_i64, 0..3_i64, -3..=3_i64, 0..2_i64, prop::bool::weighted(0.15))
        .prop_map(|(pause, length, won, delay, is_rebased)| Step { pause, length, won, delay, is_rebased })
}

impl Career {
    /// Adds the entry and its games; returns the time of the last poll.
    fn live_through(&self, fixture: &mut Fixture, id: i64) -> Timestamp {
        let mut now = tick(self.first_sight.unwrap_or(-4));
        let whole = std::mem::replace(fixture, Fixture::ranked_by(fixture.tournament.rank_by));
        if let Some(is_linked) = self.is_idle {
            *fixture = if is_linked { whole.polled(id, self.name) } else { whole.unlinked(id, self.name) };
            return now;
        }
        let mut seen = vec![];
        let (mut current, mut peak) = (self.rating, self.rating + self.below);
        if self.first_sight.is_some() || self.steps.is_empty() {
            seen.push(Observation { at: now, peak, current });
        }
        let mut games = vec![];
        for (step, number) in self.steps.iter().zip(1..) {
            let started = now + TimeDelta::hours(6 * step.pause);
            let completed = started + TimeDelta::hours(6 * step.length);
            games.push(step.game(100 * id + number, started, completed, current));
            current += step.won;
            peak = if step.is_rebased { current + 1 } else { peak.max(current) };
            now = completed + TimeDelta::hours(step.delay);
            seen.push(Observation { at: now, peak, current });
        }
        *fixture =
            games.into_iter().fold(whole.rated(id, self.name, peak, current), |fixture, game| fixture.plays(id, game));
        // A poll stores an observation only when it differs from the one before.
        seen.dedup_by_key(|seen| (seen.peak, seen.current));
        let profile = fixture.entrants.last().and_then(|entrant| entrant.entry.profile_id).expect("an account");
        fixture.observations.extend(seen.into_iter().filter(|_| self.is_observed).map(|seen| (profile, seen)));
        now
    }
}

impl Step {
    /// A game against an account that is not on the roster.
    fn game(&self, number: i64, started_at: Timestamp, completed_at: Timestamp, current: i64) -> Participation {
        Participation {
            match_id: MatchId(number),
            started_at,
            completed_at: Some(completed_at),
            side: Some(SideId(0)),
            civilization_id: CivilizationId(self.length - 1),
            outcome: Some(if self.won > 0 { Outcome::Win } else { Outcome::Loss }),
            old_rating: Some(current),
            new_rating: Some(current + self.won),
        }
    }
}
