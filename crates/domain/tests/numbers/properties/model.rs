//! A reference model: implements the rules again in the slowest and most literal way, over all facts.

mod civs;
mod history;
mod meetings;
mod record;
mod summary;
mod tables;

use std::cmp::Reverse;

use domain::{
    clock::Timestamp,
    entrant::Entrant,
    history::Observation,
    participations::Participation,
    roster::Entry,
    tournament::RankBy::{CurrentRating, PeakRating},
};
use serde_json::Value;

use crate::fixture::Fixture;

/// A fixture as of one instant.
pub(super) struct Model<'a> {
    pub(super) fixture: &'a Fixture,
    pub(super) now: Timestamp,
}

impl Model<'_> {
    /// Whether something that started at that instant is in the window.
    fn window_holds(&self, started: Timestamp) -> bool {
        let window = self.fixture.tournament.window;
        let too_early = matches!(window.start, Some(start) if started < start);
        let too_late = matches!(window.end, Some(end) if started > end);
        !too_early && !too_late
    }

    /// All of the entry's games: newest start first, then the higher match id.
    fn played(&self, entrant: &Entrant) -> Vec<Participation> {
        let Some(account) = entrant.entry.profile_id else { return vec![] };
        let mut games: Vec<Participation> =
            self.fixture.games.iter().filter(|(profile, _)| *profile == account).map(|(_, game)| *game).collect();
        games.sort_by_key(|game| Reverse((game.started_at, game.match_id)));
        games
    }

    /// The entry's games in the window, excluded ones too, in the same order.
    fn rated(&self, entrant: &Entrant) -> Vec<Participation> {
        self.played(entrant).into_iter().filter(|game| self.window_holds(game.started_at)).collect()
    }

    /// The entry's games in the window that count, in the same order.
    fn counted(&self, entrant: &Entrant) -> Vec<Participation> {
        self.rated(entrant).into_iter().filter(|game| !self.fixture.excluded.contains(&game.match_id)).collect()
    }

    /// All of the entry's observations, the oldest first.
    fn observed(&self, entrant: &Entrant) -> Vec<Observation> {
        let Some(account) = entrant.entry.profile_id else { return vec![] };
        self.fixture.observations.iter().filter(|(profile, _)| *profile == account).map(|(_, seen)| *seen).collect()
    }

    fn listed(&self) -> Vec<&Entrant> {
        self.fixture.entrants.iter().filter(|entrant| is_listed(entrant)).collect()
    }

    fn is_by_peak(&self) -> bool {
        self.fixture.tournament.rank_by == PeakRating
    }

    /// The peak as the tables show it.
    pub(super) fn peak(&self, entrant: &Entrant) -> Option<i64> {
        let (live, _) = live(entrant)?;
        match self.fixture.tournament.window.end {
            Some(end) if self.now >= end && self.is_by_peak() => {
                Some(self.peak_at(entrant, end).map_or(live, |kept| kept.min(live)))
            }
            _ => Some(live),
        }
    }

    /// The current rating as the tables show it.
    pub(super) fn current(&self, entrant: &Entrant) -> Option<i64> {
        let (_, live) = live(entrant)?;
        match self.fixture.tournament.window.end {
            Some(end) if self.now >= end && !self.is_by_peak() => Some(self.current_at(entrant, end).unwrap_or(live)),
            _ => Some(live),
        }
    }

    /// The greatest peak observed and rating played up to the end, if any.
    pub(super) fn peak_at(&self, entrant: &Entrant, end: Timestamp) -> Option<i64> {
        let seen = self.observed(entrant).into_iter().filter(|seen| seen.at <= end).map(|seen| seen.peak);
        let games = self.played(entrant).into_iter().filter(|game| game.started_at <= end);
        seen.chain(games.filter_map(|game| game.new_rating)).max()
    }

    /// The last rating played up to the end, else the last one observed, if any.
    ///
    /// A match that left no rating is ignored: "the last match" means the last one with a rating.
    pub(super) fn current_at(&self, entrant: &Entrant, end: Timestamp) -> Option<i64> {
        let games = self.played(entrant).into_iter().filter(|game| game.started_at <= end);
        let seen = self.observed(entrant).into_iter().filter(|seen| seen.at <= end);
        games.filter_map(|game| game.new_rating).next().or(seen.map(|seen| seen.current).next_back())
    }

    pub(super) fn rank_metric(&self, entrant: &Entrant) -> Option<i64> {
        match self.fixture.tournament.rank_by {
            PeakRating => self.peak(entrant),
            CurrentRating => self.current(entrant),
        }
    }

    fn other_rating(&self, entrant: &Entrant) -> Option<i64> {
        match self.fixture.tournament.rank_by {
            PeakRating => self.current(entrant),
            CurrentRating => self.peak(entrant),
        }
    }
}

/// Whether the entry is listed: unlinked entries and polled ones are.
fn is_listed(entrant: &Entrant) -> bool {
    entrant.entry.profile_id.is_none() || entrant.player.is_some()
}

/// The peak and the current rating today.
pub(super) fn live(entrant: &Entrant) -> Option<(i64, i64)> {
    entrant.rating.as_ref().map(|(rating, _)| (rating.max_rating, rating.current_rating))
}

/// A sort key that puts high ratings first and missing ones last.
fn descending(rating: Option<i64>) -> (bool, Reverse<i64>) {
    (rating.is_none(), Reverse(rating.unwrap_or_default()))
}

/// A sort key by name: ignoring case, then by code point, then the lower id.
fn by_name(entry: &Entry) -> (String, String, i64) {
    (entry.name.to_lowercase(), entry.name.clone(), entry.id.0)
}

/// The displayed name.
fn shown(entry: &Entry) -> String {
    match entry.presentation.get("displayName").and_then(Value::as_str) {
        Some(name) if name.chars().any(|letter| !letter.is_whitespace()) => name.to_owned(),
        _ => entry.name.clone(),
    }
}

/// The in-game name, else the entry's name.
fn alias(entrant: &Entrant) -> String {
    let told = entrant.player.as_ref().and_then(|(player, _)| player.alias.clone());
    told.unwrap_or_else(|| entrant.entry.name.clone())
}

/// A percentage with one decimal; null without games. Below 16 games no value is halfway between two decimals.
fn percent(wins: i64, losses: i64) -> Option<f64> {
    let games = wins + losses;
    assert!(games < 16, "halves would have to be rounded");
    let tenths = (games > 0).then(|| (2_000 * wins + games) / (2 * games))?;
    Some(f64::from(i32::try_from(tenths).expect("at most 1000")) / 10.0)
}
