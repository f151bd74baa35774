//! What a match says about a series: who won it, and whether it counts.

use chrono::TimeDelta;

use super::super::{
    facts::{PlayedGame, SideAccounts},
    state::NotCounted,
    winner::Winner,
};
use crate::matches::Outcome;

/// A game that took less is a restart.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);

/// Who won a match, by what its players who belong to the sides report. `None` when nobody's outcome is known, or when
/// the outcomes contradict each other.
pub(super) fn winner(game: &PlayedGame, sides: &[SideAccounts; 2]) -> Option<Winner> {
    let mut winners = game.players.iter().filter_map(|player| {
        let is_first = sides[0].has(player.profile_id);
        let has_won = player.outcome? == Outcome::Win;
        (is_first || sides[1].has(player.profile_id)).then_some(if is_first == has_won {
            Winner::First
        } else {
            Winner::Second
        })
    });
    let winner = winners.next()?;
    winners.all(|other| other == winner).then_some(winner)
}

/// Why a match that no host decided about does not count; `None` when it does.
pub(super) fn not_counted(game: &PlayedGame, winner: Option<Winner>) -> Option<NotCounted> {
    let Some(completed_at) = game.completed_at else { return Some(NotCounted::Running) };
    if completed_at - game.started_at < SHORTEST {
        Some(NotCounted::Short)
    } else if winner.is_none() {
        Some(NotCounted::NoOutcome)
    } else {
        None
    }
}
