//! What was really played in a series: the truth, with which tests compare what a service makes of it.

use super::decision::{Format, Side, leader};
use crate::ids::{MatchId, ProfileId};

/// What was played in a series so far.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Series {
    /// The games that have started, in their order. The last one may be running.
    pub games: Vec<SeriesGame>,
    /// How many counting games with a known winner each side won.
    pub score: [u8; 2],
    /// Who won the series, or was given it; none while it is undecided, and for a draw.
    pub winner: Option<Side>,
    /// The side that gave up.
    pub forfeited_by: Option<Side>,
    /// Whether nothing more happens: all games are played, and the upstream reports each outcome as it was.
    pub is_over: bool,
}

/// A game in the course of a series.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SeriesGame {
    /// The match, and its lobby.
    pub match_id: MatchId,
    /// Why it was played.
    pub role: Role,
    /// Who won it. None while it runs, if it ends without an outcome, and while the upstream reports none or a wrong
    /// one.
    pub winner: Option<Side>,
}

impl SeriesGame {
    /// Whether it should count for the series, once its winner is known.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.role == Role::Counting
    }
}

/// Why a game was played in the course of a series.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// It counts.
    Counting,
    /// It was restarted: both sides played, for less than five minutes.
    Restarted,
    /// It was rehosted: both sides played, and the game has no outcome.
    Rehosted,
    /// This account played for the second side, to which it does not belong.
    WrongOpponent(ProfileId),
    /// This account played beside the two sides.
    ThirdAccount(ProfileId),
    /// Both sides played when the series was decided.
    ShowMatch,
}

impl Series {
    pub(super) fn of(format: Format, games: Vec<SeriesGame>, forfeited_by: Option<Side>, is_over: bool) -> Self {
        let score = score(&games);
        let winner = match forfeited_by {
            Some(side) => Some(side.other()),
            None => leader(score).filter(|_| format.is_decided(score)),
        };
        Self { games, score, winner, forfeited_by, is_over }
    }
}

/// The counting games that each side won.
pub(super) fn score(games: &[SeriesGame]) -> [u8; 2] {
    let mut score = [0; 2];
    for winner in games.iter().filter(|game| game.counts()).filter_map(|game| game.winner) {
        score[winner.index()] += 1;
    }
    score
}
