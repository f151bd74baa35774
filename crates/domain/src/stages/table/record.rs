//! What one side has done in a stage: the columns of its row.

use super::super::{
    points::{PointSystem, Points},
    result::SideOutcome,
};

/// What one side has done in a stage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Record {
    pub(super) won: u32,
    pub(super) drawn: u32,
    pub(super) lost: u32,
    pub(super) byes: u32,
    pub(super) games_won: u32,
    pub(super) games_lost: u32,
    pub(super) points: Points,
    pub(super) adjustments: Points,
    /// Series without walkovers: how many, and how many halves of a win they gave.
    pub(super) contested: u32,
    pub(super) half_wins: u32,
}

impl Record {
    pub(super) fn add(&mut self, outcome: SideOutcome, games: [u32; 2], is_walkover: bool, system: &PointSystem) {
        let (column, half_wins) = match outcome {
            SideOutcome::Won => (&mut self.won, 2),
            SideOutcome::Drawn => (&mut self.drawn, 1),
            SideOutcome::Lost => (&mut self.lost, 0),
        };
        *column += 1;
        self.games_won += games[0];
        self.games_lost += games[1];
        self.points += outcome.points(system);
        if !is_walkover {
            self.contested += 1;
            self.half_wins += half_wins;
        }
    }

    pub(super) fn add_bye(&mut self, system: &PointSystem) {
        self.byes += 1;
        self.points += system.bye;
    }

    /// Points with adjustments.
    pub(super) fn total(&self) -> Points {
        self.points + self.adjustments
    }

    pub(super) fn game_difference(&self) -> i64 {
        i64::from(self.games_won) - i64::from(self.games_lost)
    }
}
