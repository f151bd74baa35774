//! Attribution: which games belong to which series, and the status, score and winner that each series has by them.

mod conclusion;
mod decisions;
mod open_series;
mod outcome;
mod progress;
mod sides;

use std::collections::BTreeMap;

use self::{decisions::Decisions, open_series::OpenSeries, progress::SeriesProgress};
use super::{
    facts::{PlayedGame, SeriesFacts},
    state::SeriesState,
};
use crate::id::MatchId;

/// Gives each series its games. The states are in the order of the series' ids.
///
/// The result depends on the facts alone, not on their order. Games that a host decided about belong to the series of
/// that decision. Those that the host counts do count, unless the match is excluded, has no winner yet, or earlier ones
/// of them decide the series. The others are given out in the order in which they started: of the series that are open
/// then, admit the match, and have exactly its two groups of accounts as sides, the one scheduled earliest takes it;
/// those without a schedule come last, and of equal ones the older series takes it. A series is open until the games
/// that started before, the host's among them, decide it.
#[must_use]
pub fn attribute(series: &[SeriesFacts], games: &[PlayedGame]) -> Vec<SeriesState> {
    let mut series: Vec<_> = series.iter().collect();
    series.sort_by_key(|facts| facts.id);
    let games: BTreeMap<MatchId, &PlayedGame> = games.iter().map(|game| (game.match_id, game)).collect();
    let decisions = Decisions::in_force(&series);
    let mut progress: Vec<_> = series
        .iter()
        .zip(decisions.of_series())
        .map(|(facts, decisions)| SeriesProgress::of_decisions(facts, decisions, &games))
        .collect();
    let mut open = OpenSeries::new(&series);
    let mut others: Vec<_> =
        games.values().filter(|game| !game.is_excluded && !decisions.concern(game.match_id)).collect();
    others.sort_by_key(|game| (game.started_at, game.match_id));
    for game in others {
        if let Some(index) = open.series_that_takes(game, &mut progress) {
            progress[index].take(game);
        }
    }
    progress.into_iter().map(SeriesProgress::state).collect()
}
