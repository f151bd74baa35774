//! The status, score and winner of a series, from its counted games and the host's ruling.

use std::cmp::Ordering;

use super::super::{
    facts::{Ruling, SeriesFacts},
    state::{DecidedBy, NotCounted, SeriesGame, SeriesState, SeriesStatus},
    winner::Winner,
};
use crate::clock::Timestamp;

/// The state of a series by the score of its games, the latest end of a counted one, and all its games.
pub(super) fn conclusion(
    facts: &SeriesFacts,
    score: [u8; 2],
    ended_at: Option<Timestamp>,
    games: Vec<SeriesGame>,
) -> SeriesState {
    let state = SeriesState {
        id: facts.id,
        status: SeriesStatus::Scheduled,
        score,
        winner: None,
        decided_by: None,
        decided_at: None,
        games,
    };
    match facts.host.ruling {
        None => by_games(state, facts, ended_at),
        Some((ruling, at)) => by_host(state, facts, ruling, at),
    }
}

fn by_games(state: SeriesState, facts: &SeriesFacts, ended_at: Option<Timestamp>) -> SeriesState {
    if facts.format.is_decided(state.score) {
        SeriesState {
            status: SeriesStatus::Completed,
            winner: leader(state.score),
            decided_by: Some(DecidedBy::Games),
            decided_at: ended_at,
            ..state
        }
    } else {
        let has_begun = state
            .games
            .iter()
            .any(|game| matches!(game.not_counted, None | Some(NotCounted::Running | NotCounted::NoOutcome)));
        SeriesState { status: if has_begun { SeriesStatus::Live } else { SeriesStatus::Scheduled }, ..state }
    }
}

fn by_host(state: SeriesState, facts: &SeriesFacts, ruling: Ruling, at: Timestamp) -> SeriesState {
    match ruling {
        Ruling::Cancelled => SeriesState { status: SeriesStatus::Cancelled, ..state },
        Ruling::Walkover(winner) => SeriesState {
            status: SeriesStatus::Walkover,
            winner: Some(winner),
            decided_by: Some(DecidedBy::Walkover),
            decided_at: Some(at),
            ..state
        },
        Ruling::Score(score) if facts.format.is_decided(score) => SeriesState {
            status: SeriesStatus::Completed,
            score,
            winner: leader(score),
            decided_by: Some(DecidedBy::Host),
            decided_at: Some(at),
            ..state
        },
        Ruling::Score(score) => SeriesState { status: SeriesStatus::Live, score, ..state },
    }
}

fn leader([a, b]: [u8; 2]) -> Option<Winner> {
    match a.cmp(&b) {
        Ordering::Greater => Some(Winner::First),
        Ordering::Equal => None,
        Ordering::Less => Some(Winner::Second),
    }
}
