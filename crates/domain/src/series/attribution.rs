//! Finds the games of each series, and computes what follows from them.

mod claims;
mod outcome;
mod progress;

use std::{cmp::Ordering, collections::BTreeMap};

use self::{claims::Claims, progress::Progress};
use super::{
    facts::{PlayedGame, Ruling, SeriesFacts},
    state::SeriesState,
};
use crate::{clock::Timestamp, id::MatchId};

/// Gives each series its games. The states are in the order of the series' ids.
///
/// The result depends on the facts alone, not on their order. Games that a host decided about belong to the series of
/// that decision. The others are given out in the order in which they started: of the series that are open then, admit
/// the match, and have exactly its two groups of accounts as sides, the one scheduled earliest takes it; those without a
/// schedule come last, and of equal ones the older series takes it.
#[must_use]
pub fn attribute(series: &[SeriesFacts], games: &[PlayedGame]) -> Vec<SeriesState> {
    let mut series: Vec<_> = series.iter().collect();
    series.sort_by_key(|facts| facts.id);
    let games: BTreeMap<MatchId, &PlayedGame> = games.iter().map(|game| (game.match_id, game)).collect();
    let mut progress: Vec<_> = series.iter().map(|facts| Progress::of_decisions(facts, &games)).collect();
    let claims = Claims::of(&series);
    let mut others: Vec<_> =
        games.values().filter(|game| !game.is_excluded && !claims.is_decided_by_host(game.match_id)).collect();
    others.sort_by_key(|game| (game.started_at, game.match_id));
    for game in others {
        if let Some(index) = claims.claimant(game, &progress) {
            progress[index].take(game);
        }
    }
    progress.into_iter().map(Progress::state).collect()
}

/// Whether a series takes games that start at `start`, as far as its times and the host's decisions say.
fn is_open_at(facts: &SeriesFacts, start: Timestamp) -> bool {
    let is_closed = match facts.host.ruling {
        None => false,
        Some((Ruling::Cancelled, _)) => true,
        Some((Ruling::Walkover(_), at)) => start >= at,
        Some((Ruling::Score(score), at)) => start >= at && facts.format.is_decided(score),
    };
    start >= facts.opens_at() && !is_closed
}

/// Compares series that could both take a game: the one scheduled earliest takes it.
fn precedence(a: &SeriesFacts, b: &SeriesFacts) -> Ordering {
    let key = |facts: &SeriesFacts| (facts.scheduled_at.is_none(), facts.scheduled_at, facts.id);
    key(a).cmp(&key(b))
}
